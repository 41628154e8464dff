// The interface that every kind of handler has: a request and a context in, an outcome out.
import type { RepresentationCache } from "../files/representation-cache.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Outcome } from "../http/response.ts";
import type { Clock } from "../platform/clock.ts";
import type { Disk } from "../platform/disk.ts";
import type { Log } from "../platform/log.ts";
import type { Processes } from "../platform/processes.ts";
import type { Random } from "../platform/random.ts";
import type { CanonicalPath } from "../uri/canonical-path.ts";

/** What routing found out about a request. */
export interface RequestContext {
  /** The one canonical path that routing, guards, files and logs share. */
  readonly path: CanonicalPath;
  /** Whether the raw path holds %2F, which the canonical path keeps encoded. */
  readonly encodedSlash: boolean;
  /** What a `/*` route's wildcard stands for: "" or a path without its leading slash. "" for exact routes. */
  readonly rest: string;
  /** Values of `:name` segments, decoded. */
  readonly params: ReadonlyMap<string, string>;
}

/** Answers the requests of one route. Made once per generation. */
export interface Handler {
  /** Answers one request. A plain value when nothing has to be awaited: the hot path allocates no promise. Throws only on a bug. */
  handle(request: HttpRequest, context: RequestContext): Outcome | Promise<Outcome>;
  /**
   * Says what `handle` would answer to a GET of this path, without doing it, for `ferrous explain`: lines for a person.
   */
  explain(method: string, context: RequestContext): Promise<readonly string[]>;
}

/** What handlers may use of the machine and of what outlives a configuration. */
export interface Services {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly processes: Processes;
  readonly random: Random;
  readonly log: Log;
  /** Hot small files, of all routes and generations together. */
  readonly representations: RepresentationCache;
}

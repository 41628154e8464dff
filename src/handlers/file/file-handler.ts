// Serves a tree of files, or one file: GET and HEAD. The way through memory is synchronous; everything else awaits the disk.
import { basename, dirname } from "node:path/posix";
import { diskRefusal } from "../../files/errors.ts";
import type { Shelf } from "../../files/representation-cache.ts";
import { SharedLoads } from "../../files/representation-cache.ts";
import type { RootRefusal } from "../../files/root.ts";
import { Root } from "../../files/root.ts";
import { slashRedirect } from "../../http/location.ts";
import type { HttpRequest } from "../../http/request.ts";
import type { Outcome, Refusal } from "../../http/response.ts";
import { refuse } from "../../http/response.ts";
import { DiskError } from "../../platform/disk.ts";
import { queryOf } from "../../uri/request-target.ts";
import type { Handler, RequestContext, Services } from "../handler.ts";
import { NOT_BUILT_YET, UPLOAD_METHODS } from "../unbuilt/unbuilt-parts.ts";
import { explainFile } from "./explanation.ts";
import { FileAnswers } from "./file-answers.ts";
import { ListingAnswers } from "./listing-answers.ts";
import type { FileOptions } from "./options.ts";
import { MISSING, refusalOf } from "./refusals.ts";
import type { CachedFile } from "./representation.ts";
import type { Loaded } from "./representation-loader.ts";
import { RepresentationLoader } from "./representation-loader.ts";
import type { Resolution } from "./resolution.ts";
import { isMissing, resolve } from "./resolution.ts";
import { SpaPage } from "./spa-page.ts";

/** What a lookup found. Holds no descriptor: it may go to many requests. */
type Found = Exclude<Resolution, { kind: "file" } | { kind: "refused" }> | Loaded;

/** A key beside canonical paths, which all begin with a slash. */
const TRY_KEY_PREFIX = "try:";

const ENCODED_SLASH = refuse(400, "An encoded slash (%2F) names no file.");
const UPLOADS_UNBUILT = refuse(501, `Uploads are ${NOT_BUILT_YET}.`);
const METHOD_UNKNOWN = refuse(501, "Files know no such method.");

/**
 * Makes the handler of a File route.
 *
 * @param services `representations` is shared by all routes; each keeps its files on a shelf of its own
 */
export function createFileHandler(options: FileOptions, services: Services): Handler {
  return new FileHandler(options, services);
}

class FileHandler implements Handler {
  readonly #options: FileOptions;
  readonly #services: Services;
  readonly #root: Root;
  /** Of a route that is one file: its name, and the key under which it is cached. */
  readonly #singleName: string | undefined;
  readonly #loader: RepresentationLoader;
  readonly #answers: FileAnswers;
  readonly #shelf: Shelf<CachedFile>;
  readonly #lookups = new SharedLoads<Found>();
  readonly #listings: ListingAnswers | undefined;
  readonly #spa: SpaPage | undefined;

  constructor(options: FileOptions, services: Services) {
    const { target, cacheControl, precompressed } = options;
    const { clock, disk, representations } = services;
    this.#options = options;
    this.#services = services;
    if (target.kind === "tree") {
      this.#root = new Root(target.root, options, disk, clock);
      this.#singleName = undefined;
    } else {
      // The operator has named this very file: that it is hidden or a link is no accident, unless links are denied.
      const symlinks = options.symlinks === "deny" ? "deny" : "follow";
      this.#root = new Root(dirname(target.file), { symlinks, hiddenFiles: "allow" }, disk, clock);
      this.#singleName = basename(target.file);
    }
    this.#shelf = representations.createShelf<CachedFile>();
    const { limits } = representations;
    const root = this.#root;
    this.#loader = new RepresentationLoader(root, clock, limits, {
      cacheControl,
      precompressed,
      variesBy: [],
    });
    this.#answers = new FileAnswers(root, services);
    this.#listings = options.directoryListing ? new ListingAnswers(root, options, services) : undefined;
    this.#spa =
      options.spa === undefined
        ? undefined
        : new SpaPage(options.spa, options, { root, services, answers: this.#answers, shelf: this.#shelf });
  }

  handle(request: HttpRequest, context: RequestContext): Outcome | Promise<Outcome> {
    if (!this.#answersMethod(request.method)) return refusalOfMethod(request.method);
    if (context.encodedSlash) return ENCODED_SLASH;
    if (request.method === "POST" && request.content.length !== 0)
      return this.#answerBehindContent(request, context);
    return this.#answerNow(request, context, request.receivedMs);
  }

  /**
   * The content is read to its end first: that it is broken or too large is an answer of its own, which a 200 that
   * went out before would keep from the client.
   */
  async #answerBehindContent(request: HttpRequest, context: RequestContext): Promise<Outcome> {
    const content = request.content[Symbol.asyncIterator]();
    while ((await content.next()).done !== true);
    return this.#answerNow(request, context, this.#services.clock.monotonicMs());
  }

  #answerNow(request: HttpRequest, context: RequestContext, nowMs: number): Outcome | Promise<Outcome> {
    const cached = this.#shelf.fresh(this.#singleName ?? context.path, nowMs);
    return cached === undefined ? this.#look(request, context) : this.#answers.fromMemory(request, cached);
  }

  explain(method: string, context: RequestContext): Promise<readonly string[]> {
    const methodAnswer = this.#answersMethod(method) ? undefined : refusalOfMethod(method);
    return explainFile({
      options: this.#options,
      context,
      refusal: methodAnswer ?? (context.encodedSlash ? ENCODED_SLASH : undefined),
      singleName: this.#singleName,
      root: this.#root,
      loader: this.#loader,
      cacheFileOctets: this.#services.representations.limits.fileOctets,
    });
  }

  /** A POST that a single file's route lists is answered as a GET is, once its content was read. */
  #answersMethod(method: string): boolean {
    return method === "GET" || method === "HEAD" || (method === "POST" && this.#singleName !== undefined);
  }

  async #look(request: HttpRequest, context: RequestContext): Promise<Outcome> {
    try {
      const key = this.#singleName ?? context.path;
      const found = await this.#lookups.run(key, () => this.#lookUp(key, context));
      return await this.#answer(request, context, found);
    } catch (error) {
      if (error instanceof DiskError) return diskRefusal(error);
      throw error;
    }
  }

  async #lookUp(pathKey: string, context: RequestContext): Promise<Found> {
    const startedMs = this.#services.clock.monotonicMs();
    const resolution = await this.#resolve(context);
    if (resolution.kind !== "file") {
      this.#shelf.drop(pathKey);
      return resolution.kind === "refused" ? resolution.refusal : resolution;
    }
    const { name, located, belongsToPath } = resolution;
    const key = belongsToPath ? pathKey : TRY_KEY_PREFIX + name;
    return this.#shelf.fresh(key) ?? this.#loader.loadOnto(this.#shelf, key, name, located, startedMs);
  }

  #resolve(context: RequestContext): Promise<Resolution> {
    const name = this.#singleName;
    return name === undefined
      ? resolve(this.#root, this.#options, context.rest, ignoreNote)
      : this.#resolveSingle(name);
  }

  async #resolveSingle(name: string): Promise<Resolution> {
    const located = await this.#root.locate(name);
    if (located.kind === "file") return { kind: "file", name, located, belongsToPath: true };
    const refusal: RootRefusal =
      located.kind === "refused" ? located : { kind: "refused", reason: "special" };
    return { kind: "refused", refusal };
  }

  #answer(request: HttpRequest, context: RequestContext, found: Found): Outcome | Promise<Outcome> {
    switch (found.kind) {
      case "cached":
        return this.#answers.fromMemory(request, found);
      case "large":
        return this.#answers.fromDisk(request, found, this.#loader);
      case "redirect":
        return slashRedirect(context, queryOf(request.target));
      case "status":
        return found.status === 404 ? MISSING : configuredRefusal(found.status);
      case "directory":
        return this.#listings?.answer(request, context, found) ?? this.#answerMissing(request, context);
      case "refused":
        if (isMissing(found)) return this.#answerMissing(request, context);
        return refusalOf(found);
    }
  }

  /** Nothing answers the path itself: an application's page may, since its routes live in the browser. */
  #answerMissing(request: HttpRequest, context: RequestContext): Outcome | Promise<Outcome> {
    return this.#spa?.answer(request, context.path) ?? MISSING;
  }
}

function refusalOfMethod(method: string): Refusal {
  return UPLOAD_METHODS.includes(method) ? UPLOADS_UNBUILT : METHOD_UNKNOWN;
}

/** What `try_files` ends with. */
function configuredRefusal(status: number): Refusal {
  return { ...refuse(status, "The site has no answer for this path."), configured: true };
}

function ignoreNote(): void {}

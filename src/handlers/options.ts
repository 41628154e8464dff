// All that a route's handler can be configured with: one variant a kind.
import type { FileOptions } from "./file/options.ts";
import type { RedirectOptions } from "./redirect/options.ts";

/** A feature that the configuration knows, but this version does not have yet: answered 501, and said at the start. */
export interface UnbuiltOptions {
  readonly kind: "unbuilt";
  /** For a person, for example "CGI scripts" or "functions". */
  readonly feature: string;
}

/** All that a route can be. */
export type HandlerOptions = FileOptions | RedirectOptions | UnbuiltOptions;

/** Closes a switch over the kinds: a new one doesn't compile until it is answered everywhere. */
export function unreachableOptions(options: never): never {
  throw new Error(`no such kind of handler: ${JSON.stringify(options)}`);
}

// All that a route's handler can be configured with: one variant a kind.
import type { FileOptions } from "./file/options.ts";
import type { RedirectOptions } from "./redirect/options.ts";

/** A feature that the configuration knows, but this version does not have yet: answered 501, and said at the start. */
export interface UnbuiltOptions {
  readonly kind: "unbuilt";
  /** For a person, for example "CGI scripts" or "functions". */
  readonly feature: string;
}

export type HandlerOptions = FileOptions | RedirectOptions | UnbuiltOptions;

// What this version knows by name but does not have yet, in the words that the handlers, the start and `ferrous check` share.
import type { FileOptions } from "../file/options.ts";
import type { HandlerOptions } from "../options.ts";

/** Methods by which clients change a tree. */
export const UPLOAD_METHODS: readonly string[] = ["POST", "PUT", "DELETE"];

/** The words for whatever the configuration knows and this version does not have. */
export const NOT_BUILT_YET = "not built yet";

/** @returns what is said about a feature in the plural: "uploads: not built yet, answer 501" */
export function notBuiltYet(feature: string): string {
  return `${feature}: ${NOT_BUILT_YET}, answer 501`;
}

/** @returns the feature that a route asks for in vain, undefined where all of it is there */
export function unbuiltFeature(options: HandlerOptions): string | undefined {
  if (options.kind === "unbuilt") return options.feature;
  return options.kind === "file" && takesUploads(options) ? "uploads" : undefined;
}

/** A single file answers POST as it answers GET. */
function takesUploads({ target, methods }: FileOptions): boolean {
  return target.kind === "tree" && methods.some((method) => UPLOAD_METHODS.includes(method));
}

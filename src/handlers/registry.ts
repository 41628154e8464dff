// From a route's options to its handler: a new kind of handler is a folder and a line here.
import { createFileHandler } from "./file/file-handler.ts";
import type { Handler, Services } from "./handler.ts";
import { type HandlerOptions, unreachableOptions } from "./options.ts";
import { createRedirectHandler } from "./redirect/redirect-handler.ts";
import { createUnbuiltHandler } from "./unbuilt/unbuilt-handler.ts";

/** Makes the handler of one route, for one generation of the configuration. */
export function createHandler(options: HandlerOptions, services: Services): Handler {
  switch (options.kind) {
    case "file":
      return createFileHandler(options, services);
    case "redirect":
      return createRedirectHandler(options);
    case "unbuilt":
      return createUnbuiltHandler(options);
    default:
      return unreachableOptions(options);
  }
}

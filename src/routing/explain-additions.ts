// The part of `ferrous explain` that tells what a route or server adds to its answers: headers and error pages.
import type { ErrorPages, HeaderRules } from "../config/config.ts";
import { combineHeaderRules } from "./response-filter.ts";

/**
 * @param inner the route, or the server where no route was found
 * @param levels whose headers hold, from the outside in
 */
export function explainAdditions(
  inner: { readonly errorPages: ErrorPages; readonly serverHeader: boolean },
  levels: readonly { readonly headers: HeaderRules }[],
): readonly string[] {
  const rules = combineHeaderRules(levels.map((level) => level.headers));
  const headers = [...rules].map(([key, line]) =>
    line === null ? `${key} is removed` : `${line[0]}: ${line[1]}`,
  );
  if (inner.serverHeader && !rules.has("server")) headers.push("Server: ferrous");
  const pages = [...inner.errorPages].map(([status, file]) => `${status} is ${file}`);
  return [
    `Headers: ${headers.length === 0 ? "none added" : headers.join("; ")}`,
    `Error pages: ${pages.length === 0 ? "the built-in ones" : pages.join("; ")}`,
  ];
}

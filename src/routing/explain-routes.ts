// The part of `ferrous explain` that tells how a route was chosen, and why the others lost.
import type { RouteConfig } from "../config/config.ts";
import type { CanonicalPath } from "../uri/canonical-path.ts";
import { parseRoutePattern, type RoutePattern } from "../uri/route-pattern.ts";
import type { Place } from "./place.ts";
import { createRouteTable, type RouteMatch, type RouteTable } from "./route-table.ts";

/** Why a path of each kind goes first where it fits. */
const WHY: Readonly<Record<RoutePattern["kind"], string>> = {
  exact: "an exact path goes before all else",
  pattern: "a pattern goes before prefixes, and the one with more literal segments before others",
  prefix: "the longest prefix that fits",
  "param-prefix": "the longest prefix that fits",
};

/**
 * One line a route, the ones that go first before the others.
 *
 * @param match what the table says of the path
 * @param file where the routes come from
 */
export function explainRoutes(
  table: RouteTable<RouteConfig>,
  match: RouteMatch<RouteConfig> | undefined,
  path: CanonicalPath,
  file: string | undefined,
): readonly string[] {
  if (table.places.length === 0) return ["Routes: none"];
  const lines = table.places.flatMap((place) => {
    const verdict = verdictOn(place, match, path);
    return place.routes.map(
      (route) => `  ${route.path} [${route.methods.join(", ")}]${sourceOf(route)}: ${verdict}`,
    );
  });
  return [`Routes${file === undefined ? "" : ` of ${file}`}, in their order of precedence:`, ...lines];
}

function verdictOn(
  place: Place<RouteConfig>,
  match: RouteMatch<RouteConfig> | undefined,
  path: CanonicalPath,
): string {
  // A table of one place tells whether it would have taken the path, had it been alone.
  if (createRouteTable(place.routes).match(path) === undefined) return "does not fit";
  if (match?.place !== place) return `fits, but ${match?.place.path} goes first`;
  if (match.kind === "add-slash") return "chosen: only the slash at the end is missing";
  const details = [WHY[parseRoutePattern(place.path).kind]];
  if (place.path.endsWith("/*")) details.push(`* is "${match.rest}"`);
  for (const [name, value] of match.params) details.push(`:${name} is "${value}"`);
  return `chosen: ${details.join("; ")}`;
}

function sourceOf({ source }: RouteConfig): string {
  return source === undefined ? "" : ` (line ${source.line})`;
}

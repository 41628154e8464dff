// A place is one configured path with all routes that share it: methods decide only after the path has (RFC 9110 §9.1).
import { COMMON_METHODS, REFUSED_METHODS } from "../http/method.ts";

/** What the table needs to know of a route. */
export interface RoutedPath {
  /** As written: `/x`, `/x/*`, `/x/:id`. */
  readonly path: string;
  /** Upper case. */
  readonly methods: readonly string[];
}

/** The routes of one path; their methods are disjoint. */
export interface Place<R extends RoutedPath> {
  /** The path as its lead writes it: routes may call a parameter by different names. */
  readonly path: string;
  readonly routes: readonly R[];
  /** The route for each method; GET implies HEAD, OPTIONS is here only where a route lists it. */
  readonly byMethod: ReadonlyMap<string, R>;
  /** What Allow says (RFC 9110 §10.2.1). */
  readonly allow: string;
  /** Answers what no single route is asked for: the route of GET, else of the first method in Allow. */
  readonly lead: R;
}

/** Refused whatever a route lists. */
export const NEVER_ALLOWED: ReadonlySet<string> = new Set(REFUSED_METHODS);

/**
 * Writes the value of Allow: HEAD where GET is allowed, OPTIONS always, TRACE and CONNECT never.
 * @param methods in any order, with repetitions
 */
export function allowValue(methods: Iterable<string>): string {
  const allowed = new Set(methods).add("OPTIONS");
  if (allowed.has("GET")) allowed.add("HEAD");
  for (const method of NEVER_ALLOWED) allowed.delete(method);
  const customary = COMMON_METHODS.filter((method) => allowed.delete(method));
  return [...customary, ...[...allowed].sort()].join(", ");
}

/** @param routes at least one, all with paths of the same shape; what the order would decide is decided by the methods */
export function createPlace<R extends RoutedPath>(routes: readonly R[]): Place<R> {
  const ordered = [...routes].sort((a, b) => (a.methods.join() < b.methods.join() ? -1 : 1));
  const byMethod = new Map<string, R>();
  for (const route of ordered) {
    for (const method of route.methods) {
      if (!byMethod.has(method) && !NEVER_ALLOWED.has(method)) byMethod.set(method, route);
    }
  }
  const reading = byMethod.get("GET");
  if (reading !== undefined && !byMethod.has("HEAD")) byMethod.set("HEAD", reading);
  const allow = allowValue(byMethod.keys());
  const lead = byMethod.get(allow.split(", ")[0]) ?? ordered[0];
  return { path: lead.path, routes, byMethod, allow, lead };
}

/** What a place makes of a method: a route, or why there is none. */
export type MethodDecision<R> = R | "options" | "unknown" | "not-allowed";

/**
 * Decides who answers a method (RFC 9110 §9.1): a route, the server itself (`options`), 501 (`unknown`) or 405 (`not-allowed`).
 * @param known all methods that the server has heard of
 */
export function decideMethod<R extends RoutedPath>(
  place: Place<R>,
  method: string,
  known: ReadonlySet<string>,
): MethodDecision<R> {
  const route = place.byMethod.get(method);
  if (route !== undefined) return route;
  if (method === "OPTIONS") return "options";
  return known.has(method) ? "not-allowed" : "unknown";
}

// What a route adds to every answer that leaves through it: its configured headers and `Server` (RFC 9110 §10.2.4).
import type { HeaderRules } from "../config/config.ts";
import type { FieldLine } from "../http/fields.ts";
import type { HttpResponse } from "../http/response.ts";

/** Turns a handler's answer into the one that is sent. */
export type ResponseFilter = (response: HttpResponse) => HttpResponse;

/** Which answers the rules meet: a handler's, or an error page, whose type and coding are its own. */
export type FilteredAnswers = "handler" | "error";

/** What every answer says of the server, unless `server_header` is off. */
export const SERVER_LINE: FieldLine = ["Server", "ferrous"];

/** The encoder's business (RFC 9112 §6): a configured value could only break the framing. */
const FRAMING = new Set([
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "trailer",
  "date",
]);

/** What describes the route's own content, which an error page is not: a download's attachment, for example. */
const OF_THE_REPRESENTATION = new Set([
  "content-type",
  "content-encoding",
  "content-language",
  "content-disposition",
  "content-location",
  "content-range",
  "etag",
  "last-modified",
]);

interface FilterPlan {
  /** Lower-case names whose lines are taken off before `added` is put on. */
  readonly replaced: ReadonlySet<string>;
  readonly added: readonly FieldLine[];
  /** A configured Vary, which joins what the handler says: to replace it would poison caches (RFC 9110 §12.5.5). */
  readonly vary: string | undefined;
  /** Whether `Server` goes on where the answer has none of its own. */
  readonly serverLine: boolean;
}

/**
 * Makes the filter of one route.
 *
 * @param rules from the outside in: a later one wins, name by name
 */
export function createResponseFilter(
  rules: readonly HeaderRules[],
  serverHeader: boolean,
  answers: FilteredAnswers,
): ResponseFilter {
  const plan = planOf(rules, serverHeader, answers);
  if (plan.added.length === 0 && plan.replaced.size === 0 && !plan.serverLine && plan.vary === undefined) {
    return (response) => response;
  }
  // Shared answers come back as the same object, so that the encoder can know their heads by identity.
  const filtered = new WeakMap<HttpResponse, HttpResponse>();
  return (response) => {
    if (response.shared !== true) return { ...response, fields: applyPlan(plan, response.fields) };
    const known = filtered.get(response);
    if (known !== undefined) return known;
    const made: HttpResponse = { ...response, fields: applyPlan(plan, response.fields) };
    filtered.set(response, made);
    return made;
  };
}

/** @returns the rules that hold where several levels have some, by lower-case name, with the name as it was written */
export function combineHeaderRules(rules: readonly HeaderRules[]): ReadonlyMap<string, FieldLine | null> {
  const combined = new Map<string, FieldLine | null>();
  for (const level of rules) {
    for (const [name, value] of level) {
      const key = name.toLowerCase();
      if (!FRAMING.has(key)) combined.set(key, value === null ? null : [name, value]);
    }
  }
  return combined;
}

function planOf(rules: readonly HeaderRules[], serverHeader: boolean, answers: FilteredAnswers): FilterPlan {
  const replaced = new Set<string>();
  const added: FieldLine[] = [];
  let vary: string | undefined;
  for (const [key, line] of combineHeaderRules(rules)) {
    if (answers === "error" && OF_THE_REPRESENTATION.has(key)) continue;
    if (key === "vary" && line !== null) {
      vary = line[1];
      continue;
    }
    // Each Set-Cookie is a value of its own (RFC 6265 §3): one more never replaces a session's.
    if (key !== "set-cookie" || line === null) replaced.add(key);
    if (line !== null) added.push(line);
  }
  return { replaced, added, vary, serverLine: serverHeader && !replaced.has("server") };
}

function applyPlan(plan: FilterPlan, lines: readonly FieldLine[]): readonly FieldLine[] {
  const kept: FieldLine[] = [];
  let hasServer = false;
  const vary: string[] = [];
  for (const line of lines) {
    const key = line[0].toLowerCase();
    if (key === "server") hasServer = true;
    if (key === "vary" && plan.vary !== undefined) vary.push(line[1]);
    else if (!plan.replaced.has(key)) kept.push(line);
  }
  if (plan.vary !== undefined) kept.push(["Vary", joinedVary([...vary, plan.vary])]);
  kept.push(...plan.added);
  if (plan.serverLine && !hasServer) kept.push(SERVER_LINE);
  return kept;
}

/** @returns the members of all values, each once, in their order */
function joinedVary(values: readonly string[]): string {
  const members = new Map<string, string>();
  for (const member of values.join(",").split(",")) {
    const text = member.trim();
    if (text !== "" && !members.has(text.toLowerCase())) members.set(text.toLowerCase(), text);
  }
  return members.has("*") ? "*" : [...members.values()].join(", ");
}

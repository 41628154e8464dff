// What a route adds to every answer that leaves through it: its configured headers and `Server` (RFC 9110 §10.2.4).
import type { HeaderRules } from "../config/config.ts";
import type { FieldLine } from "../http/fields.ts";
import type { HttpResponse } from "../http/response.ts";
import { joinVary } from "../http/vary.ts";

/** Turns a handler's answer into the one that is sent. */
export type ResponseFilter = (response: HttpResponse) => HttpResponse;

/** Which answers the rules meet: a handler's, or an error page, whose type and coding are its own. */
export type FilteredAnswers = "handler" | "error";

/** What every answer says of the server, unless `server_header` is off. */
export const SERVER_LINE: FieldLine = ["Server", "ferrous"];

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

/** What tells caches how long to keep an answer: meant for what the route serves, while an error that is kept outlives its cause. */
const OF_CACHES = new Set(["cache-control", "cdn-cache-control", "surrogate-control", "expires"]);

const POLICY = "content-security-policy";

interface FilterPlan {
  /** Lower-case names whose lines are taken off before `added` is put on. */
  readonly replaced: ReadonlySet<string>;
  readonly added: readonly FieldLine[];
  /** A configured Vary, which joins what the handler says: to replace it would poison caches (RFC 9110 §12.5.5). */
  readonly vary: string | undefined;
  /** Whether `Server` goes on where the answer has none of its own. */
  readonly serverLine: boolean;
}

/** The plan for all answers, and the one for pages of the server's own making, which keep their policy. */
interface FilterPlans {
  readonly usual: FilterPlan;
  readonly generatedPage: FilterPlan;
}

/**
 * Makes the filter of one route.
 *
 * @param rules the route's laid over its server's; what would break the framing was refused with the configuration
 */
export function createResponseFilter(
  rules: HeaderRules,
  serverHeader: boolean,
  answers: FilteredAnswers,
): ResponseFilter {
  const plan = planOf(rules, serverHeader, answers);
  const plans = { usual: plan, generatedPage: withoutPolicy(plan) };
  if (plan.added.length === 0 && plan.replaced.size === 0 && !plan.serverLine && plan.vary === undefined) {
    return (response) => response;
  }
  // Shared answers come back as the same object, so that the encoder can know their heads by identity.
  const filtered = new WeakMap<HttpResponse, HttpResponse>();
  return (response) => {
    if (response.shared !== true) return applyPlans(plans, response);
    const known = filtered.get(response);
    if (known !== undefined) return known;
    const made = applyPlans(plans, response);
    filtered.set(response, made);
    return made;
  };
}

function planOf(rules: HeaderRules, serverHeader: boolean, answers: FilteredAnswers): FilterPlan {
  const replaced = new Set<string>();
  const added: FieldLine[] = [];
  let vary: string | undefined;
  for (const [name, value] of rules) {
    const key = name.toLowerCase();
    if (answers === "error" && isOfSuccess(key, value)) continue;
    if (key === "vary" && value !== null) {
      vary = value;
      continue;
    }
    // Each Set-Cookie is a value of its own (RFC 6265 §3): one more never replaces a session's.
    if (key !== "set-cookie" || value === null) replaced.add(key);
    if (value !== null) added.push([name, value]);
  }
  return { replaced, added, vary, serverLine: serverHeader && !replaced.has("server") };
}

/** @returns whether a rule speaks of what the route serves, so that it means nothing on an error page */
function isOfSuccess(key: string, value: string | null): boolean {
  return OF_THE_REPRESENTATION.has(key) || (value !== null && OF_CACHES.has(key));
}

/** Two policies hold both (CSP Level 3 §8.1), so the configured one would take style and script away even beside the page's own. */
function withoutPolicy(plan: FilterPlan): FilterPlan {
  const isPolicy = ([name]: FieldLine): boolean => name.toLowerCase() === POLICY;
  // To remove the policy is another thing: nothing breaks.
  if (!plan.added.some(isPolicy)) return plan;
  const replaced = new Set(plan.replaced);
  replaced.delete(POLICY);
  return { ...plan, replaced, added: plan.added.filter((line) => !isPolicy(line)) };
}

function applyPlans({ usual, generatedPage }: FilterPlans, response: HttpResponse): HttpResponse {
  const plan = response.generatedPage === true ? generatedPage : usual;
  return { ...response, fields: applyPlan(plan, response.fields) };
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
  if (plan.vary !== undefined) kept.push(["Vary", joinVary([...vary, plan.vary])]);
  kept.push(...plan.added);
  if (plan.serverLine && !hasServer) kept.push(SERVER_LINE);
  return kept;
}

// Conditional requests: whether to go on, by the validators that the client names (RFC 9110 §13).
import { parseHttpDate } from "./date.ts";
import type { Fields } from "./fields.ts";
import { type EntityTag, parseEntityTagList, strongMatch, weakMatch } from "./validators.ts";

/** What is there now, before the method is applied. */
export interface CurrentState {
  readonly entityTag: EntityTag | undefined;
  /** ms since 1970; compared at the resolution of the field, one second. */
  readonly lastModifiedMs: number | undefined;
  /** false where the target has no representation: a PUT that would create it. Absent means true. */
  readonly exists?: boolean;
}

/** `not-modified` is answered 304, `failed` 412. */
export type PreconditionResult = "proceed" | "not-modified" | "failed";

/**
 * Evaluates the preconditions of a request in the order of RFC 9110 §13.2.2. If-Range belongs to `selectRanges`.
 *
 * A date that is none counts as absent (§13.1.3, §13.1.4). A list of tags that is none matches nothing: If-Match
 * then fails, which protects what a careless client would overwrite.
 */
export function evaluatePreconditions(
  request: { readonly method: string; readonly fields: Fields },
  current: CurrentState,
): PreconditionResult {
  const { method, fields } = request;
  if (!hasPrecondition(fields) || !selectsRepresentation(method)) return "proceed";
  const ifMatch = fields.combined("if-match");
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, current, strongMatch)) return "failed";
  } else if (isModifiedSince(fields.combined("if-unmodified-since"), current) === true) {
    return "failed";
  }
  const isRead = method === "GET" || method === "HEAD";
  const ifNoneMatch = fields.combined("if-none-match");
  if (ifNoneMatch !== undefined) {
    if (!matches(ifNoneMatch, current, weakMatch)) return "proceed";
    return isRead ? "not-modified" : "failed";
  }
  if (isRead && isModifiedSince(fields.combined("if-modified-since"), current) === false)
    return "not-modified";
  return "proceed";
}

/** Most requests have none: one pass over the names instead of four. */
function hasPrecondition(fields: Fields): boolean {
  for (const name of fields.names) {
    if (name.startsWith("if-")) return true;
  }
  return false;
}

/** RFC 9110 §13.2.1: these methods neither select nor modify a representation, so conditions mean nothing to them. */
function selectsRepresentation(method: string): boolean {
  return method !== "OPTIONS" && method !== "CONNECT" && method !== "TRACE";
}

/** @returns whether the list of tags, or "*", names what is there */
function matches(
  value: string,
  { entityTag, exists = true }: CurrentState,
  sameTag: (a: EntityTag, b: EntityTag) => boolean,
): boolean {
  if (!exists) return false;
  const tags = parseEntityTagList(value);
  if (tags === "*") return true;
  if (entityTag === undefined || tags === undefined) return false;
  return tags.some((tag) => sameTag(tag, entityTag));
}

/** @returns undefined where the condition must be ignored: no valid date, or nothing to compare it with */
function isModifiedSince(
  value: string | undefined,
  { lastModifiedMs, exists = true }: CurrentState,
): boolean | undefined {
  if (value === undefined || lastModifiedMs === undefined || !exists) return undefined;
  const dateMs = parseHttpDate(value);
  return dateMs === undefined ? undefined : Math.floor(lastModifiedMs / 1000) * 1000 > dateMs;
}

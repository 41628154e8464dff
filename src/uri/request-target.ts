// The four forms of a request target (RFC 9112 §3.2).
import { parseAuthority } from "./authority.ts";

/** What stands between the method and the version of a request line. Paths and queries are raw: as they came. */
export type RequestTarget =
  | { readonly kind: "origin-form"; readonly path: string; readonly query: string | undefined }
  | {
      readonly kind: "absolute-form";
      readonly scheme: "http" | "https";
      /** As it came, known to be a valid authority without userinfo. */
      readonly authority: string;
      readonly path: string;
      readonly query: string | undefined;
    }
  | { readonly kind: "authority-form"; readonly authority: string }
  | { readonly kind: "asterisk-form" };

/**
 * Parses a request target.
 *
 * Octets that a URI may not hold raw but that browsers send in queries (`|^{}[]\` and the backtick) are accepted;
 * white space, control characters and "#" are not. What a path may hold is the business of `canonicalPath`.
 *
 * @param raw the target as it stood in the request line, octets above 0x7F as Latin-1 characters
 * @param method decides which forms are allowed: authority-form is CONNECT's alone, asterisk-form that of OPTIONS
 * @returns undefined where the answer is 400
 */
export function parseRequestTarget(raw: string, method: string): RequestTarget | undefined {
  const queryMark = scanForQuery(raw);
  if (queryMark === INVALID) return undefined;
  if (method === "CONNECT") return authorityForm(raw);
  if (raw.charCodeAt(0) === SLASH) {
    if (queryMark === NO_QUERY) return { kind: "origin-form", path: raw, query: undefined };
    return { kind: "origin-form", path: raw.slice(0, queryMark), query: raw.slice(queryMark + 1) };
  }
  if (raw === "*") return method === "OPTIONS" ? { kind: "asterisk-form" } : undefined;
  return absoluteForm(raw);
}

/** @returns the query of a target, raw, without the "?"; undefined where it has none */
export function queryOf(target: RequestTarget): string | undefined {
  return "query" in target ? target.query : undefined;
}

const SLASH = 0x2f;
const HASH = 0x23;
const QUESTION_MARK = 0x3f;
const NO_QUERY = -1;
const INVALID = -2;

/** One scan: where the query begins, and whether any character is one that no target may hold. */
function scanForQuery(raw: string): number {
  let queryMark = NO_QUERY;
  for (let index = 0; index < raw.length; index++) {
    const code = raw.charCodeAt(index);
    if (code <= 0x20 || code === 0x7f || code > 0xff || code === HASH) return INVALID;
    if (code === QUESTION_MARK && queryMark === NO_QUERY) queryMark = index;
  }
  return queryMark;
}

/** `host:port`; the port is not optional here (RFC 9112 §3.2.3). */
function authorityForm(raw: string): RequestTarget | undefined {
  const parsed = parseAuthority(raw);
  return parsed?.port === undefined ? undefined : { kind: "authority-form", authority: raw };
}

/** Servers must accept the form that proxies get (RFC 9112 §3.2.2). An empty path is "/" (RFC 9110 §4.2.3). */
function absoluteForm(raw: string): RequestTarget | undefined {
  const match = /^(https?):\/\/([^/?]*)([^?]*)(?:\?(.*))?$/i.exec(raw);
  if (match === null) return undefined;
  const [, scheme, authority, path, query] = match;
  if (parseAuthority(authority) === undefined) return undefined;
  return {
    kind: "absolute-form",
    scheme: scheme.length === 5 ? "https" : "http",
    authority,
    path: path === "" ? "/" : path,
    query,
  };
}

// A directory that was asked for without its slash: relative links in it would lead astray (RFC 3986 §5.2.3).
import type { HttpResponse } from "../../http/response.ts";
import { EMPTY_CONTENT } from "../../http/response.ts";
import type { CanonicalPath } from "../../uri/canonical-path.ts";
import { encodePath, octetsEncoded } from "../../uri/percent.ts";
import type { RequestTarget } from "../../uri/request-target.ts";

/**
 * Makes the 308 to the same path with a slash. Location is relative and made of the canonical path: it has exactly
 * one slash at its start, so that no path ever turns into another host.
 *
 * @param query kept as it came, without the "?"
 */
export function slashRedirect(path: CanonicalPath, query: string | undefined): HttpResponse {
  const location = `${encodePath(path)}/${query === undefined ? "" : `?${octetsEncoded(query)}`}`;
  return { kind: "response", status: 308, fields: [["Location", location]], content: EMPTY_CONTENT };
}

/** @returns the query of a target, raw, without the "?"; undefined where it has none */
export function queryOf(target: RequestTarget): string | undefined {
  return target.kind === "origin-form" || target.kind === "absolute-form" ? target.query : undefined;
}

// Location values that stay on this host, whatever the client wrote (RFC 9110 §10.2.2).
import type { CanonicalPath } from "../uri/canonical-path.ts";
import { encodePath, octetsEncoded } from "../uri/percent.ts";
import { EMPTY_CONTENT, type HttpResponse } from "./response.ts";

/**
 * Writes a canonical path as a reference of this host: it starts with exactly one slash (RFC 3986 §4.2).
 * @param encodedSlash whether "%2F" in the path stands for itself
 */
export function pathReference(path: string, encodedSlash: boolean): string {
  const encoded = encodePath(path);
  return encodedSlash ? encoded.replaceAll("%252F", "%2F") : encoded;
}

/** @returns the query as it came, with its question mark; "" where there is none. Octets above 0x7F are encoded */
export function querySuffix(query: string | undefined): string {
  return query === undefined ? "" : `?${octetsEncoded(query)}`;
}

/** A path that lacks the slash at its end. */
export interface SlashlessPath {
  readonly path: CanonicalPath;
  readonly encodedSlash: boolean;
}

/** @returns where such a path has its slash; the query is kept as it came */
export function slashedReference({ path, encodedSlash }: SlashlessPath, query: string | undefined): string {
  return `${pathReference(`${path}/`, encodedSlash)}${querySuffix(query)}`;
}

/**
 * Makes the redirect to the same path with a slash: without it relative links in what is there would lead astray (RFC 3986 §5.2.3).
 * 308 keeps method and content (RFC 9110 §15.4.9).
 */
export function slashRedirect(path: SlashlessPath, query: string | undefined): HttpResponse {
  const location = slashedReference(path, query);
  return { kind: "response", status: 308, fields: [["Location", location]], content: EMPTY_CONTENT };
}

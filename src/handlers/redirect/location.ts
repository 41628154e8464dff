// Location values that stay on this host, whatever the client wrote (RFC 9110 §10.2.2).
import { encodePath, octetsEncoded } from "../../uri/percent.ts";

/**
 * Writes a canonical path as a reference of this host: it starts with exactly one slash.
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

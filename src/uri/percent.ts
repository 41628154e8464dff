// Percent-encoding between octets and text (RFC 3986 §2.1, §2.4), strict in reading, sparing in writing.

/** Text, or why the encoded form stands for none. */
export type PercentDecoding =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "percent-fault"; readonly reason: string };

/**
 * Decodes percent-encoded UTF-8 exactly once.
 *
 * Characters 0x80 to 0xFF are raw octets of the wire (Latin-1) and belong to the same UTF-8 text as the encoded ones.
 *
 * @param raw octets as Latin-1 characters
 * @returns the text, or a fault for a `%` without two hexadecimal digits and for what is not UTF-8
 *   (overlong forms and surrogates included, RFC 3629 §3)
 */
export function decodePercent(raw: string): PercentDecoding {
  if (/%(?![0-9A-Fa-f]{2})/.test(raw))
    return { kind: "percent-fault", reason: "% without two hexadecimal digits" };
  if (/[^\x00-\xff]/.test(raw)) return { kind: "percent-fault", reason: "a character that is no octet" };
  try {
    return { kind: "text", text: decodeURIComponent(octetsEncoded(raw)) };
  } catch {
    // Both ways to get here by syntax are excluded above: what is left is UTF-8 that isn't (ECMA-262 requires the strict form).
    return { kind: "percent-fault", reason: "octets that are not UTF-8" };
  }
}

/** @returns the same octets with all above 0x7F percent-encoded, so that one decoder sees them all */
export function octetsEncoded(raw: string): string {
  return raw.replace(/[\x80-\xff]/g, (octet) => `%${octet.charCodeAt(0).toString(16)}`);
}

/**
 * Encodes a path for Location and href: all but unreserved, sub-delims, ":", "@" and "/" (RFC 3986 §3.3).
 *
 * A browser takes `//name` for another host (RFC 3986 §4.2), so the result never begins with two slashes.
 * A `%` is a character like any other and becomes `%25`: give it a decoded path.
 */
export function encodePath(path: string): string {
  const encoded = /^[A-Za-z0-9\-._~!$&'()*+,;=:@/]*$/.test(path)
    ? path
    : encodeURIComponent(path.toWellFormed()).replace(/%(?:24|26|2B|2C|3B|3D|3A|40|2F)/g, decodeURIComponent);
  return encoded.startsWith("//") ? encoded.replace(/^\/+/, "/") : encoded;
}

/**
 * Encodes one path segment, for a relative reference too: ":" is encoded, so that a file named `javascript:x` is never
 * a scheme (RFC 3986 §4.2), and so are "/", "&" and "'".
 */
export function encodeSegment(name: string): string {
  return encodeURIComponent(name.toWellFormed())
    .replace(/%(?:24|2B|2C|3B|3D|40)/g, decodeURIComponent)
    .replaceAll("'", "%27");
}

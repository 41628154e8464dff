// Octets and the classes of octets that the grammar of HTTP/1.1 speaks of (RFC 9110 §5.6, RFC 9112 §2 to §5).

export const HTAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;

/** Builds a table of 256 entries from a function of the octet. */
function octetTable(entry: (octet: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, octet) => entry(octet));
}

const TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

function isTokenOctet(octet: number): boolean {
  return (
    (octet >= 0x30 && octet <= 0x39) ||
    (octet >= 0x41 && octet <= 0x5a) ||
    (octet >= 0x61 && octet <= 0x7a) ||
    TOKEN_PUNCTUATION.includes(String.fromCharCode(octet))
  );
}

/** 1 where the octet may stand in a token: methods, field names, codings (`tchar`, RFC 9110 §5.6.2). */
export const TOKEN: Uint8Array = octetTable((octet) => (isTokenOctet(octet) ? 1 : 0));

/**
 * 1 where the octet may stand in a request target as we take it: no control character, no space (RFC 9112 §3.2).
 * Octets above 0x7F are let through for the URI room to judge; browsers send some.
 */
export const TARGET: Uint8Array = octetTable((octet) => (octet > 0x20 && octet !== 0x7f ? 1 : 0));

/** 1 where the octet may stand in a field value: `field-vchar`, SP or HTAB (RFC 9110 §5.5). */
export const FIELD_VALUE: Uint8Array = octetTable((octet) =>
  (octet >= 0x20 && octet !== 0x7f) || octet === HTAB ? 1 : 0,
);

/** The value of a hexadecimal digit, 255 for any other octet. */
export const HEX_VALUE: Uint8Array = octetTable((octet) => {
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const letter = octet | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : 255;
});

/**
 * Takes SP, and HTAB where `tabs` says so, off both ends. Not `trim()`, which takes U+00A0 as well (an octet that
 * a peer can send), and not a regular expression, which is quadratic on a long run inside the text.
 */
export function withoutWhitespace(text: string, tabs: boolean): string {
  const isSpace = (code: number) => code === SP || (tabs && code === HTAB);
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.substring(start, end);
}

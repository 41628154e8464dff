// Request methods (RFC 9110 §9) and the token that all their names are (RFC 9110 §5.6.2).

/** The methods of RFC 9110 §9.3, and PATCH (RFC 5789). The configuration may add others; the rest get 501. */
export const KNOWN_METHODS: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "DELETE",
  "CONNECT",
  "OPTIONS",
  "TRACE",
  "PATCH",
]);

/** @returns whether the text is a token: a method, a field name, a parameter name (RFC 9110 §5.6.2) */
export function isToken(text: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text);
}

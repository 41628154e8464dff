// Request methods (RFC 9110 §9) and the token that all their names are (RFC 9110 §5.6.2).

/** Methods that a route may answer without being told of them, in the order in which Allow names them (RFC 9110 §9.3, RFC 5789). */
export const COMMON_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** Refused whatever a route lists: TRACE reflects credentials to scripts, and this server is no proxy. */
export const REFUSED_METHODS: readonly string[] = ["CONNECT", "TRACE"];

/** The methods of RFC 9110 §9.3, and PATCH (RFC 5789). The configuration may add others; the rest get 501. */
export const KNOWN_METHODS: ReadonlySet<string> = new Set([...COMMON_METHODS, ...REFUSED_METHODS]);

/** A method, a field name, a parameter name (RFC 9110 §5.6.2). */
export const TOKEN_PATTERN: RegExp = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** @returns whether the text is a token: a method, a field name, a parameter name (RFC 9110 §5.6.2) */
export function isToken(text: string): boolean {
  return TOKEN_PATTERN.test(text);
}

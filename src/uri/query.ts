// Parameters of a query, as HTML forms write them (RFC 3986 §3.4; the URL Standard's application/x-www-form-urlencoded).
import { octetsEncoded } from "./percent.ts";

/**
 * Finds a parameter of a query. Lenient: "+" is a space, a bad `%` stands for itself, octets that are no UTF-8 become U+FFFD.
 *
 * @param query without the "?"; undefined where the target has none
 * @returns the first value of that name, "" where there is no "=", or undefined
 */
export function queryParameter(query: string | undefined, name: string): string | undefined {
  if (query === undefined || query === "") return undefined;
  // The "&" keeps a "?" at the start of the query, which the constructor would take for the mark before it.
  return new URLSearchParams(`&${octetsEncoded(query)}`).get(name) ?? undefined;
}

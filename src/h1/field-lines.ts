// Field lines as they go out (RFC 9112 §5).
import type { FieldLine } from "../http/fields.ts";
import { isToken } from "../http/method.ts";

/** What would end the line and begin another of the attacker's choice (RFC 9110 §5.5). */
const LINE_BREAKING = /[\r\n\0]/;
/** That, and what one octet can't say: one look at the value tells that it is neither. */
const UNUSUAL = /[\r\n\0\u0100-\uffff]/;

/**
 * Writes one field line, to be sent with one octet a character. A value with a character above U+00FF is turned
 * into the octets of its UTF-8 as a whole, any other is Latin-1: what clients have always made of such values.
 *
 * @throws TypeError where the name is no token or the value has CR, LF or NUL: a mistake of ours or of a handler
 */
export function serializeFieldLine(name: string, value: string): string {
  if (!isToken(name)) throw new TypeError(`not a field name: ${JSON.stringify(name)}`);
  return `${name}: ${serializeFieldValue(name, value)}\r\n`;
}

/** The value alone, for a name that is known to be a token. Throws as `serializeFieldLine`. */
export function serializeFieldValue(name: string, value: string): string {
  if (!UNUSUAL.test(value)) return value;
  if (LINE_BREAKING.test(value)) throw new TypeError(`the value of ${name} would break its line`);
  return Buffer.from(value, "utf8").toString("latin1");
}

/** Writes field lines in their order; "" for none. */
export function serializeFieldLines(fields: readonly FieldLine[]): string {
  let lines = "";
  for (const [name, value] of fields) lines += serializeFieldLine(name, value);
  return lines;
}

// Where the content of a request ends (RFC 9112 §6).
import type { Fields } from "../http/fields.ts";
import { isToken } from "../http/method.ts";
import type { HttpVersion } from "../http/request.ts";
import type { RequestFraming, RequestHead } from "./events.ts";
import type { FaultCode } from "./faults.ts";
import { withoutWhitespace } from "./grammar.ts";

const NO_CONTENT: RequestFraming = Object.freeze({ kind: "none" });
const CHUNKED: RequestFraming = Object.freeze({ kind: "chunked" });

/**
 * Decides where the content of a request ends (RFC 9112 §6.3), and whether Host stands there once (§3.2).
 *
 * @param head the complete head: version and header section
 * @returns the framing, or the code of the fault that makes the message unusable
 */
export function requestFraming({
  version,
  fields,
}: Pick<RequestHead, "version" | "fields">): RequestFraming | FaultCode {
  const names = fields.names;
  const host = names.indexOf("host");
  if (host < 0 && version === "1.1") return "missing-host";
  if (host >= 0 && names.indexOf("host", host + 1) >= 0) return "repeated-host";

  const hasCodings = names.includes("transfer-encoding");
  const hasLength = names.includes("content-length");
  if (hasCodings) {
    // §6.1 lets a server prefer the coding. We refuse: a proxy in front may have preferred
    // the length, and the difference is a smuggled request (§11.2).
    if (hasLength) return "length-with-transfer-coding";
    return framingOfCodings(version, fields.all("transfer-encoding"));
  }
  return hasLength ? framingOfLengths(fields) : NO_CONTENT;
}

/** Only `chunked`, once, and only from a peer that may use it: every other reading has smuggled something somewhere. */
function framingOfCodings(version: HttpVersion, lines: readonly string[]): RequestFraming | FaultCode {
  if (version === "1.0") return "transfer-coding-in-1.0";
  const codings = lines
    .join(",")
    .split(",")
    .map((coding) => withoutWhitespace(coding, false).toLowerCase());
  if (!codings.every(isToken)) return "malformed-transfer-coding";
  const first = codings.indexOf("chunked");
  if (first >= 0 && first < codings.length - 1) return "chunked-not-last";
  return codings.length === 1 && first === 0 ? CHUNKED : "unknown-transfer-coding";
}

/**
 * §6.3 lets equal lengths pass as one. We refuse repetition of any kind: no client needs it, and one of two
 * readers that disagree on it is a proxy in front of us.
 */
function framingOfLengths(fields: Fields): RequestFraming | FaultCode {
  const lengths = fields.all("content-length");
  if (lengths.length > 1) return "repeated-length";
  const text = lengths[0];
  if (!/^[0-9]+$/.test(text)) return "invalid-length";
  const octets = Number(text);
  return Number.isSafeInteger(octets) ? { kind: "length", octets } : "invalid-length";
}

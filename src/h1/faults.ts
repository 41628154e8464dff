// Everything that can be wrong with the framing of a request, in one table: the contract with bad input
// (RFC 9112, and RFC 9110 for the status codes). Each of them ends the connection: after a fault nobody knows
// where the next message begins.

/** What a fault is answered with. */
export interface Fault {
  readonly status: 400 | 414 | 431 | 501 | 505;
  /** The rule that was broken. */
  readonly source: string;
  /** For the person who sees the answer, and for the log. */
  readonly reason: string;
}

/** One line for each fault; a test walks it: every code has a case, every case a code. */
export const FAULTS = {
  "too-many-empty-lines": {
    status: 400,
    source: "RFC 9112 §2.2",
    reason: "too many empty lines before the request line",
  },
  "malformed-request-line": {
    status: 400,
    source: "RFC 9112 §3",
    reason: "the request line is not method, target and version with one space between",
  },
  "method-too-long": {
    status: 501,
    source: "RFC 9112 §3",
    reason: "the method is longer than any that exists",
  },
  "invalid-target-octet": {
    status: 400,
    source: "RFC 9112 §3.2",
    reason: "the request target contains a control character",
  },
  "target-too-long": {
    status: 414,
    source: "RFC 9110 §15.5.15",
    reason: "the request target exceeds the limit",
  },
  "malformed-version": {
    status: 400,
    source: "RFC 9112 §2.3",
    reason: "the version is not HTTP/ with two digits and a dot",
  },
  "unsupported-version": {
    status: 505,
    source: "RFC 9110 §15.6.6",
    reason: "only HTTP/1.0 and HTTP/1.1 are spoken here",
  },
  "bare-cr": { status: 400, source: "RFC 9112 §2.2", reason: "a carriage return without a line feed" },
  "bare-lf": { status: 400, source: "RFC 9112 §2.2", reason: "a line feed without a carriage return" },
  "obs-fold": { status: 400, source: "RFC 9112 §5.2", reason: "a field line starts with white space" },
  "space-before-colon": {
    status: 400,
    source: "RFC 9112 §5.1",
    reason: "white space between a field name and its colon",
  },
  "missing-colon": { status: 400, source: "RFC 9112 §5", reason: "a field line without a colon" },
  "invalid-field-name": { status: 400, source: "RFC 9110 §5.1", reason: "a field name is not a token" },
  "invalid-field-value": {
    status: 400,
    source: "RFC 9110 §5.5",
    reason: "a field value contains a control character",
  },
  "head-too-large": { status: 431, source: "RFC 6585 §5", reason: "the header section exceeds the limit" },
  "too-many-fields": { status: 431, source: "RFC 6585 §5", reason: "more field lines than the limit allows" },
  "missing-host": { status: 400, source: "RFC 9112 §3.2", reason: "an HTTP/1.1 request without Host" },
  "repeated-host": { status: 400, source: "RFC 9112 §3.2", reason: "more than one Host" },
  "length-with-transfer-coding": {
    status: 400,
    source: "RFC 9112 §6.1",
    reason: "two ways to find the end of the body",
  },
  "repeated-length": { status: 400, source: "RFC 9112 §6.3", reason: "more than one Content-Length" },
  "invalid-length": {
    status: 400,
    source: "RFC 9110 §8.6",
    reason: "Content-Length is not a whole number below 2^53",
  },
  "transfer-coding-in-1.0": {
    status: 400,
    source: "RFC 9112 §6.1",
    reason: "Transfer-Encoding in an HTTP/1.0 request",
  },
  "malformed-transfer-coding": {
    status: 400,
    source: "RFC 9112 §6.1",
    reason: "Transfer-Encoding is not a list of codings",
  },
  "chunked-not-last": {
    status: 400,
    source: "RFC 9112 §6.3",
    reason: "the last transfer coding is not chunked, once",
  },
  "unknown-transfer-coding": {
    status: 501,
    source: "RFC 9112 §6.1",
    reason: "a transfer coding other than chunked",
  },
  "invalid-chunk-size": {
    status: 400,
    source: "RFC 9112 §7.1",
    reason: "a chunk size is not 1 to 16 hexadecimal digits",
  },
  "chunk-size-overflow": { status: 400, source: "RFC 9112 §7.1", reason: "a chunk size is not below 2^53" },
  "malformed-chunk-line": {
    status: 400,
    source: "RFC 9112 §7.1",
    reason: "a chunk size is followed by neither an extension nor the end of its line",
  },
  "invalid-chunk-extension": {
    status: 400,
    source: "RFC 9112 §7.1.1",
    reason: "a chunk extension contains a control character",
  },
  "chunk-extension-too-long": {
    status: 400,
    source: "RFC 9112 §7.1.1",
    reason: "the chunk extensions exceed the limit",
  },
  "missing-chunk-end": {
    status: 400,
    source: "RFC 9112 §7.1",
    reason: "the data of a chunk does not end where its size says",
  },
  "forbidden-trailer": {
    status: 400,
    source: "RFC 9110 §6.5.1",
    reason: "a field that frames or routes a message stands in the trailers",
  },
  "trailers-too-large": {
    status: 431,
    source: "RFC 6585 §5",
    reason: "the trailer section exceeds the limit",
  },
  "too-many-trailers": {
    status: 431,
    source: "RFC 6585 §5",
    reason: "more trailer lines than the limit allows",
  },
} as const satisfies Record<string, Fault>;

export type FaultCode = keyof typeof FAULTS;

// Field lines and Host (RFC 9112 §3.2, §5; RFC 9110 §5).
import type { RequestCase } from "../support/request-events.ts";

/** A GET with these field lines; what must come of it stands beside. */
function request(lines: string): string {
  return `GET / HTTP/1.1\r\nHost: a\r\n${lines}\r\n`;
}

const HEAD = ["GET / 1.1 none", "host: a"];

export const FIELD_LINE_CASES: readonly RequestCase[] = [
  {
    title: "gives names in lower case and values without the white space around them",
    wire: request("X-One:1\r\nx-TWO:   2 \t \r\nX-Three:\t3\r\nX-Four: \t 4 5\t6 \r\n"),
    events: [...HEAD, "x-one: 1", "x-two: 2", "x-three: 3", "x-four: 4 5\t6", "end"],
  },
  {
    title: "takes empty values",
    wire: request("X-One:\r\nX-Two: \r\nX-Three: \t \t\r\n"),
    events: [...HEAD, "x-one: ", "x-two: ", "x-three: ", "end"],
  },
  {
    title: "keeps lines of one name apart and in their order",
    wire: request("Cookie: a=1\r\nX: 1\r\ncookie: b=2\r\n"),
    events: [...HEAD, "cookie: a=1", "x: 1", "cookie: b=2", "end"],
  },
  {
    title: "keeps octets above 0x7F in values as Latin-1",
    wire: request("X: caf\xe9 \xa0\r\n"),
    events: [...HEAD, "x: caf\xe9 \xa0", "end"],
  },
  {
    title: "takes names with every punctuation mark of a token",
    wire: request("!#$%&'*+-.^_`|~09: v\r\n"),
    events: [...HEAD, "!#$%&'*+-.^_`|~09: v", "end"],
  },
  {
    title: "takes a name that is a property of every object",
    wire: request("__proto__: 1\r\nconstructor: 2\r\n"),
    events: [...HEAD, "__proto__: 1", "constructor: 2", "end"],
  },
  {
    title: "takes colons in a value",
    wire: request("X: a:b::c\r\n"),
    events: [...HEAD, "x: a:b::c", "end"],
  },
  {
    title: "takes an empty Host",
    wire: "GET / HTTP/1.1\r\nHost:\r\n\r\n",
    events: ["GET / 1.1 none", "host: ", "end"],
  },
  { title: "waits for the empty line", wire: "GET / HTTP/1.1\r\nHost: a\r\n", events: [] },
  { title: "waits for the LF of the empty line", wire: "GET / HTTP/1.1\r\nHost: a\r\n\r", events: [] },
  { title: "refuses a fold", wire: request("X: a\r\n b\r\n"), events: ["fault obs-fold"] },
  { title: "refuses a fold with a tab", wire: request("X: a\r\n\tb\r\n"), events: ["fault obs-fold"] },
  {
    title: "refuses white space before the first field line",
    wire: "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
    events: ["fault obs-fold"],
  },
  {
    title: "refuses a space before the colon",
    wire: request("X : a\r\n"),
    events: ["fault space-before-colon"],
  },
  {
    title: "refuses a tab before the colon",
    wire: request("X\t: a\r\n"),
    events: ["fault space-before-colon"],
  },
  { title: "refuses a space in a name", wire: request("X Y: a\r\n"), events: ["fault space-before-colon"] },
  { title: "refuses a line without a colon", wire: request("X\r\n"), events: ["fault missing-colon"] },
  { title: "refuses an empty name", wire: request(": a\r\n"), events: ["fault invalid-field-name"] },
  {
    title: "refuses a name that is no token",
    wire: request("X(: a\r\n"),
    events: ["fault invalid-field-name"],
  },
  { title: "refuses NUL in a name", wire: request("X\0: a\r\n"), events: ["fault invalid-field-name"] },
  {
    title: "refuses an octet above 0x7F in a name",
    wire: request("X\xe9: a\r\n"),
    events: ["fault invalid-field-name"],
  },
  { title: "refuses NUL in a value", wire: request("X: a\0b\r\n"), events: ["fault invalid-field-value"] },
  { title: "refuses ESC in a value", wire: request("X: \x1b[2J\r\n"), events: ["fault invalid-field-value"] },
  { title: "refuses DEL in a value", wire: request("X: \x7f\r\n"), events: ["fault invalid-field-value"] },
  { title: "refuses a bare CR in a value", wire: request("X: a\rb\r\n"), events: ["fault bare-cr"] },
  { title: "refuses two CRs before the LF", wire: request("X: a\r\r\n"), events: ["fault bare-cr"] },
  { title: "refuses a bare LF behind a value", wire: request("X: a\nY: b\r\n"), events: ["fault bare-lf"] },
  { title: "refuses a bare LF in a name", wire: request("X\nY: b\r\n"), events: ["fault bare-lf"] },
  {
    title: "refuses a bare LF as the empty line",
    wire: "GET / HTTP/1.1\r\nHost: a\r\n\n",
    events: ["fault bare-lf"],
  },
  {
    title: "refuses a bare CR as the empty line",
    wire: "GET / HTTP/1.1\r\nHost: a\r\n\rX",
    events: ["fault bare-cr"],
  },
  {
    title: "refuses a 1.1 request without Host",
    wire: "GET / HTTP/1.1\r\nX: a\r\n\r\n",
    events: ["fault missing-host"],
  },
  { title: "refuses a second Host", wire: request("Host: b\r\n"), events: ["fault repeated-host"] },
  {
    title: "refuses a second Host that is equal",
    wire: request("HOST: a\r\n"),
    events: ["fault repeated-host"],
  },
  {
    title: "refuses a second Host in HTTP/1.0",
    wire: "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
    events: ["fault repeated-host"],
  },
];

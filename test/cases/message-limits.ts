// Limits, which hold while a message is read (RFC 9110 §15.5.15, RFC 6585 §5, RFC 9112 §7.1.1).
import type { RequestCase } from "../support/request-events.ts";

const CHUNKED_HEAD = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
const CHUNKED = ["POST / 1.1 chunked", "host: a", "transfer-encoding: chunked"];
const HEAD_OF_34 = "GET / HTTP/1.1\r\nHost: a\r\nXY: z\r\n\r\n";

export const LIMIT_CASES: readonly RequestCase[] = [
  {
    title: "takes a head of as many octets as allowed",
    wire: HEAD_OF_34,
    limits: { headOctets: 34 },
    events: ["GET / 1.1 none", "host: a", "xy: z", "end"],
  },
  {
    title: "refuses a head of one octet more",
    wire: HEAD_OF_34,
    limits: { headOctets: 33 },
    events: ["fault head-too-large"],
  },
  {
    title: "refuses a field line without end as soon as the limit is reached",
    wire: `GET / HTTP/1.1\r\nX: ${"a".repeat(81)}`,
    limits: { headOctets: 100 },
    events: ["fault head-too-large"],
  },
  {
    title: "does not refuse a field line before the limit is reached",
    wire: `GET / HTTP/1.1\r\nX: ${"a".repeat(80)}`,
    limits: { headOctets: 100 },
    events: [],
  },
  {
    title: "takes as many field lines as allowed",
    wire: "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nX: 2\r\n\r\n",
    limits: { headerFields: 3 },
    events: ["GET / 1.1 none", "host: a", "x: 1", "x: 2", "end"],
  },
  {
    title: "refuses one field line more at its first octet",
    wire: "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nX",
    limits: { headerFields: 2 },
    events: ["fault too-many-fields"],
  },
  {
    title: "takes a target of as many octets as allowed",
    wire: "GET /123456789 HTTP/1.1\r\nHost: a\r\n\r\n",
    limits: { requestTargetOctets: 10 },
    events: ["GET /123456789 1.1 none", "host: a", "end"],
  },
  {
    title: "refuses a target of one octet more at that octet",
    wire: "GET /123456789a",
    limits: { requestTargetOctets: 10 },
    events: ["fault target-too-long"],
  },
  {
    title: "refuses a target that does not fit into the head as too long",
    wire: `GET /${"a".repeat(100)}`,
    limits: { headOctets: 64 },
    events: ["fault target-too-long"],
  },
  {
    title: "takes more fields than it had room for at first",
    wire: `GET / HTTP/1.0\r\n${"X: y\r\n".repeat(40)}\r\n`,
    events: ["GET / 1.0 none", ...Array<string>(40).fill("x: y"), "end"],
  },
  {
    title: "takes a trailer section of as many octets as allowed",
    wire: `${CHUNKED_HEAD}0\r\nX: ${"a".repeat(91)}\r\n\r\n`,
    limits: { headOctets: 98 },
    events: [...CHUNKED, `trailer x: ${"a".repeat(91)}`, "end"],
  },
  {
    title: "refuses a trailer section of one octet more",
    wire: `${CHUNKED_HEAD}0\r\nX: ${"a".repeat(92)}\r\n\r\n`,
    limits: { headOctets: 98 },
    events: [...CHUNKED, "fault trailers-too-large"],
  },
  {
    title: "refuses more trailer lines than field lines are allowed",
    wire: `${CHUNKED_HEAD}0\r\nX: 1\r\nX: 2\r\nX: 3\r\n\r\n`,
    limits: { headerFields: 2 },
    events: [...CHUNKED, "fault too-many-trailers"],
  },
  {
    title: "takes 1024 octets of extensions of a chunk",
    wire: `${CHUNKED_HEAD}1;${"e".repeat(1023)}\r\nx\r\n0\r\n\r\n`,
    events: [...CHUNKED, "content x", "end"],
  },
  {
    title: "refuses 1025 octets of extensions of a chunk",
    wire: `${CHUNKED_HEAD}1;${"e".repeat(1024)}`,
    events: [...CHUNKED, "fault chunk-extension-too-long"],
  },
  {
    title: "refuses white space without end behind a chunk size",
    wire: `${CHUNKED_HEAD}1${" ".repeat(1025)}`,
    events: [...CHUNKED, "fault chunk-extension-too-long"],
  },
];

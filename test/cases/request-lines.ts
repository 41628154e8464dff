// Request lines, whole and broken (RFC 9112 §2.2, §2.3, §3).
import type { RequestCase } from "../support/request-events.ts";

export const REQUEST_LINE_CASES: readonly RequestCase[] = [
  {
    title: "takes the origin-form",
    wire: "GET /where?q=now HTTP/1.1\r\nHost: a\r\n\r\n",
    events: ["GET /where?q=now 1.1 none", "host: a", "end"],
  },
  {
    title: "takes the absolute-form",
    wire: "GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n",
    events: ["GET http://a/b 1.1 none", "host: a", "end"],
  },
  {
    title: "takes the authority-form",
    wire: "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n",
    events: ["CONNECT a:80 1.1 none", "host: a:80", "end"],
  },
  {
    title: "takes the asterisk-form",
    wire: "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    events: ["OPTIONS * 1.1 none", "host: a", "end"],
  },
  {
    title: "takes HTTP/1.0 without Host or any other field",
    wire: "GET / HTTP/1.0\r\n\r\n",
    events: ["GET / 1.0 none", "end"],
  },
  {
    title: "takes a higher minor version as 1.1",
    wire: "GET / HTTP/1.7\r\nHost: a\r\n\r\n",
    events: ["GET / 1.1 none", "host: a", "end"],
  },
  {
    title: "takes a method that nobody knows, in the case it came",
    wire: "get! / HTTP/1.1\r\nHost: a\r\n\r\n",
    events: ["get! / 1.1 none", "host: a", "end"],
  },
  {
    title: "takes a method that starts like a known one",
    wire: "GETS / HTTP/1.1\r\nHost: a\r\n\r\n",
    events: ["GETS / 1.1 none", "host: a", "end"],
  },
  {
    title: "takes a method of 64 octets",
    wire: `${"M".repeat(64)} / HTTP/1.1\r\nHost: a\r\n\r\n`,
    events: [`${"M".repeat(64)} / 1.1 none`, "host: a", "end"],
  },
  {
    title: "keeps octets above 0x7F in the target",
    wire: "GET /caf\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n",
    events: ["GET /caf\xc3\xa9 1.1 none", "host: a", "end"],
  },
  {
    title: "takes characters in the target that browsers send against the grammar",
    wire: 'GET /|^{}[]\\`"<> HTTP/1.1\r\nHost: a\r\n\r\n',
    events: ['GET /|^{}[]\\`"<> 1.1 none', "host: a", "end"],
  },
  {
    title: "ignores empty lines before the request line",
    wire: "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    events: ["GET / 1.1 none", "host: a", "end"],
  },
  { title: "waits for the rest of a request line", wire: "GET / HT", events: [] },
  {
    title: "refuses endless empty lines",
    wire: "\r\n".repeat(9),
    events: ["fault too-many-empty-lines"],
  },
  {
    title: "refuses an empty line that ends in a bare LF",
    wire: "\nGET / HTTP/1.1\r\n",
    events: ["fault bare-lf"],
  },
  { title: "refuses a CR before the request line", wire: "\rGET / HTTP/1.1\r\n", events: ["fault bare-cr"] },
  {
    title: "refuses a simple request of HTTP/0.9",
    wire: "GET /\r\n",
    events: ["fault malformed-request-line"],
  },
  { title: "refuses a line that is one word", wire: "GET\r\n", events: ["fault malformed-request-line"] },
  {
    title: "refuses a line without a method",
    wire: " / HTTP/1.1\r\n",
    events: ["fault malformed-request-line"],
  },
  {
    title: "refuses a line without a target",
    wire: "GET  HTTP/1.1\r\n",
    events: ["fault malformed-request-line"],
  },
  {
    title: "refuses two spaces before the target",
    wire: "GET  / HTTP/1.1\r\n",
    events: ["fault malformed-request-line"],
  },
  {
    title: "refuses two spaces before the version",
    wire: "GET /  HTTP/1.1\r\n",
    events: ["fault malformed-version"],
  },
  {
    title: "refuses a space in the target",
    wire: "GET /a b HTTP/1.1\r\n",
    events: ["fault malformed-version"],
  },
  {
    title: "refuses a tab behind the method",
    wire: "GET\t/ HTTP/1.1\r\n",
    events: ["fault malformed-request-line"],
  },
  {
    title: "refuses a tab behind the target",
    wire: "GET /\tHTTP/1.1\r\n",
    events: ["fault invalid-target-octet"],
  },
  {
    title: "refuses NUL in the target",
    wire: "GET /\0 HTTP/1.1\r\n",
    events: ["fault invalid-target-octet"],
  },
  {
    title: "refuses DEL in the target",
    wire: "GET /\x7f HTTP/1.1\r\n",
    events: ["fault invalid-target-octet"],
  },
  {
    title: "refuses a method that is no token",
    wire: "G(T / HTTP/1.1\r\n",
    events: ["fault malformed-request-line"],
  },
  { title: "refuses a TLS greeting", wire: "\x16\x03\x01\x02\x00", events: ["fault malformed-request-line"] },
  { title: "refuses a method of 65 octets", wire: "M".repeat(65), events: ["fault method-too-long"] },
  {
    title: "refuses a request line that ends in a bare LF",
    wire: "GET / HTTP/1.1\nHost: a\n\n",
    events: ["fault bare-lf"],
  },
  { title: "refuses a bare LF behind the method", wire: "GET\n", events: ["fault bare-lf"] },
  { title: "refuses a bare LF behind the target", wire: "GET /\n", events: ["fault bare-lf"] },
  {
    title: "refuses a bare CR behind the version",
    wire: "GET / HTTP/1.1\rHost: a\r\n\r\n",
    events: ["fault bare-cr"],
  },
  {
    title: "refuses a space behind the version",
    wire: "GET / HTTP/1.1 \r\n",
    events: ["fault malformed-version"],
  },
  {
    title: "refuses a version in small letters",
    wire: "GET / http/1.1\r\n",
    events: ["fault malformed-version"],
  },
  {
    title: "refuses a version with two minor digits",
    wire: "GET / HTTP/1.10\r\n",
    events: ["fault malformed-version"],
  },
  {
    title: "refuses a version without its minor digit",
    wire: "GET / HTTP/1\r\n",
    events: ["fault malformed-version"],
  },
  {
    title: "refuses another protocol's name",
    wire: "GET / HTCPCP/1.0\r\n",
    events: ["fault malformed-version"],
  },
  {
    title: "refuses the preface of HTTP/2",
    wire: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    events: ["fault unsupported-version"],
  },
  {
    title: "refuses a major version of 0",
    wire: "GET / HTTP/0.9\r\n",
    events: ["fault unsupported-version"],
  },
];

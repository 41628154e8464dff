// Content by length and in chunks, trailers, and one message behind the other (RFC 9112 §6, §7.1, §9.3.2).
import type { RequestCase } from "../support/request-events.ts";

function post(fields: string, body: string): string {
  return `POST / HTTP/1.1\r\nHost: a\r\n${fields}\r\n${body}`;
}

function chunked(body: string): string {
  return post("Transfer-Encoding: chunked\r\n", body);
}

const CHUNKED = ["POST / 1.1 chunked", "host: a", "transfer-encoding: chunked"];

export const BODY_CASES: readonly RequestCase[] = [
  {
    title: "reads content of the length that Content-Length tells",
    wire: post("Content-Length: 5\r\n", "hello"),
    events: ["POST / 1.1 length=5", "host: a", "content-length: 5", "content hello", "end"],
  },
  {
    title: "reads content of length 0",
    wire: post("Content-Length: 0\r\n", ""),
    events: ["POST / 1.1 length=0", "host: a", "content-length: 0", "end"],
  },
  {
    title: "reads content whatever the method and version",
    wire: "GET / HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi",
    events: ["GET / 1.0 length=2", "content-length: 2", "content hi", "end"],
  },
  {
    title: "gives the head and the content so far of a message that is incomplete",
    wire: post("Content-Length: 5\r\n", "hel"),
    events: ["POST / 1.1 length=5", "host: a", "content-length: 5", "content hel"],
  },
  {
    title: "takes the largest length that is exact",
    wire: post("Content-Length: 9007199254740991\r\n", "x"),
    events: [
      "POST / 1.1 length=9007199254740991",
      "host: a",
      "content-length: 9007199254740991",
      "content x",
    ],
  },
  {
    title: "reads chunks, sizes in either case and with leading zeros",
    wire: chunked("5\r\nhello\r\n000a\r\n, my world\r\nC\r\n, and others\r\n0\r\n\r\n"),
    events: [...CHUNKED, "content hello, my world, and others", "end"],
  },
  {
    title: "reads chunked content that is empty",
    wire: chunked("0000\r\n\r\n"),
    events: [...CHUNKED, "end"],
  },
  {
    title: "takes chunked in any case",
    wire: post("Transfer-Encoding: Chunked\r\n", "1\r\nx\r\n0\r\n\r\n"),
    events: ["POST / 1.1 chunked", "host: a", "transfer-encoding: Chunked", "content x", "end"],
  },
  {
    title: "skips chunk extensions, white space before them too",
    wire: chunked('1;a=b;c="d e"\r\nx\r\n1 \t;a\r\ny\r\n0;last\r\n\r\n'),
    events: [...CHUNKED, "content xy", "end"],
  },
  {
    title: "keeps line ends inside chunks and bodies",
    wire: chunked("7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n"),
    events: [...CHUNKED, "content \r\n0\r\n\r\n", "end"],
  },
  {
    title: "gives the trailers with the end",
    wire: chunked("1\r\nx\r\n0\r\nX-Checksum: 9\r\nX-Signature:  abc \r\n\r\n"),
    events: [...CHUNKED, "content x", "trailer x-checksum: 9", "trailer x-signature: abc", "end"],
  },
  {
    title: "takes a chunk size of 16 digits",
    wire: chunked("0000000000000001\r\nx\r\n0\r\n\r\n"),
    events: [...CHUNKED, "content x", "end"],
  },
  {
    title: "takes a chunk size of 2^53-1",
    wire: chunked("1fffffffffffff\r\nx"),
    events: [...CHUNKED, "content x"],
  },
  {
    title: "reads one request behind the other, never mixing their octets",
    wire: `${post("Content-Length: 3\r\n", "one")}\r\n${chunked("3\r\ntwo\r\n0\r\nT: 1\r\n\r\n")}GET /3 HTTP/1.0\r\n\r\nGET /4 HTTP/1.1\r\nHost: d\r\n\r\n`,
    events: [
      "POST / 1.1 length=3",
      "host: a",
      "content-length: 3",
      "content one",
      "end",
      ...CHUNKED,
      "content two",
      "trailer t: 1",
      "end",
      "GET /3 1.0 none",
      "end",
      "GET /4 1.1 none",
      "host: d",
      "end",
    ],
  },
  {
    title: "gives what came before a fault",
    wire: `${post("Content-Length: 3\r\n", "one")}GET /\r\n`,
    events: [
      "POST / 1.1 length=3",
      "host: a",
      "content-length: 3",
      "content one",
      "end",
      "fault malformed-request-line",
    ],
  },
  {
    title: "refuses a chunk size without a digit",
    wire: chunked("\r\n"),
    events: [...CHUNKED, "fault invalid-chunk-size"],
  },
  {
    title: "refuses a chunk size of 17 digits",
    wire: chunked("00000000000000001\r\nx\r\n"),
    events: [...CHUNKED, "fault invalid-chunk-size"],
  },
  {
    title: "refuses a chunk size of 2^53",
    wire: chunked("20000000000000\r\nx\r\n"),
    events: [...CHUNKED, "fault chunk-size-overflow"],
  },
  {
    title: "refuses a chunk size in another notation",
    wire: chunked("0x5\r\nhello\r\n"),
    events: [...CHUNKED, "fault malformed-chunk-line"],
  },
  {
    title: "refuses a space behind a chunk size",
    wire: chunked("5 \r\nhello\r\n"),
    events: [...CHUNKED, "fault malformed-chunk-line"],
  },
  {
    title: "refuses NUL in a chunk extension",
    wire: chunked("5;a\0\r\nhello\r\n"),
    events: [...CHUNKED, "fault invalid-chunk-extension"],
  },
  {
    title: "refuses a chunk that is shorter than its size",
    wire: chunked("5\r\nhell\r\n0\r\n\r\n"),
    events: [...CHUNKED, "content hell\r", "fault missing-chunk-end"],
  },
  {
    title: "refuses a chunk that is longer than its size",
    wire: chunked("5\r\nhello!\r\n0\r\n\r\n"),
    events: [...CHUNKED, "content hello", "fault missing-chunk-end"],
  },
  {
    title: "refuses a broken trailer",
    wire: chunked("0\r\nX : a\r\n\r\n"),
    events: [...CHUNKED, "fault space-before-colon"],
  },
  {
    title: "refuses Host in the trailers",
    wire: chunked("0\r\nHost: b\r\n\r\n"),
    events: [...CHUNKED, "fault forbidden-trailer"],
  },
];

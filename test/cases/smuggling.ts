// Messages that two servers have read as different requests (RFC 9112 §11.2): each gets one fault, and what follows
// it is never read as a request. Each class was a vulnerability somewhere.
import type { RequestCase } from "../support/request-events.ts";

const ADMIN = "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n";

function post(fields: string, body: string): string {
  return `POST / HTTP/1.1\r\nHost: a\r\n${fields}\r\n${body}`;
}

function chunked(body: string): string {
  return post("Transfer-Encoding: chunked\r\n", body);
}

const CHUNKED = ["POST / 1.1 chunked", "host: a", "transfer-encoding: chunked"];

/** Wrong values of one framing field, each with the fault it must get. */
function refusedValues(name: string, values: Readonly<Record<string, string>>): readonly RequestCase[] {
  return Object.entries(values).map(([value, code]) => ({
    title: `refuses ${name}:${JSON.stringify(value)}`,
    wire: post(`${name}:${value}\r\n`, `5\r\nhello\r\n0\r\n\r\n${ADMIN}`),
    events: [`fault ${code}`],
  }));
}

export const SMUGGLING_CASES: readonly RequestCase[] = [
  {
    title: "refuses Content-Length beside Transfer-Encoding",
    wire: post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", `0\r\n\r\n${ADMIN}`),
    events: ["fault length-with-transfer-coding"],
  },
  {
    title: "refuses Transfer-Encoding beside Content-Length",
    wire: post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", `0\r\n\r\n${ADMIN}`),
    events: ["fault length-with-transfer-coding"],
  },
  {
    title: "refuses two different lengths",
    wire: post("Content-Length: 5\r\nContent-Length: 6\r\n", `hello${ADMIN}`),
    events: ["fault repeated-length"],
  },
  {
    title: "refuses two equal lengths",
    wire: post("Content-Length: 5\r\ncontent-length: 5\r\n", `hello${ADMIN}`),
    events: ["fault repeated-length"],
  },
  ...refusedValues("Content-Length", {
    "": "invalid-length",
    " 5, 6": "invalid-length",
    " 5, 5": "invalid-length",
    " 5,": "invalid-length",
    " +5": "invalid-length",
    " -5": "invalid-length",
    " 0x5": "invalid-length",
    " 5.0": "invalid-length",
    " 5e0": "invalid-length",
    " 5 5": "invalid-length",
    " 5;": "invalid-length",
    ' "5"': "invalid-length",
    " \xb2": "invalid-length",
    " 5\xa0": "invalid-length",
    "\t5": "invalid-length",
    " 5\t": "invalid-length",
    " 9007199254740992": "invalid-length",
    " 99999999999999999999999": "invalid-length",
  }),
  ...refusedValues("Transfer-Encoding", {
    "": "malformed-transfer-coding",
    " chunked, identity": "chunked-not-last",
    " chunked, gzip": "chunked-not-last",
    " chunked, chunked": "chunked-not-last",
    " chunked,": "malformed-transfer-coding",
    " , chunked": "malformed-transfer-coding",
    " chunked;q=1": "malformed-transfer-coding",
    " chunked chunked": "malformed-transfer-coding",
    ' "chunked"': "malformed-transfer-coding",
    " chunked\xa0": "malformed-transfer-coding",
    "\tchunked": "malformed-transfer-coding",
    " \tchunked": "malformed-transfer-coding",
    " chunked\t": "malformed-transfer-coding",
    " xchunked": "unknown-transfer-coding",
    " chunkedx": "unknown-transfer-coding",
    " identity": "unknown-transfer-coding",
    " gzip": "unknown-transfer-coding",
    " gzip, chunked": "unknown-transfer-coding",
    " \x0bchunked": "invalid-field-value",
    " \0chunked": "invalid-field-value",
  }),
  {
    title: "refuses Transfer-Encoding twice",
    wire: post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", `0\r\n\r\n${ADMIN}`),
    events: ["fault chunked-not-last"],
  },
  {
    title: "refuses a second coding in a line of its own",
    wire: post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", `0\r\n\r\n${ADMIN}`),
    events: ["fault chunked-not-last"],
  },
  {
    title: "refuses Transfer-Encoding in HTTP/1.0",
    wire: `POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${ADMIN}`,
    events: ["fault transfer-coding-in-1.0"],
  },
  {
    title: "refuses a space before the colon of Transfer-Encoding",
    wire: post("Transfer-Encoding : chunked\r\n", `0\r\n\r\n${ADMIN}`),
    events: ["fault space-before-colon"],
  },
  {
    title: "refuses Transfer-Encoding on a folded line",
    wire: post("Transfer-Encoding:\r\n chunked\r\n", `0\r\n\r\n${ADMIN}`),
    events: ["fault obs-fold"],
  },
  {
    title: "refuses Transfer-Encoding hidden behind a bare LF",
    wire: post("X: y\nTransfer-Encoding: chunked\r\n", `0\r\n\r\n${ADMIN}`),
    events: ["fault bare-lf"],
  },
  {
    title: "refuses Transfer-Encoding hidden behind a bare CR",
    wire: post("X: y\rTransfer-Encoding: chunked\r\n", `0\r\n\r\n${ADMIN}`),
    events: ["fault bare-cr"],
  },
  {
    title: "refuses a chunk line that ends in a bare LF",
    wire: chunked(`5\nhello\r\n0\r\n\r\n${ADMIN}`),
    events: [...CHUNKED, "fault bare-lf"],
  },
  {
    title: "refuses a chunk extension that ends in a bare LF",
    wire: chunked(`5;a\n\r\nhello\r\n0\r\n\r\n${ADMIN}`),
    events: [...CHUNKED, "fault bare-lf"],
  },
  {
    title: "refuses a bare CR in a chunk extension",
    wire: chunked(`5;\rX\r\nhello\r\n0\r\n\r\n${ADMIN}`),
    events: [...CHUNKED, "fault bare-cr"],
  },
  {
    title: "refuses a bare CR behind a chunk size",
    wire: chunked(`5\rX\r\nhello\r\n0\r\n\r\n${ADMIN}`),
    events: [...CHUNKED, "fault bare-cr"],
  },
  {
    title: "refuses a negative chunk size",
    wire: chunked(`-1\r\nhello\r\n0\r\n\r\n${ADMIN}`),
    events: [...CHUNKED, "fault invalid-chunk-size"],
  },
  {
    title: "refuses a chunk size with a sign",
    wire: chunked(`+5\r\nhello\r\n0\r\n\r\n${ADMIN}`),
    events: [...CHUNKED, "fault invalid-chunk-size"],
  },
  {
    title: "refuses a space before a chunk size",
    wire: chunked(` 5\r\nhello\r\n0\r\n\r\n${ADMIN}`),
    events: [...CHUNKED, "fault invalid-chunk-size"],
  },
  {
    title: "refuses a chunk size that overflows 64 bits",
    wire: chunked(`FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n${ADMIN}`),
    events: [...CHUNKED, "fault chunk-size-overflow"],
  },
  {
    title: "refuses data without its CRLF",
    wire: chunked(`5\r\nhello0\r\n\r\n${ADMIN}`),
    events: [...CHUNKED, "content hello", "fault missing-chunk-end"],
  },
  {
    title: "refuses data that ends in a bare LF",
    wire: chunked(`5\r\nhello\n0\r\n\r\n${ADMIN}`),
    events: [...CHUNKED, "content hello", "fault missing-chunk-end"],
  },
  {
    title: "refuses data that ends in a bare CR",
    wire: chunked(`5\r\nhello\r0\r\n\r\n${ADMIN}`),
    events: [...CHUNKED, "content hello", "fault missing-chunk-end"],
  },
  {
    title: "refuses a last chunk whose trailer section ends in a bare LF",
    wire: chunked(`0\r\n\n${ADMIN}`),
    events: [...CHUNKED, "fault bare-lf"],
  },
  {
    title: "refuses Content-Length in the trailers",
    wire: chunked(`0\r\nContent-Length: 0\r\n\r\n${ADMIN}`),
    events: [...CHUNKED, "fault forbidden-trailer"],
  },
  {
    title: "refuses Transfer-Encoding in the trailers",
    wire: chunked(`0\r\nX: y\r\nTransfer-Encoding: chunked\r\n\r\n${ADMIN}`),
    events: [...CHUNKED, "fault forbidden-trailer"],
  },
  {
    title: "refuses a header section that ends in bare LFs",
    wire: `GET / HTTP/1.1\r\nHost: a\n\n${ADMIN}`,
    events: ["fault bare-lf"],
  },
];

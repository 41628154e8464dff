import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type EncodedFor, ResponseEncoder } from "../../src/h1/response-encoder.ts";
import type { FieldLine } from "../../src/http/fields.ts";
import { type Content, type HttpResponse, NO_CONTENT } from "../../src/http/response.ts";
import type { OpenFile } from "../../src/platform/disk.ts";

/** Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110 §5.6.7. */
const EXAMPLE_MS = 784_111_777_000;
const DATE = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";

const GET = { method: "GET", version: "1.1" } as const;
const HEAD = { method: "HEAD", version: "1.1" } as const;
const GET_1_0 = { method: "GET", version: "1.0" } as const;
const HEAD_1_0 = { method: "HEAD", version: "1.0" } as const;

const HELLO: Content = { kind: "octets", octets: Buffer.from("hello") };
const file = (start: number, end: number): Content => ({ kind: "file", file: {} as OpenFile, start, end });
async function* noChunks(): AsyncGenerator<Uint8Array> {}
const STREAM: Content = { kind: "stream", chunks: noChunks() };

function response(status: number, fields: readonly FieldLine[], content: Content): HttpResponse {
  return { kind: "response", status, fields, content };
}

interface Case {
  readonly title: string;
  readonly response: HttpResponse;
  readonly request?: EncodedFor;
  readonly persistent?: boolean;
  readonly wire: string;
  readonly framing: object;
  /** Whether nothing is left to write. */
  readonly whole: boolean;
}

const CASES: readonly Case[] = [
  {
    title: "joins head and small content",
    response: response(200, [["Content-Type", "text/plain"]], HELLO),
    wire: `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n${DATE}Content-Length: 5\r\n\r\nhello`,
    framing: { kind: "length", octets: 5 },
    whole: true,
  },
  {
    title: "gives only the head of large content",
    response: response(200, [], { kind: "octets", octets: Buffer.alloc(16_385) }),
    wire: `HTTP/1.1 200 OK\r\n${DATE}Content-Length: 16385\r\n\r\n`,
    framing: { kind: "length", octets: 16_385 },
    whole: false,
  },
  {
    title: "frames a part of a file by its length",
    response: response(206, [["Content-Range", "bytes 5-9/20"]], file(5, 10)),
    wire: `HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 5-9/20\r\n${DATE}Content-Length: 5\r\n\r\n`,
    framing: { kind: "length", octets: 5 },
    whole: false,
  },
  {
    title: "frames a stream of known length by it",
    response: response(200, [], { kind: "stream", chunks: noChunks(), length: 7 }),
    wire: `HTTP/1.1 200 OK\r\n${DATE}Content-Length: 7\r\n\r\n`,
    framing: { kind: "length", octets: 7 },
    whole: false,
  },
  {
    title: "sends a stream of unknown length in chunks",
    response: response(200, [], STREAM),
    wire: `HTTP/1.1 200 OK\r\n${DATE}Transfer-Encoding: chunked\r\n\r\n`,
    framing: { kind: "chunked" },
    whole: false,
  },
  {
    title: "ends a stream of unknown length to a 1.0 client with the connection, and says so",
    response: response(200, [], STREAM),
    request: GET_1_0,
    wire: `HTTP/1.1 200 OK\r\n${DATE}Connection: close\r\n\r\n`,
    framing: { kind: "close" },
    whole: false,
  },
  {
    title: "says Content-Length: 0 where there is no content",
    response: response(404, [], NO_CONTENT),
    wire: `HTTP/1.1 404 Not Found\r\n${DATE}Content-Length: 0\r\n\r\n`,
    framing: { kind: "none" },
    whole: true,
  },
  {
    title: "says Connection: close when the connection ends",
    response: response(200, [], HELLO),
    persistent: false,
    wire: `HTTP/1.1 200 OK\r\n${DATE}Content-Length: 5\r\nConnection: close\r\n\r\nhello`,
    framing: { kind: "length", octets: 5 },
    whole: true,
  },
  {
    title: "says Connection: keep-alive to a persistent 1.0 client",
    response: response(200, [], HELLO),
    request: GET_1_0,
    wire: `HTTP/1.1 200 OK\r\n${DATE}Content-Length: 5\r\nConnection: keep-alive\r\n\r\nhello`,
    framing: { kind: "length", octets: 5 },
    whole: true,
  },
  {
    title: "answers HEAD with the fields of GET and no content",
    response: response(200, [["ETag", '"1"']], HELLO),
    request: HEAD,
    wire: `HTTP/1.1 200 OK\r\nETag: "1"\r\n${DATE}Content-Length: 5\r\n\r\n`,
    framing: { kind: "none" },
    whole: true,
  },
  {
    title: "answers HEAD for a stream as GET would be, without a chunk",
    response: response(200, [], STREAM),
    request: HEAD,
    wire: `HTTP/1.1 200 OK\r\n${DATE}Transfer-Encoding: chunked\r\n\r\n`,
    framing: { kind: "none" },
    whole: true,
  },
  {
    title: "keeps a 1.0 connection after HEAD for a stream, since no content has to end",
    response: response(200, [], STREAM),
    request: HEAD_1_0,
    wire: `HTTP/1.1 200 OK\r\n${DATE}Connection: keep-alive\r\n\r\n`,
    framing: { kind: "none" },
    whole: true,
  },
  {
    title: "guesses no length in answer to HEAD",
    response: response(200, [], NO_CONTENT),
    request: HEAD,
    wire: `HTTP/1.1 200 OK\r\n${DATE}\r\n`,
    framing: { kind: "none" },
    whole: true,
  },
  {
    title: "keeps the length that a handler gives in answer to HEAD",
    response: response(200, [["content-length", "42"]], NO_CONTENT),
    request: HEAD,
    wire: `HTTP/1.1 200 OK\r\ncontent-length: 42\r\n${DATE}\r\n`,
    framing: { kind: "none" },
    whole: true,
  },
  {
    title: "drops a length in answer to HEAD that is none",
    response: response(200, [["Content-Length", "4x"]], NO_CONTENT),
    request: HEAD,
    wire: `HTTP/1.1 200 OK\r\n${DATE}\r\n`,
    framing: { kind: "none" },
    whole: true,
  },
  {
    title: "sends no content and no length with 204",
    response: response(204, [["Content-Length", "5"]], HELLO),
    wire: `HTTP/1.1 204 No Content\r\n${DATE}\r\n`,
    framing: { kind: "none" },
    whole: true,
  },
  {
    title: "sends no content and no length with 304",
    response: response(
      304,
      [
        ["ETag", '"1"'],
        ["Content-Length", "5"],
      ],
      HELLO,
    ),
    wire: `HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n${DATE}\r\n`,
    framing: { kind: "none" },
    whole: true,
  },
  {
    title: "sends no content with 205, and says so",
    response: response(205, [], HELLO),
    wire: `HTTP/1.1 205 Reset Content\r\n${DATE}Content-Length: 0\r\n\r\n`,
    framing: { kind: "none" },
    whole: true,
  },
  {
    title: "drops what a handler says of framing and the connection",
    response: response(
      200,
      [
        ["Content-Length", "99"],
        ["TRANSFER-ENCODING", "gzip"],
        ["Connection", "keep-alive, X-Kept"],
        ["Keep-Alive", "timeout=5"],
        ["Proxy-Connection", "close"],
        ["X-Kept", "1"],
      ],
      HELLO,
    ),
    wire: `HTTP/1.1 200 OK\r\nX-Kept: 1\r\n${DATE}Content-Length: 5\r\n\r\nhello`,
    framing: { kind: "length", octets: 5 },
    whole: true,
  },
  {
    title: "keeps a Date that is there",
    response: response(200, [["date", "Mon, 01 Jan 2024 00:00:00 GMT"]], HELLO),
    wire: "HTTP/1.1 200 OK\r\ndate: Mon, 01 Jan 2024 00:00:00 GMT\r\nContent-Length: 5\r\n\r\nhello",
    framing: { kind: "length", octets: 5 },
    whole: true,
  },
  {
    title: "names the upgrade in Connection",
    response: response(
      101,
      [
        ["Upgrade", "websocket"],
        ["Connection", "Upgrade"],
      ],
      { kind: "upgrade", take() {} },
    ),
    wire: `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n${DATE}Connection: upgrade\r\n\r\n`,
    framing: { kind: "none" },
    whole: true,
  },
  {
    title: "names an offered upgrade in Connection, beside close",
    response: response(426, [["Upgrade", "websocket"]], NO_CONTENT),
    persistent: false,
    wire: `HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\n${DATE}Content-Length: 0\r\nConnection: upgrade, close\r\n\r\n`,
    framing: { kind: "none" },
    whole: true,
  },
  {
    title: "offers no upgrade to a 1.0 client",
    response: response(200, [["Upgrade", "websocket"]], HELLO),
    request: GET_1_0,
    wire: `HTTP/1.1 200 OK\r\n${DATE}Content-Length: 5\r\nConnection: keep-alive\r\n\r\nhello`,
    framing: { kind: "length", octets: 5 },
    whole: true,
  },
  {
    title: "sends a value beyond Latin-1 as UTF-8, any other as Latin-1",
    response: response(
      200,
      [
        ["X-Wide", "caf\u00e9 \u20ac"],
        ["X-Latin", "caf\u00e9"],
      ],
      HELLO,
    ),
    wire: `HTTP/1.1 200 OK\r\nX-Wide: caf\xc3\xa9 \xe2\x82\xac\r\nX-Latin: caf\xe9\r\n${DATE}Content-Length: 5\r\n\r\nhello`,
    framing: { kind: "length", octets: 5 },
    whole: true,
  },
];

describe("`ResponseEncoder`", () => {
  for (const { title, response, request = GET, persistent = true, wire, framing, whole } of CASES) {
    test(title, () => {
      // Twice by one encoder, and marked as shared: what is remembered must not differ from what is made.
      const encoder = new ResponseEncoder({ wallMs: () => EXAMPLE_MS });
      const shared: HttpResponse = { ...response, shared: true };
      for (const answer of [response, shared, response, shared]) {
        const encoded = encoder.encode(answer, request, persistent);
        assert.equal(Buffer.from(encoded.octets).toString("latin1"), wire);
        assert.deepEqual(encoded.framing, framing);
        assert.equal(encoded.contentIncluded, whole);
      }
    });
  }

  for (const [name, value] of [
    ["X", "a\r\nSet-Cookie: b=c"],
    ["X", "a\nb"],
    ["X", "a\0"],
    ["X Y", "a"],
    ["X:", "a"],
    ["X\r\nY", "a"],
    ["", "a"],
  ] as const) {
    test(`throws for the field ${JSON.stringify(name)} with ${JSON.stringify(value)}`, () => {
      const encoder = new ResponseEncoder({ wallMs: () => EXAMPLE_MS });
      assert.throws(() => encoder.encode(response(200, [[name, value]], HELLO), GET, true), TypeError);
    });
  }

  test("throws for a status that cannot stand in a status line", () => {
    const encoder = new ResponseEncoder({ wallMs: () => EXAMPLE_MS });
    for (const status of [0, 42, 1000, 200.5, Number.NaN]) {
      assert.throws(() => encoder.encode(response(status, [], HELLO), GET, true), TypeError);
    }
  });

  test("throws for a final status that no client takes for one, and for an interim status that is none", () => {
    const encoder = new ResponseEncoder({ wallMs: () => EXAMPLE_MS });
    for (const status of [100, 101, 103, 150, 199]) {
      assert.throws(() => encoder.encode(response(status, [], NO_CONTENT), GET, true), TypeError);
    }
    for (const status of [101, 200, 404]) assert.throws(() => encoder.encodeInterim(status, []), TypeError);
  });

  test("leaves the phrase of an unregistered status to the table, but keeps the space", () => {
    const encoder = new ResponseEncoder({ wallMs: () => EXAMPLE_MS });
    const encoded = encoder.encode(response(299, [], NO_CONTENT), GET, true);
    assert.match(Buffer.from(encoded.octets).toString("latin1"), /^HTTP\/1\.1 299 [^\r\n]*\r\n/);
  });

  test("gives one and the same buffer for a shared response, until the second has passed", () => {
    let nowMs = EXAMPLE_MS;
    const encoder = new ResponseEncoder({ wallMs: () => nowMs });
    const shared: HttpResponse = { ...response(200, [], HELLO), shared: true };
    const first = encoder.encode(shared, GET, true);
    nowMs += 999;
    assert.equal(encoder.encode(shared, GET, true), first);
    assert.notEqual(encoder.encode(shared, HEAD, true), first);
    assert.notEqual(encoder.encode(shared, GET, false), first);
    assert.equal(encoder.encode(shared, GET, true), first);
    nowMs += 1;
    const second = encoder.encode(shared, GET, true);
    assert.notEqual(second, first);
    assert.match(Buffer.from(second.octets).toString("latin1"), /Date: Sun, 06 Nov 1994 08:49:38 GMT/);
    assert.match(Buffer.from(first.octets).toString("latin1"), /Date: Sun, 06 Nov 1994 08:49:37 GMT/);
  });

  test("encodes interim responses without Date or framing", () => {
    const encoder = new ResponseEncoder({ wallMs: () => EXAMPLE_MS });
    assert.equal(
      Buffer.from(encoder.encodeInterim(100, [])).toString("latin1"),
      "HTTP/1.1 100 Continue\r\n\r\n",
    );
    assert.equal(
      Buffer.from(encoder.encodeInterim(103, [["Link", "</a.css>; rel=preload"]])).toString("latin1"),
      "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n",
    );
  });
});

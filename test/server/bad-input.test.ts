// What bad input gets: one well-formed answer, and the end of the connection where its framing can't be trusted.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { get } from "../support/raw-client.ts";
import {
  assertLast,
  assertStillServing,
  assertWellFormed,
  connected,
  feed,
  READING_MODES,
  startEngine,
} from "./engine-site.ts";

const HOST = "Host: localhost\r\n";

/** Each ends the connection. */
const ENDING: Readonly<Record<string, readonly [status: number, wire: string]>> = {
  "a request line of one word": [400, "GET\r\n\r\n"],
  "two spaces in the request line": [400, `GET  / HTTP/1.1\r\n${HOST}\r\n`],
  "a tab in the request line": [400, `GET\t/ HTTP/1.1\r\n${HOST}\r\n`],
  "a space behind the version": [400, `GET / HTTP/1.1 \r\n${HOST}\r\n`],
  "a version that is none": [400, `GET / HTTP/x.1\r\n${HOST}\r\n`],
  "a field line without a colon": [400, `GET / HTTP/1.1\r\n${HOST}nonsense\r\n\r\n`],
  "a chunk size that is none": [
    400,
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n`,
  ],
  "a bare LF as a line end": [400, `GET / HTTP/1.1\n${HOST}\r\n`],
  "a bare CR as a line end": [400, `GET / HTTP/1.1\r${HOST}\r\n`],
  "a bare CR inside a value": [400, `GET / HTTP/1.1\r\n${HOST}X: a\rb\r\n\r\n`],
  "NUL in a value": [400, `GET / HTTP/1.1\r\n${HOST}X: a\0b\r\n\r\n`],
  "NUL in the target": [400, `GET /\0 HTTP/1.1\r\n${HOST}\r\n`],
  "a folded field line": [400, `GET / HTTP/1.1\r\n${HOST}X: a\r\n b\r\n\r\n`],
  "a space before the colon": [400, `GET / HTTP/1.1\r\n${HOST}X : a\r\n\r\n`],
  "no Host in HTTP/1.1": [400, "GET / HTTP/1.1\r\n\r\n"],
  "two Hosts": [400, `GET / HTTP/1.1\r\n${HOST}${HOST}\r\n`],
  "a Host with a path": [400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"],
  "a Host that is half an IPv6 address": [400, "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"],
  "a Host with a user": [400, "GET / HTTP/1.1\r\nHost: me@localhost\r\n\r\n"],
  "an asterisk that is not alone": [400, `GET *foo HTTP/1.1\r\n${HOST}\r\n`],
  "an asterisk for GET": [400, `GET * HTTP/1.1\r\n${HOST}\r\n`],
  "a fragment in the target": [400, `GET /admin#x HTTP/1.1\r\n${HOST}\r\n`],
  "a target that begins with a backslash": [400, `GET \\admin HTTP/1.1\r\n${HOST}\r\n`],
  "a target of another scheme": [400, `GET ftp://localhost/ HTTP/1.1\r\n${HOST}\r\n`],
  "CONNECT to a path": [400, `CONNECT / HTTP/1.1\r\n${HOST}\r\n`],
  "the greeting of TLS": [400, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
  "the preface of HTTP/2": [505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  "HTTP/0.9 as a number": [505, `GET / HTTP/0.9\r\n${HOST}\r\n`],
  "HTTP/3.0 as a number": [505, `GET / HTTP/3.0\r\n${HOST}\r\n`],
  "an unknown transfer coding": [501, `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: gzip, chunked\r\n\r\n`],
  "a method without end": [501, "M".repeat(100)],
  "an unknown expectation": [417, `GET / HTTP/1.1\r\n${HOST}Expect: 200-ok\r\n\r\n`],
};

/** Each is an answer like any other: the framing was good, and the connection goes on. */
const GOING_ON: Readonly<Record<string, readonly [status: number, target: string]>> = {
  "an encoded NUL": [400, "/a%00.html"],
  "a lone percent sign": [400, "/%"],
  "an escape that is no number": [400, "/%zz"],
  "an overlong encoding": [400, "/%c0%ae%c0%ae/outside.txt"],
  "invalid UTF-8": [400, "/%ff"],
  "raw octets that are no UTF-8": [400, "/\xff"],
  "a backslash": [400, "/static\\hello.txt"],
  "an encoded backslash": [400, "/static%5Chello.txt"],
  "climbing above the root": [400, "/../outside.txt"],
  "climbing in disguise": [400, "/static/%2e%2e/%2e%2e/outside.txt"],
  "an encoded slash in a tree": [400, "/static/a%2Fb"],
  "a name longer than any file's": [404, `/static/${"a".repeat(5000)}`],
  "a file used as a folder": [404, "/static/hello.txt/x"],
  "a dot file": [404, "/static/.env"],
  "two slashes, which are one": [200, "//static//hello.txt"],
  "dot segments inside": [200, "/static/x/../hello.txt"],
  "characters that browsers send raw in queries": [200, "/static/hello.txt?a=|^{}[]\\`"],
};

for (const reading of READING_MODES) {
  describe(`bad input (reading: ${reading})`, () => {
    for (const feeding of ["whole", "octet by octet"] as const) {
      test(`gets one answer and the end of the connection, fed ${feeding}`, async (t) => {
        const { port, logged } = await startEngine(t, { reading });
        for (const [title, [status, wire]] of Object.entries(ENDING)) {
          const client = await connected(t, port);
          await feed(client, wire, feeding);
          const response = await client.response();
          assert.equal(response.status, status, title);
          await assertLast(client, response);
          client.close();
        }
        await assertStillServing(port);
        assert.deepEqual(
          logged.filter(({ level }) => level === "error"),
          [],
        );
      });
    }

    test("that is only in the path leaves the connection as it is", async (t) => {
      const { port } = await startEngine(t, { reading, files: { "static/.env": "secret" } });
      const client = await connected(t, port);
      for (const [title, [status, target]] of Object.entries(GOING_ON)) {
        client.send(`GET ${target} HTTP/1.1\r\n${HOST}\r\n`);
        const response = await client.response();
        assert.equal(response.status, status, title);
        assertWellFormed(response);
        assert.equal(response.fields.get("connection"), undefined, title);
      }
    });

    test("of the kind that is only odd is no reason to refuse", async (t) => {
      const { port } = await startEngine(t, { reading });
      const odd = {
        Authorization: "Basic !!!",
        Cookie: "=;;=%",
        Range: "bytes=a-",
        "If-Modified-Since": "yesterday",
        "If-None-Match": "no quotes",
        "Accept-Encoding": "br;q=banana",
        Accept: ";;;,,,",
        __proto__: "1",
        constructor: "2",
      };
      const response = await get(port, "/", odd);
      assert.deepEqual([response.status, response.body.toString()], [200, "home"]);
      assert.equal(Object.hasOwn(Object.prototype, "x"), false);
    });

    test("of random octets never brings the server down", async (t) => {
      const { port } = await startEngine(t, { reading });
      const random = pseudoRandom(20260101);
      for (let round = 0; round < 100; round++) {
        const client = await connected(t, port);
        client.send(Uint8Array.from({ length: 2048 }, () => random() & 0xff));
        client.end();
        const { status } = await client.response();
        assert.ok([400, 501, 505].includes(status), `round ${round} got ${status}`);
        await client.closed();
        client.close();
      }
      await assertStillServing(port);
    });
  });
}

/** A small linear congruential generator: every run sends the same. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 16;
  };
}

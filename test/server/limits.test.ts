// Input without bounds meets its limit, and early refusals reach a client that is still sending.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RawClient } from "../support/raw-client.ts";
import {
  assertLast,
  assertStillServing,
  assertWellFormed,
  connected,
  READING_MODES,
  startEngine,
} from "./engine-site.ts";

const MIB = 1024 * 1024;
const HOST = "Host: localhost\r\n";

function fields(count: number): string {
  return Array.from({ length: count }, (_, index) => `X-${index}: y\r\n`).join("");
}

/** The limits by default, each at its edge. */
const HEADS: Readonly<Record<string, readonly [status: number, wire: string]>> = {
  "a target of 8 KiB": [200, `GET /?${"a".repeat(8190)} HTTP/1.1\r\n${HOST}\r\n`],
  "a target of 8 KiB and one octet": [414, `GET /?${"a".repeat(8191)} HTTP/1.1\r\n${HOST}\r\n`],
  "a target of 64 KiB": [414, `GET /${"a".repeat(65_535)} HTTP/1.1\r\n${HOST}\r\n`],
  "100 field lines": [200, `GET / HTTP/1.1\r\n${HOST}${fields(99)}\r\n`],
  "101 field lines": [431, `GET / HTTP/1.1\r\n${HOST}${fields(100)}\r\n`],
  "a head of 17 KiB": [431, `GET / HTTP/1.1\r\n${HOST}X: ${"a".repeat(17 * 1024)}\r\n\r\n`],
  "a field line without end": [431, `GET / HTTP/1.1\r\n${HOST}X: ${"a".repeat(20 * 1024)}`],
  "trailers of 17 KiB": [
    431,
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n0\r\nX: ${"a".repeat(17 * 1024)}\r\n\r\n`,
  ],
  "a chunk extension without end": [
    400,
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n1;${"a".repeat(4096)}`,
  ],
};

/** Sends content as fast as the server takes it, until it is all sent or the server has had enough. */
function sendContent(client: RawClient, octets: number): void {
  client.socket.on("error", () => {});
  const piece = Buffer.alloc(64 * 1024, "x");
  let left = octets;
  const more = () => {
    while (left > 0 && !client.socket.destroyed) {
      left -= piece.length;
      if (!client.socket.write(piece)) return void client.socket.once("drain", more);
    }
  };
  more();
}

for (const reading of READING_MODES) {
  describe(`limits (reading: ${reading})`, () => {
    test("hold for the head, to the octet", async (t) => {
      const { port } = await startEngine(t, { reading });
      for (const [title, [status, wire]] of Object.entries(HEADS)) {
        const client = await connected(t, port);
        client.send(wire);
        const response = await client.response();
        assert.equal(response.status, status, title);
        if (status !== 200) await assertLast(client, response);
        client.close();
      }
      await assertStillServing(port);
    });

    test("can be set", async (t) => {
      const top = "limits: { header_bytes: 200, header_fields: 3, request_target_bytes: 20 }\n";
      const { port } = await startEngine(t, { reading, top });
      const wires = {
        200: `GET /?${"a".repeat(18)} HTTP/1.1\r\n${HOST}A: b\r\nC: d\r\n\r\n`,
        414: `GET /?${"a".repeat(19)} HTTP/1.1\r\n${HOST}\r\n`,
        431: `GET / HTTP/1.1\r\n${HOST}A: b\r\nC: d\r\nE: f\r\n\r\n`,
      };
      for (const [status, wire] of Object.entries(wires)) {
        const client = await connected(t, port);
        client.send(wire);
        assert.equal((await client.response()).status, Number(status));
        client.close();
      }
    });

    test("refuse content by its length, before any of it came", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      client.send(`POST /form HTTP/1.1\r\n${HOST}Content-Length: ${MIB + 1}\r\n\r\n`);
      const response = await client.response();
      assert.equal(response.status, 413);
      await assertLast(client, response);
    });

    test("refuse chunked content once there is too much, and the client reads the answer", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      client.socket.on("error", () => {});
      client.send(`POST /form HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`);
      const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
      for (let sent = 0; sent < 17; sent++) client.send(chunk);
      const response = await client.response();
      assert.equal(response.status, 413);
      await assertLast(client, response);
    });

    test("take content of exactly the size that is allowed, and the connection goes on", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      for (let round = 0; round < 2; round++) {
        client.send(`POST /form HTTP/1.1\r\n${HOST}Content-Length: ${MIB}\r\n\r\n`);
        sendContent(client, MIB);
        const response = await client.response();
        assert.deepEqual([response.status, response.body.toString()], [200, "home"]);
        assertWellFormed(response);
      }
    });
  });

  describe(`an answer that comes before the content (reading: ${reading})`, () => {
    for (const [title, status, target] of [
      ["405", 405, "/admin"],
      ["404", 404, "/nowhere"],
      ["413", 413, "/form"],
    ] as const) {
      test(`${title} survives 5 MiB that nobody wants: no reset overtakes it`, async (t) => {
        const { port } = await startEngine(t, { reading });
        const client = await connected(t, port);
        client.send(`POST ${target} HTTP/1.1\r\n${HOST}Content-Length: ${5 * MIB}\r\n\r\n`);
        sendContent(client, 5 * MIB);
        const response = await client.response();
        assert.equal(response.status, status);
        await assertLast(client, response);
        client.close();
        await assertStillServing(port);
      });
    }

    test("reaches a client that reads nothing before it has sent everything", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      client.socket.pause();
      const content = Buffer.alloc(2 * MIB, "x");
      client.send(`POST /admin HTTP/1.1\r\n${HOST}Content-Length: ${content.length}\r\n\r\n`);
      // As much as the server drops, then, when it has answered and sent FIN, the rest.
      client.send(content.subarray(0, MIB));
      await assertStillServing(port);
      await new Promise((resolve) => client.socket.write(content.subarray(MIB), resolve));
      await assertStillServing(port);
      client.socket.resume();
      const response = await client.response();
      assert.equal(response.status, 405);
      await assertLast(client, response);
    });

    test("survives content that is chunked and never ends", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      client.socket.on("error", () => {});
      client.send(`POST /admin HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`);
      client.send(`ffffffff\r\n`);
      sendContent(client, 5 * MIB);
      assert.equal((await client.response()).status, 405);
      assert.deepEqual(await client.closed(), { unread: 0 });
      assert.equal(client.error, undefined);
      client.close();
      await assertStillServing(port);
    });

    test("leaves the connection open where the content is small enough to be dropped", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      client.send(`POST /admin HTTP/1.1\r\n${HOST}Content-Length: ${MIB}\r\n\r\n`);
      sendContent(client, MIB);
      client.send(`GET / HTTP/1.1\r\n${HOST}\r\n`);
      assert.equal((await client.response()).status, 405);
      assert.equal((await client.response()).body.toString(), "home");
      client.send(`POST /admin HTTP/1.1\r\n${HOST}Content-Length: 5\r\n\r\nhelloGET / HTTP/9.1\r\n\r\n`);
      assert.equal((await client.response()).status, 405);
      const response = await client.response();
      assert.equal(response.status, 505);
      await assertLast(client, response);
    });
  });
}

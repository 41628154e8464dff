// Slow and silent clients, through a real socket and by a clock that the test moves.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, test } from "node:test";
import type { Platform } from "../../src/platform/platform.ts";
import type { Transport } from "../../src/platform/transport.ts";
import { ManualClock } from "../support/manual-clock.ts";
import {
  assertLast,
  assertStillServing,
  connected,
  READING_MODES,
  startEngine,
  turn,
} from "./engine-site.ts";

const SECOND = 1000;
const HOST = "Host: localhost\r\n";

/** Once another client has its answer, the server has heard all that was sent before. */
async function heard(port: number): Promise<void> {
  await assertStillServing(port);
}

/** Lets time pass while sockets are heard in between. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= SECOND) {
    await clock.advance(Math.min(left, SECOND));
    await turn();
  }
}

for (const reading of READING_MODES) {
  describe(`time-outs (reading: ${reading})`, () => {
    test("close a connection that says nothing, without an answer", async (t) => {
      const clock = new ManualClock();
      const { port } = await startEngine(t, { reading, clock });
      const client = await connected(t, port);
      await heard(port);
      await pass(clock, 29 * SECOND);
      assert.equal(client.socket.readableEnded, false);
      await pass(clock, 2 * SECOND);
      assert.deepEqual(await client.closed(), { unread: 0 });
      assert.equal(client.error, undefined);
    });

    test("answer 408 to a head that trickles in, however often an octet comes", async (t) => {
      const clock = new ManualClock();
      const { port } = await startEngine(t, { reading, clock });
      const clients = await Promise.all(Array.from({ length: 20 }, () => connected(t, port)));
      for (const client of clients) client.send(`GET / HTTP/1.1\r\n${HOST}X-Slow: `);
      await heard(port);
      for (let seconds = 0; seconds < 30; seconds += 5) {
        for (const client of clients) client.send("x");
        await heard(port);
        await pass(clock, 5 * SECOND);
      }
      await pass(clock, SECOND);
      for (const client of clients) {
        const response = await client.response();
        assert.equal(response.status, 408);
        await assertLast(client, response);
      }
      await assertStillServing(port);
    });

    test("answer 408 to content that stops, and wait for content that goes on", async (t) => {
      const clock = new ManualClock();
      const { port } = await startEngine(t, { reading, clock, top: "body_timeout_secs: 20" });
      const client = await connected(t, port);
      client.send(`POST / HTTP/1.1\r\n${HOST}Content-Length: 1000000\r\n\r\n`);
      await heard(port);
      for (let round = 0; round < 5; round++) {
        await pass(clock, 19 * SECOND);
        client.send("more");
        await heard(port);
      }
      await pass(clock, 21 * SECOND);
      const response = await client.response();
      assert.equal(response.status, 408);
      await assertLast(client, response);
    });

    test("end a connection whose dropped content stops, without a second answer", async (t) => {
      const clock = new ManualClock();
      const { port } = await startEngine(t, { reading, clock });
      const client = await connected(t, port);
      client.send(`POST /admin HTTP/1.1\r\n${HOST}Content-Length: 10\r\n\r\n`);
      assert.equal((await client.response()).status, 405);
      await pass(clock, 31 * SECOND);
      assert.deepEqual(await client.closed(), { unread: 0 });
    });

    test("close a kept connection that was idle for too long, and not before", async (t) => {
      const clock = new ManualClock();
      const { port } = await startEngine(t, { reading, clock, top: "connection_timeout_secs: 7" });
      const client = await connected(t, port);
      for (let round = 0; round < 3; round++) {
        client.send(`GET / HTTP/1.1\r\n${HOST}\r\n`);
        assert.equal((await client.response()).status, 200);
        await pass(clock, 6 * SECOND);
      }
      await pass(clock, 2 * SECOND);
      assert.deepEqual(await client.closed(), { unread: 0 });
      assert.equal(client.error, undefined);
    });
  });

  describe(`a client of a large file (reading: ${reading})`, () => {
    const files = { "static/large.bin": Buffer.alloc(32 * 1024 * 1024, "0123456789abcdef") };

    test("that reads nothing is cut after the write time-out", async (t) => {
      const clock = new ManualClock();
      const aborted: Transport[] = [];
      const { port } = await startEngine(t, {
        reading,
        clock,
        files,
        platform: (system) => noticingAborts(system, aborted),
      });
      const client = await connected(t, port);
      client.socket.pause();
      client.send(`GET /static/large.bin HTTP/1.1\r\n${HOST}\r\n`);
      await heard(port);
      let seconds = 0;
      for (; aborted.length === 0 && seconds < 600; seconds++) {
        await pass(clock, SECOND);
        await heard(port);
      }
      assert.ok(seconds >= 60, `cut after ${seconds} s`);
      assert.equal(new Set(aborted).size, 1);
      client.socket.resume();
      await assert.rejects(client.response(), /the connection ended inside a response/);
      await assertStillServing(port);
    });

    test("that reads a little now and then gets all of it", async (t) => {
      const clock = new ManualClock();
      const { port } = await startEngine(t, { reading, clock, files });
      const socket = connect(port, "127.0.0.1").pause();
      t.after(() => socket.destroy());
      const received: Buffer[] = [];
      socket.on("data", (octets: Buffer) => void received.push(octets));
      socket.pause();
      socket.write(`GET /static/large.bin HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`);
      for (let round = 0; round < 8; round++) {
        await read(socket, 1024 * 1024);
        await pass(clock, 30 * SECOND);
      }
      socket.resume();
      await once(socket, "end");
      const response = Buffer.concat(received);
      const content = response.subarray(response.indexOf("\r\n\r\n") + 4);
      assert.ok(content.equals(files["static/large.bin"]));
    });
  });
}

/** Lets at least so many octets in, then stops the reading again. */
async function read(socket: Socket, octets: number): Promise<void> {
  const goal = socket.bytesRead + octets;
  socket.resume();
  while (socket.bytesRead < goal && !socket.destroyed) await turn();
  socket.pause();
}

/** The platform, with each transport telling when the server drops it. */
function noticingAborts(system: Platform, aborted: Transport[]): Platform {
  const { network } = system;
  const listen: typeof network.listen = (address, onTransport) =>
    network.listen(address, (transport) => {
      const abort = transport.abort.bind(transport);
      transport.abort = () => {
        aborted.push(transport);
        abort();
      };
      onTransport(transport);
    });
  return { ...system, network: { ...network, listen } };
}

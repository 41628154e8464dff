// A clean stop, through a real socket.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ManualClock } from "../support/manual-clock.ts";
import { RawClient } from "../support/raw-client.ts";
import {
  assertLast,
  assertStillServing,
  connected,
  READING_MODES,
  startEngine,
  turn,
} from "./engine-site.ts";

const GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

for (const reading of READING_MODES) {
  describe(`a server that stops (reading: ${reading})`, () => {
    test("takes no new connection, answers what has begun, tells its client, and has drained", async (t) => {
      const { port, runtime } = await startEngine(t, { reading });
      const client = await connected(t, port);
      client.send("GET / HTTP/1.1\r\nHost: local");
      await assertStillServing(port);
      const stopped = runtime.stop();
      await turn();
      await assert.rejects(RawClient.to(port), { code: "ECONNREFUSED" });
      client.send(`host\r\n\r\n${GET}`);
      await assertLast(client, await client.response());
      client.close();
      assert.equal(await stopped, "drained");
    });

    test("finishes a large answer that is on its way", async (t) => {
      const content = Buffer.alloc(6 * 1024 * 1024, "0123456789abcdef");
      const { port, runtime } = await startEngine(t, { reading, files: { "static/large.bin": content } });
      const client = await connected(t, port);
      client.socket.pause();
      client.send("GET /static/large.bin HTTP/1.1\r\nHost: a\r\n\r\n");
      await assertStillServing(port);
      const stopped = runtime.stop();
      client.socket.resume();
      assert.ok((await client.response()).body.equals(content));
      assert.deepEqual(await client.closed(), { unread: 0 });
      client.close();
      assert.equal(await stopped, "drained");
    });

    test("gives an idle connection a moment, and answers a request that comes within", async (t) => {
      const clock = new ManualClock();
      const { port, runtime } = await startEngine(t, { reading, clock });
      const [asking, idle] = [await connected(t, port), await connected(t, port)];
      for (const client of [asking, idle]) {
        client.send(GET);
        assert.equal((await client.response()).status, 200);
      }
      const stopped = runtime.stop();
      await clock.advance(250);
      asking.send(GET);
      await assertLast(asking, await asking.response());
      asking.close();
      await clock.advance(500);
      assert.deepEqual(await idle.closed(), { unread: 0 });
      idle.close();
      assert.equal(await stopped, "drained");
    });

    test("cuts what is not done at the deadline", async (t) => {
      const clock = new ManualClock();
      const { port, runtime } = await startEngine(t, { reading, clock, top: "shutdown_timeout_secs: 3" });
      const client = await connected(t, port);
      client.send("GET / HTTP/1.1\r\n");
      await turn();
      const stopped = runtime.stop();
      await turn();
      await clock.advance(3000);
      assert.equal(await stopped, "cut");
      await client.closed();
    });
  });
}

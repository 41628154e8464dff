// More connections than there may be: they are told so, the others are served on, and room is given again.
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { assertWellFormed, connected, READING_MODES, startEngine, turn } from "./engine-site.ts";

const GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

/** One request on a connection of its own; whoever comes when even 503s are too many is dropped. */
async function ask(t: TestContext, port: number): Promise<number | "dropped"> {
  try {
    const client = await connected(t, port);
    client.send(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
    const { status } = await client.response();
    client.close();
    return status;
  } catch {
    return "dropped";
  }
}

/** Asks on new connections until one is served. */
async function servedAgain(t: TestContext, port: number): Promise<void> {
  while ((await ask(t, port)) !== 200) await turn();
}

for (const reading of READING_MODES) {
  describe(`more connections than \`limits.connections\` (reading: ${reading})`, () => {
    test("get 503 with Retry-After and are closed; the others are served on, and room is given again", async (t) => {
      const { port } = await startEngine(t, { reading, top: "limits: { connections: 3 }" });
      const served = [await connected(t, port), await connected(t, port), await connected(t, port)];
      for (const client of served) {
        client.send(GET);
        assert.equal((await client.response()).status, 200);
      }
      for (let round = 0; round < 5; round++) {
        const client = await connected(t, port);
        client.send(GET);
        const response = await client.response();
        assertWellFormed(response);
        assert.equal(response.status, 503);
        assert.match(response.fields.get("retry-after") ?? "", /^[1-9]\d*$/);
        assert.equal(response.fields.get("connection"), "close");
        assert.deepEqual(await client.closed(), { unread: 0 });
        assert.equal(client.error, undefined);
      }
      for (const client of served) {
        client.send(GET);
        assert.equal((await client.response()).status, 200);
      }
      served[0].close();
      await servedAgain(t, port);
    });

    test("from one address are bounded by `limits.connections_per_ip`", async (t) => {
      const { port } = await startEngine(t, { reading, top: "limits: { connections_per_ip: 1 }" });
      const first = await connected(t, port);
      first.send(GET);
      assert.equal((await first.response()).status, 200);
      const second = await connected(t, port);
      assert.equal((await second.response()).status, 503);
      first.send(GET);
      assert.equal((await first.response()).status, 200);
      first.close();
      await servedAgain(t, port);
    });

    test("in a burst are all answered or dropped, never left waiting", async (t) => {
      const { port } = await startEngine(t, { reading, top: "limits: { connections: 2 }" });
      const kept = await connected(t, port);
      kept.send(GET);
      assert.equal((await kept.response()).status, 200);
      const statuses = await Promise.all(Array.from({ length: 200 }, () => ask(t, port)));
      assert.ok(statuses.every((status) => status === 200 || status === 503 || status === "dropped"));
      assert.ok(statuses.includes(503));
      kept.send(GET);
      assert.equal((await kept.response()).status, 200);
      await servedAgain(t, port);
    });
  });
}

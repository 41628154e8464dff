// A second configuration on a running server: whole or not at all, and without harm to what has begun.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { loadConfig } from "../../src/config/load.ts";
import { createSystemDisk } from "../../src/files/system-disk.ts";
import { get, RawClient } from "../support/raw-client.ts";
import { startServer } from "../support/running-server.ts";

const FILES = { "one/index.html": "one", "two/index.html": "two" };
const GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

const server = (folder: string, port = 0, host = "127.0.0.1") =>
  `  - host: "${host}"\n    port: ${port}\n    routes:\n      - path: "/*"\n        handler: File\n        file: ${folder}/\n`;

async function configOf(folder: string, yaml: string) {
  const disk = createSystemDisk();
  const file = join(folder, "config.yaml");
  const text = new TextEncoder().encode(yaml);
  const loaded = await loadConfig(file, { status: disk.status, readWhole: async () => text });
  if (loaded.kind !== "config") throw new Error(JSON.stringify(loaded.diagnostics));
  return loaded.config;
}

describe("a second configuration", () => {
  test("answers the next request of a connection that was kept, on the port that both have", async (t) => {
    const { port, folder, runtime } = await startServer(t, {
      yaml: `servers:\n${server("one")}`,
      files: FILES,
    });
    const client = await RawClient.to(port);
    client.send(GET);
    assert.equal((await client.response()).body.toString(), "one");
    const applied = await runtime.apply(
      await configOf(folder, `access_log: off\nservers:\n${server("two")}`),
    );
    assert.equal(applied.kind, "applied");
    client.send(GET);
    assert.equal((await client.response()).body.toString(), "two");
    client.close();
  });

  test("ends the connections of a listener that it has no more, after what they have begun", async (t) => {
    const yaml = `servers:\n${server("one")}${server("two", 0, "127.0.0.2")}`;
    const { ports, folder, runtime } = await startServer(t, { yaml, files: FILES });
    const client = await RawClient.to(ports[1], "127.0.0.2");
    client.send(GET);
    assert.equal((await client.response()).body.toString(), "two");
    await runtime.apply(await configOf(folder, `access_log: off\nservers:\n${server("one")}`));
    assert.deepEqual(await client.closed(), { unread: 0 });
    assert.equal((await get(ports[0], "/")).body.toString(), "one");
    client.close();
  });

  test("that can't have its port leaves the first one as it was", async (t) => {
    const { port, folder, runtime } = await startServer(t, {
      yaml: `servers:\n${server("one")}`,
      files: FILES,
    });
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    t.after(() => taken.close());
    const address = taken.address();
    const takenPort = address !== null && typeof address === "object" ? address.port : 0;
    const yaml = `access_log: off\nservers:\n${server("two")}${server("two", takenPort)}`;
    const outcome = await runtime.apply(await configOf(folder, yaml));
    assert.equal(outcome.kind, "failed");
    assert.equal((await get(port, "/")).body.toString(), "one");
  });
});

// The access log agrees with the answers that went out, and a person can find the answer that failed.
import assert from "node:assert/strict";
import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Disk } from "../../src/platform/disk.ts";
import { get, type RawResponse } from "../support/raw-client.ts";
import type { RunningServer } from "../support/running-server.ts";
import { connected, startEngine } from "./engine-site.ts";

const JSON_LOG = "access_log: { to: access.log, format: json }";

/** Stops the server, which writes what is left, and reads the log. */
async function logLines({ runtime, folder }: RunningServer): Promise<readonly string[]> {
  await runtime.stop();
  return readFileSync(join(folder, "access.log"), "latin1").split("\n").slice(0, -1);
}

/** A disk on which every file of this name is a mistake in the program. */
function failingDisk(disk: Disk, name: string): Disk {
  const openFile: Disk["openFile"] = (path, options) => {
    if (path.endsWith(name)) throw new TypeError(`a bug about ${name}`);
    return disk.openFile(path, options);
  };
  return new Proxy(disk, {
    get: (target, property) => (property === "openFile" ? openFile : Reflect.get(target, property)),
  });
}

describe("the access log", () => {
  test("has a line for each answer, with its status and its octets of content", async (t) => {
    const server = await startEngine(t, { top: JSON_LOG });
    const asked: readonly (readonly [target: string, method: string])[] = [
      ["/", "GET"],
      ["/", "HEAD"],
      ["/nowhere", "GET"],
      ["/admin", "POST"],
      ["/static", "GET"],
      ["/old", "GET"],
      ["/%zz", "GET"],
      ["/", "BREW"],
    ];
    const answers: RawResponse[] = [];
    for (const [target, method] of asked) answers.push(await get(server.port, target, {}, method));
    const lines = (await logLines(server)).map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ method, target, status, octets, ending }) => [method, target, status, octets, ending]),
      asked.map(([target, method], index) => [
        method,
        target,
        answers[index].status,
        answers[index].body.length,
        "complete",
      ]),
    );
  });

  test("has a line for what was no request, and for who was turned away", async (t) => {
    const server = await startEngine(t, { top: `${JSON_LOG}\nlimits: { connections: 1 }` });
    const client = await connected(t, server.port);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert.equal((await client.response()).status, 200);
    const refused = await connected(t, server.port);
    assert.equal((await refused.response()).status, 503);
    client.send("nonsense\r\n\r\n");
    assert.equal((await client.response()).status, 400);
    client.close();
    refused.close();
    const statuses = (await logLines(server)).map((line) => JSON.parse(line).status);
    assert.deepEqual(statuses, [200, 503, 400]);
  });

  test("has one line for one request, whatever the client wrote into it", async (t) => {
    const server = await startEngine(t, { top: "access_log: access.log" });
    const odd = { "User-Agent": '"\xe9\\', Referer: '" 200 1 "-" "-' };
    await get(server.port, "/%0d%0aSet-Cookie:x\xff", odd);
    await get(server.port, "/", { "User-Agent": "curl" });
    const lines = await logLines(server);
    assert.equal(lines.length, 2);
    for (const line of lines) assert.match(line, /^[\x20-\x7e]+$/);
    assert.match(
      lines[0],
      /"GET \/%0d%0aSet-Cookie:x\\xFF HTTP\/1\.1" 400 \d+ "\\" 200 1 \\"-\\" \\"-" "\\"\\xE9\\\\"$/,
    );
    assert.match(lines[1], /"GET \/ HTTP\/1\.1" 200 4 "-" "curl"$/);
  });

  test("goes on in a new file after it was moved away and reopened", async (t) => {
    const server = await startEngine(t, { top: "access_log: access.log" });
    await get(server.port, "/");
    renameSync(join(server.folder, "access.log"), join(server.folder, "access.log.1"));
    server.runtime.reopenLogs();
    await get(server.port, "/nowhere");
    const lines = await logLines(server);
    const before = readFileSync(join(server.folder, "access.log.1"), "latin1");
    const all = [...before.split("\n").slice(0, -1), ...lines];
    assert.deepEqual(
      all.map((line) => / (\d{3}) \d+ "/.exec(line)?.[1]),
      ["200", "404"],
    );
    assert.match(lines.at(-1) ?? "", / 404 /);
  });
});

describe("an answer to a mistake of the server's", () => {
  for (const [title, accept] of [
    ["a page", "text/html"],
    ["problem+json", "application/json"],
  ]) {
    test(`names the request as the logs do, and nothing of the mistake (${title})`, async (t) => {
      const server = await startEngine(t, {
        top: JSON_LOG,
        platform: (system) => ({ ...system, disk: failingDisk(system.disk, "hello.txt") }),
      });
      const answer = await get(server.port, "/static/hello.txt", { Accept: accept });
      assert.equal(answer.status, 500);
      const body = answer.body.toString();
      assert.doesNotMatch(body, /a bug about|TypeError|\.ts\b/);
      const [logged] = server.logged.filter(({ level }) => level === "error");
      assert.match(String(logged.details["cause"]), /TypeError: a bug about hello\.txt/);
      const id = String(logged.details["id"]);
      assert.ok(id.length >= 16 && body.includes(id), body);
      if (accept === "application/json") {
        assert.match(answer.fields.get("content-type") ?? "", /^application\/problem\+json/);
        assert.equal(JSON.parse(body).status, 500);
      }
      assert.equal((await get(server.port, "/")).status, 200);
      const [line] = await logLines(server);
      assert.equal(JSON.parse(line).request_id, id);
    });
  }

  test("of the client's is problem+json too where that is preferred", async (t) => {
    const server = await startEngine(t);
    for (const [target, method, status] of [
      ["/nowhere", "GET", 404],
      ["/admin", "POST", 405],
      ["/%zz", "GET", 400],
    ] as const) {
      const answer = await get(server.port, target, { Accept: "application/json" }, method);
      assert.match(answer.fields.get("content-type") ?? "", /^application\/problem\+json/);
      assert.equal(answer.status, status);
      assert.equal(JSON.parse(answer.body.toString()).status, status);
    }
  });
});

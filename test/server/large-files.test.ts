// Files beyond 4 GiB and beyond memory: ranges come right, and a download costs no more than its buffers.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, type TestContext, test } from "node:test";
import { get, RawClient } from "../support/raw-client.ts";
import { startServer } from "../support/running-server.ts";
import { ageTree, treeYaml } from "../support/site-config.ts";

const GIB = 1024 ** 3;
const SIZE = 5 * GIB;
/** Octets that stand across the 4 GiB mark, where 32-bit numbers end, and at the end of the file. */
const ACROSS = Buffer.from("....across the mark of 4 GiB....");
const TAIL = Buffer.from("the very end");

/** Makes a sparse file: it takes no room but for the marks. */
function makeLarge(folder: string): void {
  mkdirSync(join(folder, "site"));
  const descriptor = openSync(join(folder, "site", "large.bin"), "w");
  ftruncateSync(descriptor, SIZE);
  writeSync(descriptor, "begin", 0);
  writeSync(descriptor, ACROSS, 0, ACROSS.length, 4 * GIB - 16);
  writeSync(descriptor, TAIL, 0, TAIL.length, SIZE - TAIL.length);
  closeSync(descriptor);
  ageTree(folder);
}

describe("a file of 5 GiB", () => {
  test("HEAD tells its length, and ranges at the end and across 4 GiB come right", async (t) => {
    const { port } = await startServer(t, { yaml: treeYaml(), prepare: makeLarge });
    assert.equal((await get(port, "/large.bin", {}, "HEAD")).fields.get("content-length"), String(SIZE));
    for (const [range, contentRange, expected] of [
      [`bytes=-${TAIL.length}`, `bytes ${SIZE - TAIL.length}-${SIZE - 1}/${SIZE}`, TAIL],
      [`bytes=${SIZE - 3}-`, `bytes ${SIZE - 3}-${SIZE - 1}/${SIZE}`, TAIL.subarray(-3)],
      [`bytes=${4 * GIB - 16}-${4 * GIB + 15}`, `bytes ${4 * GIB - 16}-${4 * GIB + 15}/${SIZE}`, ACROSS],
      ["bytes=4294967296-4294967299", `bytes 4294967296-4294967299/${SIZE}`, ACROSS.subarray(16, 20)],
    ] as const) {
      const { status, fields, body } = await get(port, "/large.bin", { Range: range });
      assert.deepEqual([status, fields.get("content-range")], [206, contentRange]);
      assert.ok(body.equals(expected), range);
    }
    const beyond = await get(port, "/large.bin", { Range: `bytes=${SIZE}-` });
    assert.deepEqual([beyond.status, beyond.fields.get("content-range")], [416, `bytes */${SIZE}`]);
  });

  test("several ranges across 4 GiB come as parts", async (t) => {
    const { port } = await startServer(t, { yaml: treeYaml(), prepare: makeLarge });
    const range = `bytes=0-4,${4 * GIB - 16}-${4 * GIB + 15},-${TAIL.length}`;
    const { status, body } = await get(port, "/large.bin", { Range: range });
    assert.equal(status, 206);
    const parts = body.toString("latin1").split(/\r\n--[0-9a-f]+(?:--)?\r\n/);
    assert.deepEqual(parts.map((part) => part.slice(part.indexOf("\r\n\r\n") + 4)).slice(0, 3), [
      "begin",
      ACROSS.toString(),
      TAIL.toString(),
    ]);
  });

  test("a client that leaves early, or asks again and again, leaves no descriptor open", {
    skip: process.platform !== "linux",
  }, async (t) => {
    const { port, folder } = await startServer(t, { yaml: treeYaml(), prepare: makeLarge });
    for (let round = 0; round < 20; round++) {
      const client = await RawClient.to(port);
      client.send(
        `GET /large.bin HTTP/1.1\r\nHost: a\r\n${round % 2 === 0 ? "" : "Range: bytes=9-\r\n"}\r\n`,
      );
      await client.octets();
      client.close();
    }
    const open = () =>
      readdirSync("/proc/self/fd").filter((descriptor) => {
        try {
          return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(folder);
        } catch {
          return false; // the one that reads the folder itself
        }
      }).length;
    // Each answer of the server gives the loop a turn in which the others are let go of; the test's time limit ends a leak.
    while (open() > 0) await get(port, "/none");
  });
});

/** Starts the command in a process of its own, so that its memory can be told from the test's. */
async function startProcess(context: TestContext, folder: string): Promise<{ port: number; pid: number }> {
  const bin = new URL("../../bin/ferrous.js", import.meta.url).pathname;
  const child = spawn(process.execPath, [bin, join(folder, "config.yaml")], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { pid } = child;
  assert.ok(pid !== undefined);
  context.after(() => child.kill("SIGKILL"));
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /^Listening on http:\/\/[^:]+:(\d+)\//.exec(line)?.[1];
    if (port !== undefined) return { port: Number(port), pid };
  }
  throw new Error("the server ended before it listened");
}

describe("memory", () => {
  test("a download of 160 MiB is streamed: resident memory stays below 150 MB, and the end is right", {
    skip: process.platform !== "linux",
  }, async (t) => {
    const { folder } = await startServer(t, { yaml: treeYaml(), prepare: makeLarge });
    writeFileSync(join(folder, "config.yaml"), `access_log: off\n${treeYaml()}`);
    const { port, pid } = await startProcess(t, folder);
    const length = 160 * 1024 * 1024;
    const client = await RawClient.to(port);
    client.send(`GET /large.bin HTTP/1.1\r\nHost: a\r\nRange: bytes=-${length}\r\nConnection: close\r\n\r\n`);
    let received = 0;
    let head: string | undefined;
    let last = Buffer.alloc(0);
    let peakKib = 0;
    for (let rounds = 0; ; rounds++) {
      let octets = await client.octets();
      if (octets.length === 0) break;
      if (head === undefined) {
        const end = octets.indexOf("\r\n\r\n") + 4;
        head = octets.subarray(0, end).toString();
        octets = octets.subarray(end);
      }
      received += octets.length;
      last = Buffer.concat([last, octets]).subarray(-TAIL.length);
      if (rounds % 100 !== 0) continue;
      const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      peakKib = Math.max(peakKib, Number(kib));
    }
    client.close();
    assert.match(head ?? "", new RegExp(`content-length: ${length}\r\n`, "i"));
    assert.equal(received, length);
    assert.equal(last.toString(), TAIL.toString());
    assert.ok(peakKib > 0 && peakKib < 150_000, `${peakKib} KiB`);
  });
});

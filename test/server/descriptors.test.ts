// The command with few descriptors and more connections than those: no crash, files are served, and room comes back.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { RawClient } from "../support/raw-client.ts";
import { turn } from "./engine-site.ts";

const BIN = resolve(import.meta.dirname, "../../bin/ferrous.js");
const GET = (target: string) => `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`;

interface Limited {
  readonly child: ChildProcess;
  readonly port: number;
  readonly folder: string;
  stderr(): string;
}

/** Starts `ferrous serve` with so many descriptors. */
async function startLimited(t: TestContext, descriptors: number): Promise<Limited> {
  const folder = mkdtempSync(join(tmpdir(), "ferrous-descriptors-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (let index = 0; index < 20; index++) writeFileSync(join(folder, `${index}.txt`), `file ${index}`);
  writeFileSync(join(folder, "config.yaml"), CONFIG);
  const command = `ulimit -n ${descriptors} && exec "$0" "$@"`;
  const child = spawn("sh", ["-c", command, process.execPath, BIN, join(folder, "config.yaml")], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => void child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  let stdout = "";
  for await (const text of child.stdout) {
    stdout += text;
    if (/^Ready in/m.test(stdout)) break;
  }
  const port = Number(/^Listening on http:\S+:(\d+)\//m.exec(stdout)?.[1]);
  return { child, port, folder, stderr: () => stderr };
}

const CONFIG = `
access_log: access.log
servers:
  - host: "127.0.0.1"
    port: 0
    routes: [{ path: "/*", handler: File, file: ./ }]
`;

/** Opens a connection that may be dropped at any time, and that never ends by itself. */
async function open(t: TestContext, port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  t.after(() => socket.destroy());
  socket.on("error", () => {}).resume();
  await new Promise<void>((resolve) => void socket.once("connect", resolve).once("close", () => resolve()));
  return socket;
}

describe("a server with 128 descriptors", { skip: process.platform === "win32" }, () => {
  test("outlives 400 connections, serves those it has taken, and has room again", async (t) => {
    const { child, port, folder, stderr } = await startLimited(t, 128);
    const first = await RawClient.to(port);
    t.after(() => first.close());
    const crowd = await Promise.all(Array.from({ length: 400 }, () => open(t, port)));
    // Each is a file that the server hasn't read yet, so that it has to open one.
    for (let index = 0; index < 20; index++) {
      first.send(GET(`/${index}.txt`));
      assert.equal((await first.response()).body.toString(), `file ${index}`);
    }
    for (const socket of crowd) socket.destroy();
    let status = 0;
    while (status !== 200) {
      status = await ask(port).catch(() => 0);
      await turn();
    }
    assert.equal(child.exitCode, null);
    child.kill("SIGTERM");
    const [exit] = await once(child, "exit");
    assert.equal(exit, 0);
    assert.doesNotMatch(stderr(), /EMFILE|ERROR/);
    assert.match(readFileSync(join(folder, "access.log"), "latin1"), / 503 /);
  });
});

async function ask(port: number): Promise<number> {
  const client = await RawClient.to(port);
  try {
    client.send(GET("/0.txt"));
    return (await client.response()).status;
  } finally {
    client.close();
  }
}

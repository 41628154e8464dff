import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { LogOpenError, openLineSink } from "../../src/log/line-sink.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "ferrous-log-"));
});
after(() => rm(folder, { recursive: true }));

const octets = (text: string) => new TextEncoder().encode(text);

describe("a log file", () => {
  test("is made with its folders, readable for owner and group only", async () => {
    const path = join(folder, "new", "deep", "access.log");
    const sink = openLineSink({ kind: "file", path });
    await sink.write(octets("a\n"));
    await sink.close();
    assert.equal((await stat(path)).mode & 0o777 & ~0o640, 0);
    assert.equal(await readFile(path, "utf8"), "a\n");
  });

  test("is appended to", async () => {
    const path = join(folder, "appended.log");
    await writeFile(path, "old\n");
    const sink = openLineSink({ kind: "file", path });
    await sink.write(octets("new\n"));
    sink.writeSync(octets("last\n"));
    await sink.close();
    assert.equal(await readFile(path, "utf8"), "old\nnew\nlast\n");
  });

  test("is opened anew after a rotation moved it away", async () => {
    const path = join(folder, "rotated.log");
    const sink = openLineSink({ kind: "file", path });
    await sink.write(octets("before\n"));
    await rename(path, `${path}.1`);
    await sink.write(octets("still the old one\n"));
    await sink.reopen();
    await sink.write(octets("after\n"));
    await sink.close();
    assert.equal(await readFile(`${path}.1`, "utf8"), "before\nstill the old one\n");
    assert.equal(await readFile(path, "utf8"), "after\n");
  });

  test("is refused with one sentence where it can't be opened", async () => {
    const file = join(folder, "a-file");
    await writeFile(file, "");
    await chmod(file, 0o600);
    assert.throws(
      () => openLineSink({ kind: "file", path: join(file, "access.log") }),
      (error) =>
        error instanceof LogOpenError &&
        /^The log file \S+ can't be opened for writing: E[A-Z]+\.$/.test(error.message),
    );
  });
});

/** A process that logs 2 MiB to a stdout that nobody reads, closes its log, and says how it went on stderr. */
const FLOOD = `
  const { LineWriter } = await import("./src/log/line-writer.ts");
  const { openLineSink } = await import("./src/log/line-sink.ts");
  const { systemClock } = await import("./src/platform/clock.ts");
  const writer = new LineWriter({ sink: openLineSink({ kind: "stdout" }), clock: systemClock });
  let turns = 0;
  const line = "x".repeat(1023) + "\\n";
  for (let index = 0; index < 2048; index++) {
    writer.write(line, (lines) => "lost " + lines + "\\n");
    if (index % 64 === 0) await new Promise((resolve) => setImmediate(() => { turns++; resolve(); }));
  }
  await writer.close();
  console.error("turns " + turns);
  process.exit(0);
`;

describe("stdout as a log", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));

  test("that is a pipe which nobody reads holds neither the loop nor the end of the process", async () => {
    // Through a shell, so that stdout is a true pipe; `sleep` never reads it.
    const child = spawn(
      "sh",
      ["-c", '"$0" --input-type=module -e "$1" | { sleep 10; }', process.execPath, FLOOD],
      {
        cwd: root,
        stdio: ["ignore", "ignore", "pipe"],
        detached: true,
      },
    );
    const closed = new Promise((resolve) => child.once("close", resolve));
    let said = "";
    for await (const chunk of child.stderr) {
      said += String(chunk);
      if (said.includes("turns")) break;
    }
    if (child.pid !== undefined) process.kill(-child.pid);
    await closed;
    assert.match(said, /turns 32/);
  });

  test("whose reader is gone costs lines, never the process", async () => {
    const child = spawn("sh", ["-c", '"$0" --input-type=module -e "$1" | true', process.execPath, FLOOD], {
      cwd: root,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    for await (const chunk of child.stderr) said += String(chunk);
    assert.match(said, /turns 32/);
  });
});

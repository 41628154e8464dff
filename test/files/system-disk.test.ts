import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { createSystemDisk } from "../../src/files/system-disk.ts";
import { DiskError, isSameVersion } from "../../src/platform/disk.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const disk = createSystemDisk();
const failsWith = (code: string) => (error: unknown) => error instanceof DiskError && error.code === code;

describe("the machine's disk", () => {
  test("opens a file, reads it by position, and closes it once however often it is told", async (context) => {
    const folder = temporaryFolder(context, { "a.txt": "0123456789" });
    const file = await disk.openFile(join(folder, "a.txt"));
    const into = new Uint8Array(4);
    assert.equal(await file.read(into, 3), 4);
    assert.equal(Buffer.from(into).toString(), "3456");
    assert.equal(await file.read(into, 10), 0);
    assert.equal(file.status.size, 10);
    await file.close();
    await file.close();
    await assert.rejects(file.read(into, 0), RangeError);
  });

  test("refuses a link in the last component where it is told not to follow", async (context) => {
    const folder = temporaryFolder(context, { "a.txt": "x" });
    symlinkSync("a.txt", join(folder, "link"));
    await assert.rejects(disk.openFile(join(folder, "link"), { follow: false }), failsWith("ELOOP"));
    const file = await disk.openFile(join(folder, "link"));
    assert.equal(file.status.kind, "file");
    await file.close();
  });

  test("opens a FIFO without waiting for a writer", async (context) => {
    const folder = temporaryFolder(context);
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const file = await disk.openFile(join(folder, "pipe"));
    assert.equal(file.status.kind, "other");
    await file.close();
  });

  test("tells a changed file by its status, and a moved one by its path", async (context) => {
    const folder = temporaryFolder(context, { "a.txt": "x" });
    const file = await disk.openFile(join(folder, "a.txt"));
    context.after(() => file.close());
    assert.ok(isSameVersion(file.status, await file.currentStatus()));
    appendFileSync(join(folder, "a.txt"), "y");
    assert.ok(!isSameVersion(file.status, await file.currentStatus()));
    renameSync(join(folder, "a.txt"), join(folder, "b.txt"));
    const path = await file.currentPath?.();
    if (process.platform === "linux") assert.equal(path, join(folder, "b.txt"));
  });

  test("opens no more files and directories than it may, and counts those closed no longer", async (context) => {
    const folder = temporaryFolder(context, { "a.txt": "x" });
    const bounded = createSystemDisk({ maxOpenFiles: 2 });
    const path = join(folder, "a.txt");
    const isShort = failsWith("EMFILE");
    const first = await bounded.openFile(path);
    await assert.rejects(bounded.openFile(join(folder, "none")), failsWith("ENOENT"));
    const held = await bounded.holdDirectory?.(folder);
    const second = held ?? (await bounded.openFile(path));
    await assert.rejects(bounded.openFile(path), isShort);
    await assert.rejects(bounded.readWhole(path, 10), isShort);
    await assert.rejects(Array.fromAsync(bounded.entries(folder)), isShort);
    if (held !== undefined) await assert.rejects(Promise.resolve(bounded.holdDirectory?.(folder)), isShort);
    assert.equal((await bounded.status(path)).size, 1);
    await first.close();
    await first.close();
    for (let time = 0; time < 3; time++) {
      assert.equal((await bounded.readWhole(path, 10)).length, 1);
      assert.equal((await Array.fromAsync(bounded.entries(folder))).flat().length, 1);
    }
    await second.close();
    const again = await Promise.all([bounded.openFile(path), bounded.openFile(path)]);
    await assert.rejects(bounded.openFile(path), isShort);
    for (const file of again) await file.close();
  });

  test("gives the names of a directory in batches", async (context) => {
    const folder = temporaryFolder(context);
    for (let index = 0; index < 1100; index++) writeFileSync(join(folder, `f${index}`), "");
    symlinkSync("f0", join(folder, "link"));
    const batches: number[] = [];
    const kinds = new Map<string, string>();
    for await (const batch of disk.entries(folder)) {
      batches.push(batch.length);
      for (const { name, kind } of batch) kinds.set(name, kind);
    }
    assert.deepEqual(batches, [512, 512, 77]);
    assert.equal(kinds.size, 1101);
    assert.equal(kinds.get("link"), "symlink");
    assert.equal(kinds.get("f7"), "file");
  });

  test("reads a small file whole and refuses a larger one", async (context) => {
    const folder = temporaryFolder(context, { "a.txt": "0123456789", empty: "" });
    assert.equal(Buffer.from(await disk.readWhole(join(folder, "a.txt"), 10)).toString(), "0123456789");
    assert.equal((await disk.readWhole(join(folder, "empty"), 10)).length, 0);
    await assert.rejects(disk.readWhole(join(folder, "a.txt"), 9), failsWith("EFBIG"));
    await assert.rejects(disk.readWhole(folder, 9), failsWith("EISDIR"));
  });

  test("says what the system said, as a code", async (context) => {
    const folder = temporaryFolder(context, { "a.txt": "" });
    await assert.rejects(disk.status(join(folder, "none")), failsWith("ENOENT"));
    await assert.rejects(disk.status(join(folder, "a.txt/x")), failsWith("ENOTDIR"));
    await assert.rejects(disk.realPath(join(folder, "n".repeat(300))), failsWith("ENAMETOOLONG"));
    await assert.rejects(async () => {
      for await (const batch of disk.entries(join(folder, "none"))) assert.fail(String(batch.length));
    }, failsWith("ENOENT"));
  });
});

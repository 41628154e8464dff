import assert from "node:assert/strict";
import { renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { createSystemDisk } from "../../../src/files/system-disk.ts";
import type { Disk, OpenFile } from "../../../src/platform/disk.ts";
import { DiskError } from "../../../src/platform/disk.ts";
import { temporaryFolder } from "../../files/temporary-folder.ts";
import { siteOf } from "./site.ts";

/** The machine's disk, with failures on demand and every open file counted. */
function watchedDisk(): { readonly disk: Disk; failWith: string | undefined; open: number } {
  const real = createSystemDisk();
  const state = {
    failWith: undefined as string | undefined,
    open: 0,
    disk: {
      ...real,
      openFile: async (path, options) => {
        if (state.failWith !== undefined) throw new DiskError(state.failWith, path);
        const file = await real.openFile(path, options);
        state.open++;
        return counted(file, () => state.open--);
      },
    } satisfies Disk as Disk,
  };
  return state;
}

function counted(file: OpenFile, onClose: () => void): OpenFile {
  let isOpen = true;
  return {
    status: file.status,
    read: (into, position) => file.read(into, position),
    currentStatus: () => file.currentStatus(),
    currentPath: async () => file.currentPath?.(),
    close: async () => {
      if (isOpen) onClose();
      isOpen = false;
      await file.close();
    },
  };
}

describe("when the disk refuses", () => {
  const cases: readonly (readonly [string, number])[] = [
    ["EACCES", 403],
    ["EMFILE", 503],
    ["ENFILE", 503],
    ["ENXIO", 404],
  ];
  for (const [code, status] of cases) {
    for (const kind of ["cached", "large"] as const) {
      test(`the server answers ${code} with ${status} for a ${kind} file, and recovers`, async (context) => {
        const watched = watchedDisk();
        const folder = temporaryFolder(context, { "a.txt": "hello" });
        const site = siteOf(folder, {}, { disk: watched.disk, fileOctets: kind === "large" ? 0 : 100 });
        watched.failWith = code;
        assert.equal((await site.get("/a.txt")).status, status);
        watched.failWith = undefined;
        assert.equal((await site.get("/a.txt")).body, "hello");
      });
    }
  }

  test("the server lets a bug through: it is answered by a 500 with an id", async (context) => {
    const watched = watchedDisk();
    const site = siteOf(temporaryFolder(context, { a: "x" }), {}, { disk: watched.disk });
    watched.failWith = "EINVAL";
    await assert.rejects(async () => site.get("/a"), DiskError);
  });
});

describe("open files", () => {
  test("the server closes each one, whatever was asked", async (context) => {
    const watched = watchedDisk();
    const folder = temporaryFolder(context, { "a.txt": "0123456789", "a.txt.br": "BR" });
    const headers: readonly Record<string, string>[] = [
      {},
      { "accept-encoding": "br" },
      { range: "bytes=0-1" },
      { range: "bytes=0-1,4-5" },
      { range: "bytes=99-" },
      { "if-none-match": "*" },
      { "if-match": '"x"' },
    ];
    for (const fileOctets of [0, 100]) {
      const site = siteOf(folder, {}, { disk: watched.disk, fileOctets });
      for (const fields of headers) {
        for (const method of ["GET", "HEAD"]) await site.get("/a.txt", fields, method);
      }
      assert.equal(watched.open, 0);
    }
  });

  test("the server holds none for several ranges that nobody reads", async (context) => {
    const watched = watchedDisk();
    const site = siteOf(
      temporaryFolder(context, { a: "0123456789" }),
      {},
      { disk: watched.disk, fileOctets: 0 },
    );
    const outcome = await site.ask("/a", { range: "bytes=0-1,4-5" });
    assert.equal(watched.open, 0);
    assert.ok(outcome.kind === "response" && outcome.content.kind === "stream");
    const chunks = outcome.content.chunks[Symbol.asyncIterator]();
    await chunks.next();
    assert.equal(watched.open, 1);
    await chunks.return?.();
    assert.equal(watched.open, 0);
  });
});

describe("files that never hold still", () => {
  test("the server gives out whole versions only, while a file is replaced again and again", async (context) => {
    const folder = temporaryFolder(context, { "root/f": "a".repeat(5000), outside: "CANARY" });
    const name = join(folder, "root/f");
    const site = siteOf(join(folder, "root"));
    let isDone = false;
    const replacing = (async () => {
      for (let round = 0; !isDone; round++) {
        const letter = "abc"[round % 3];
        if (round % 4 === 3) {
          rmSync(name, { force: true });
          symlinkSync("../outside", name);
        } else {
          writeFileSync(`${name}.new`, letter.repeat(5000));
          renameSync(`${name}.new`, name);
        }
        await new Promise(setImmediate);
      }
    })();
    for (let round = 0; round < 60; round++) {
      site.clock.advance(999);
      const { status, body } = await site.get("/f");
      if (status === 200) assert.match(body, /^(?:a{5000}|b{5000}|c{5000})$/);
      else assert.ok(status === 404 || status === 503, String(status));
    }
    isDone = true;
    await replacing;
  });
});

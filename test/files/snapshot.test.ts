import assert from "node:assert/strict";
import { appendFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { readSnapshot } from "../../src/files/snapshot.ts";
import { createSystemDisk } from "../../src/files/system-disk.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("`readSnapshot`", () => {
  const disk = createSystemDisk();

  test("reads all of a file", async (context) => {
    const file = await disk.openFile(join(temporaryFolder(context, { a: "hello" }), "a"));
    context.after(() => file.close());
    assert.equal(Buffer.from((await readSnapshot(file))?.octets ?? []).toString(), "hello");
  });

  test("gives nothing where the file grew or shrank since it was opened", async (context) => {
    const path = join(temporaryFolder(context, { a: "hello" }), "a");
    for (const change of [() => appendFileSync(path, "!"), () => truncateSync(path, 2)]) {
      const file = await disk.openFile(path);
      change();
      assert.equal(await readSnapshot(file), undefined);
      await file.close();
    }
  });
});

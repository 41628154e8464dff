import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { isInside, Root } from "../../src/files/root.ts";
import { createSystemDisk } from "../../src/files/system-disk.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { canonicalPath } from "../../src/uri/canonical-path.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("no path leads out of a root", () => {
  const segment = fc.oneof(
    fc.constantFrom(
      "..",
      ".",
      "",
      "a",
      "up",
      "deep",
      "rootlink",
      "%2e%2e",
      "..%2f",
      "\\",
      "secret.txt",
      ".hidden",
      "\0",
    ),
    fc.string({ maxLength: 6 }),
  );
  const path = fc.array(segment, { maxLength: 8 }).map((segments) => segments.join("/"));

  test("`locate` gives a real path inside the root, or refuses", async (context) => {
    const folder = temporaryFolder(context, {
      "secret.txt": "CANARY",
      "root/a/deep/x.txt": "",
      "root/.hidden": "",
    });
    const real = join(folder, "root");
    symlinkSync("../..", join(real, "a/up"));
    symlinkSync("../../../root", join(real, "a/deep/rootlink"));
    mkdirSync(join(folder, "root-old"));
    symlinkSync("../root-old", join(real, "deep"));
    const policy = { symlinks: "inside", hiddenFiles: "deny" } as const;
    const root = new Root(real, policy, createSystemDisk(), systemClock);
    await fc.assert(
      fc.asyncProperty(path, async (relative) => {
        const located = await root.locate(relative);
        if (located.kind === "refused") return;
        assert.ok(isInside(real, located.realPath), located.realPath);
        assert.ok(!located.realPath.slice(real.length).includes("/."), located.realPath);
      }),
      { numRuns: 500 },
    );
  });

  test("`locate` finds a canonical path by the very string that routing saw", async (context) => {
    const real = temporaryFolder(context, { "a/b": "" });
    const root = new Root(real, { symlinks: "deny", hiddenFiles: "deny" }, createSystemDisk(), systemClock);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("a", "./a", "x/../a", "%61", "a/../a"), async (spelling) => {
        const result = canonicalPath(`/${spelling}/b`);
        assert.ok(result.kind === "path");
        const located = await root.locate(result.path.slice(1));
        assert.ok(located.kind === "file");
        assert.equal(located.realPath, real + result.path);
      }),
    );
  });
});

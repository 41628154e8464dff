import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { folderFault } from "../../src/config/served-folder.ts";
import { type Disk, DiskError, type FileStatus } from "../../src/platform/disk.ts";

const FOLDER: FileStatus = {
  kind: "directory",
  size: 0,
  modifiedNs: 0n,
  modifiedMs: 0,
  inode: 1n,
  device: 1n,
};

/** A disk with one folder, which refuses with an errno one of the things that can be asked of it. */
function refusing(
  refused: "status" | "inside" | "names" | "nothing",
  code = "EACCES",
): Pick<Disk, "status" | "entries"> {
  return {
    async status(path) {
      if (refused === "status" || (refused === "inside" && path.endsWith("/.")))
        throw new DiskError(code, path);
      return FOLDER;
    },
    async *entries(path) {
      if (refused === "names") throw new DiskError(code, path);
      yield [];
    },
  };
}

describe("`folderFault`", () => {
  test("has nothing to say about a folder that can be read", async () => {
    assert.equal(await folderFault("/site", "site", refusing("nothing")), undefined);
  });

  for (const refused of ["status", "inside", "names"] as const) {
    test(`tells a folder that may not be read (${refused})`, async () => {
      const fault = await folderFault("/site", "site", refusing(refused));
      assert.equal(fault, "the folder site may not be read by this user.");
    });
  }

  for (const [code, sentence] of [
    ["ENOENT", "there is no folder site."],
    ["ELOOP", "site is a link that leads round in a circle."],
    ["EIO", "the folder site can't be read: the system says EIO."],
  ]) {
    test(`says in a sentence what ${code} means`, async () => {
      assert.equal(await folderFault("/site", "site", refusing("status", code)), sentence);
    });
  }
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { diskRefusal, statusOfErrno } from "../../src/files/errors.ts";
import { DiskError } from "../../src/platform/disk.ts";

describe("what the disk's errors mean to a client", () => {
  const statuses: readonly (readonly [string, number])[] = [
    ["ENOENT", 404],
    ["ENOTDIR", 404],
    ["ELOOP", 404],
    ["ENAMETOOLONG", 404],
    ["EISDIR", 404],
    ["EACCES", 403],
    ["EPERM", 403],
    ["EMFILE", 503],
    ["ENFILE", 503],
    ["ENOMEM", 503],
    ["ENOSPC", 507],
    ["EDQUOT", 507],
  ];
  for (const [code, status] of statuses) {
    test(`the server answers ${code} with ${status}, and shows no path`, () => {
      const refusal = diskRefusal(new DiskError(code, "/secret/place"));
      assert.equal(refusal.status, status);
      assert.equal(statusOfErrno(code), status);
      assert.ok(!refusal.detail.includes("secret"));
      assert.equal(refusal.cause === undefined, status === 404);
    });
  }

  test("`diskRefusal` throws what it does not know: that is a bug", () => {
    assert.throws(() => diskRefusal(new DiskError("EINVAL", "/x")), DiskError);
    assert.throws(() => diskRefusal(new TypeError("x")), TypeError);
  });

  test("the server names a time to come back where descriptors run short", () => {
    assert.deepEqual(diskRefusal(new DiskError("EMFILE", "/x")).fields, [["Retry-After", "1"]]);
  });
});

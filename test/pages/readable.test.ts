import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileKind } from "../../src/pages/file-kind.ts";
import { groupDigits, readableCount, readableSize } from "../../src/pages/readable.ts";

describe("numbers and kinds as people read them", () => {
  for (const [octets, text] of [
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 kB"],
    [1549, "1.5 kB"],
    [12_345, "12.3 kB"],
    [99_960, "100 kB"],
    [999_499, "999 kB"],
    [999_500, "1 MB"],
    [5 * 1024 ** 3, "5.4 GB"],
    [Number.MAX_SAFE_INTEGER, "9 PB"],
  ] as const) {
    test(`\`readableSize\` writes ${octets} octets as ${text}`, () => {
      assert.equal(readableSize(octets), text);
    });
  }

  test("`readableCount` agrees with its number", () => {
    assert.deepEqual(
      [0, 1, 2, 50_000].map((count) => readableCount(count, "file")),
      ["0 files", "1 file", "2 files", "50,000 files"],
    );
  });

  test("`groupDigits` sets thousands apart", () => {
    assert.deepEqual([1, 999, 1000, 1_234_567].map(groupDigits), ["1", "999", "1,000", "1,234,567"]);
  });

  for (const [name, kind] of [
    ["a.JPG", "image"],
    ["a.tar.gz", "archive"],
    ["README", "text"],
    ["data.bin", "file"],
    ["noext", "file"],
    ["constructor", "file"],
    [".", "file"],
  ] as const) {
    test(`\`fileKind\` takes ${name} for: ${kind}`, () => {
      assert.equal(fileKind(name), kind);
    });
  }
});

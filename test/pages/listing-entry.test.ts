import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  type ListingEntry,
  type ListingOrder,
  type ListingSort,
  sortEntries,
} from "../../src/pages/listing-entry.ts";

function sorted(entries: readonly ListingEntry[], sort: ListingSort, order: ListingOrder) {
  const sorting = sortEntries(entries, sort, order);
  for (let steps = 0; ; steps += 1) {
    const step = sorting.next();
    if (step.done === true) return { names: step.value.map(({ name }) => name), steps };
  }
}

const FILES: readonly ListingEntry[] = [
  { name: "b", type: "file", size: 5, modifiedMs: 30 },
  { name: "a", type: "file", size: 5, modifiedMs: 10 },
  { name: "c", type: "file", size: 1, modifiedMs: 20 },
  { name: "unknown", type: "file", size: undefined, modifiedMs: undefined },
  { name: "folder", type: "directory", size: undefined, modifiedMs: 99 },
];

describe("the order of a listing", () => {
  for (const [sort, order, names] of [
    ["name", "asc", ["folder", "a", "b", "c", "unknown"]],
    ["name", "desc", ["folder", "unknown", "c", "b", "a"]],
    ["size", "asc", ["folder", "unknown", "c", "a", "b"]],
    ["size", "desc", ["folder", "a", "b", "c", "unknown"]],
    ["modified", "asc", ["folder", "unknown", "a", "c", "b"]],
    ["modified", "desc", ["folder", "b", "c", "a", "unknown"]],
  ] as const) {
    test(`by ${sort}, ${order}, has folders first and equal ones by name`, () => {
      assert.deepEqual(sorted(FILES, sort, order).names, names);
    });
  }

  for (const names of [
    ["file1", "file2", "file10", "file010x"],
    ["img-9.png", "img-10.png", "img-100.png"],
    ["2024-1", "2024-02", "2024-10"],
    ["a", "A2", "Äb", "az", "b"],
  ]) {
    test(`puts ${names.join(", ")} in this order`, () => {
      const entries = names.map((name): ListingEntry => ({ ...FILES[0], name }));
      assert.deepEqual(sorted([...entries].reverse(), "name", "asc").names, names);
    });
  }

  test("is the same whatever order the file system gave, and loses nobody", () => {
    const name = fc.string({ unit: fc.constantFrom("a", "B", "é", "1", "0", "7", ".", " ") });
    fc.assert(
      fc.property(fc.uniqueArray(name), (names) => {
        const entries = names.map((each): ListingEntry => ({ ...FILES[0], name: each }));
        const forward = sorted(entries, "name", "asc").names;
        assert.deepEqual(sorted([...entries].reverse(), "name", "asc").names, forward);
        assert.deepEqual([...forward].sort(), [...names].sort());
      }),
    );
  });

  test("of many entries is found in steps, not in one go", () => {
    const entries = Array.from({ length: 10_000 }, (_, index): ListingEntry => {
      return { name: `n${(index * 7919) % 10_000}`, type: "file", size: 1, modifiedMs: 1 };
    });
    const { names, steps } = sorted(entries, "name", "asc");
    assert.deepEqual(
      names,
      Array.from({ length: 10_000 }, (_, index) => `n${index}`),
    );
    assert.ok(steps > 10);
  });
});

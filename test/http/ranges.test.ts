import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type FieldLine, Fields } from "../../src/http/fields.ts";
import {
  contentRange,
  type RangedRepresentation,
  type RangeSelection,
  selectRanges,
  unsatisfiedRange,
} from "../../src/http/ranges.ts";

const LAST_MODIFIED_MS = Date.UTC(1994, 10, 6, 8, 49, 37, 250);
const SAME = "Sun, 06 Nov 1994 08:49:37 GMT";
const AFTER = "Sun, 06 Nov 1994 08:49:38 GMT";

const REPRESENTATION: RangedRepresentation = {
  size: 100,
  entityTag: { weak: false, opaque: "now" },
  lastModifiedMs: LAST_MODIFIED_MS,
  nowMs: LAST_MODIFIED_MS + 60_000,
};

function select(
  lines: readonly FieldLine[],
  representation: Partial<RangedRepresentation> = {},
  method = "GET",
): RangeSelection {
  return selectRanges({ method, fields: Fields.fromLines(lines) }, { ...REPRESENTATION, ...representation });
}

function ranges(...pairs: readonly (readonly [start: number, end: number])[]): RangeSelection {
  return { kind: "ranges", ranges: pairs.map(([start, end]) => ({ start, end })) };
}

const WHOLE: RangeSelection = { kind: "whole" };
const UNSATISFIABLE: RangeSelection = { kind: "unsatisfiable" };

describe("what a Range field selects of 100 octets (RFC 9110 §14)", () => {
  const cases: readonly (readonly [title: string, range: string, selection: RangeSelection])[] = [
    ["selects the first octet", "bytes=0-0", ranges([0, 1])],
    ["selects a range, whose last position is included", "bytes=10-19", ranges([10, 20])],
    ["selects from a position to the end", "bytes=90-", ranges([90, 100])],
    ["selects exactly the last five octets", "bytes=-5", ranges([95, 100])],
    ["selects all as a range", "bytes=0-", ranges([0, 100])],
    ["ends at the representation's end", "bytes=95-1000", ranges([95, 100])],
    ["selects all where the suffix is longer", "bytes=-1000", ranges([0, 100])],
    ["reads the unit in any case", "Bytes=0-0", ranges([0, 1])],
    ["reads leading zeros", "bytes=0000-0009", ranges([0, 10])],
    ["takes a huge last position for the end", "bytes=0-99999999999999999999999999", ranges([0, 100])],
    ["takes a huge suffix for all", "bytes=-99999999999999999999", ranges([0, 100])],
    ["selects several ranges in their order", "bytes=50-59,0-9", ranges([50, 60], [0, 10])],
    ["allows white space and empty elements", "bytes= 0-9 ,,\t20-29,", ranges([0, 10], [20, 30])],
    ["selects ranges that touch", "bytes=0-9,10-19", ranges([0, 10], [10, 20])],
    ["keeps only what can be satisfied", "bytes=0-9,200-,-0", ranges([0, 10])],
    [
      "selects ten ranges",
      "bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14,16-16,18-18",
      ranges(...[0, 2, 4, 6, 8, 10, 12, 14, 16, 18].map((at): [number, number] => [at, at + 1])),
    ],

    ["cannot satisfy a range behind the end", "bytes=100-", UNSATISFIABLE],
    ["cannot satisfy a huge first position", "bytes=9223372036854775807-", UNSATISFIABLE],
    ["cannot satisfy a first position beyond all numbers", `bytes=${"9".repeat(400)}-`, UNSATISFIABLE],
    ["cannot satisfy a suffix of no octets", "bytes=-0", UNSATISFIABLE],
    ["cannot satisfy several ranges behind the end", "bytes=100-,200-300,-0", UNSATISFIABLE],

    ["ignores a range that ends before it starts", "bytes=5-2", WHOLE],
    ["ignores a set with one bad range", "bytes=0-9,5-2", WHOLE],
    ["ignores an unknown unit", "items=0-1", WHOLE],
    ["ignores a set without ranges", "bytes=", WHOLE],
    ["ignores a set of commas", "bytes=,,,", WHOLE],
    ["ignores a range without positions", "bytes=-", WHOLE],
    ["ignores a position that is no number", "bytes=a-", WHOLE],
    ["ignores signs", "bytes=+1-2", WHOLE],
    ["ignores a negative suffix", "bytes=--5", WHOLE],
    ["ignores fractions", "bytes=0.5-1", WHOLE],
    ["ignores hexadecimal digits", "bytes=0x0-0x9", WHOLE],
    ["ignores white space within a range", "bytes=0 - 9", WHOLE],
    ["ignores white space before the equals sign", "bytes =0-9", WHOLE],
    ["ignores a range without unit", "0-9", WHOLE],
    ["ignores three positions", "bytes=0-1-2", WHOLE],
    ["ignores eleven ranges", "bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14,16-16,18-18,20-20", WHOLE],
    ["ignores ranges that overlap", "bytes=0-50,50-99", WHOLE],
    ["ignores ranges that overlap out of order", "bytes=60-99,0-9,5-6", WHOLE],
    ["ignores a suffix that overlaps", "bytes=0-,-1", WHOLE],
    ["ignores the same range 1300 times", `bytes=${Array(1300).fill("0-").join(",")}`, WHOLE],
    ["ignores 8 KiB of commas", `bytes=${",".repeat(8192)}`, WHOLE],
  ];
  for (const [title, range, selection] of cases) {
    test(`\`selectRanges\` ${title}`, () => assert.deepEqual(select([["Range", range]]), selection));
  }

  test("`selectRanges` selects the whole without Range", () => {
    assert.deepEqual(select([["If-Range", '"now"']]), WHOLE);
  });
  for (const method of ["HEAD", "POST", "PUT"]) {
    test(`\`selectRanges\` ignores Range for ${method}`, () => {
      assert.deepEqual(select([["Range", "bytes=0-9"]], {}, method), WHOLE);
    });
  }
  test("`selectRanges` cannot satisfy positions of an empty representation", () => {
    assert.deepEqual(select([["Range", "bytes=0-"]], { size: 0 }), UNSATISFIABLE);
    assert.deepEqual(select([["Range", "bytes=-0"]], { size: 0 }), UNSATISFIABLE);
  });
  test("`selectRanges` gives the whole of an empty representation for a suffix", () => {
    assert.deepEqual(select([["Range", "bytes=-5"]], { size: 0 }), WHOLE);
  });
  test("`selectRanges` counts beyond 4 GiB", () => {
    const size = 5 * 2 ** 30;
    assert.deepEqual(select([["Range", "bytes=5368709119-"]], { size }), ranges([size - 1, size]));
  });
});

describe("If-Range (RFC 9110 §13.1.5)", () => {
  const SELECTED = ranges([0, 10]);
  const cases: readonly (readonly [
    title: string,
    ifRange: string,
    representation: Partial<RangedRepresentation>,
    selection: RangeSelection,
  ])[] = [
    ["selects where the tag is the same", '"now"', {}, SELECTED],
    ["gives the whole where the tag is an old one", '"old"', {}, WHOLE],
    ["gives the whole where the client's tag is weak", 'W/"now"', {}, WHOLE],
    [
      "gives the whole where its own tag is weak",
      '"now"',
      { entityTag: { weak: true, opaque: "now" } },
      WHOLE,
    ],
    ["gives the whole where it has no tag", '"now"', { entityTag: undefined }, WHOLE],
    ["gives the whole for a list of tags", '"now", "old"', {}, WHOLE],
    ["gives the whole for an asterisk", "*", {}, WHOLE],
    ["gives the whole for a tag without quotes", "now", {}, WHOLE],
    ["selects where the date is exactly the same", SAME, {}, SELECTED],
    ["gives the whole where the date is another, even a later one", AFTER, {}, WHOLE],
    ["gives the whole where it has no date", SAME, { lastModifiedMs: undefined }, WHOLE],
    [
      "gives the whole while the second of the date is not over",
      SAME,
      { nowMs: LAST_MODIFIED_MS + 500 },
      WHOLE,
    ],
    ["selects once the second of the date is over", SAME, { nowMs: LAST_MODIFIED_MS + 750 }, SELECTED],
  ];
  for (const [title, ifRange, representation, selection] of cases) {
    test(`\`selectRanges\` ${title}`, () => {
      assert.deepEqual(
        select(
          [
            ["Range", "bytes=0-9"],
            ["If-Range", ifRange],
          ],
          representation,
        ),
        selection,
      );
    });
  }
  test("`selectRanges` gives the whole, not 416, where If-Range fails", () => {
    assert.deepEqual(
      select([
        ["Range", "bytes=500-"],
        ["If-Range", '"old"'],
      ]),
      WHOLE,
    );
  });
});

describe("Content-Range (RFC 9110 §14.4)", () => {
  test("`contentRange` writes inclusive positions and the size", () => {
    assert.equal(contentRange({ start: 0, end: 5 }, 10), "bytes 0-4/10");
  });
  test("`unsatisfiedRange` writes the size alone", () => {
    assert.equal(unsatisfiedRange(0), "bytes */0");
  });
});

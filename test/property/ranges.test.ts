import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Fields } from "../../src/http/fields.ts";
import { multipartByteranges } from "../../src/http/multipart-byteranges.ts";
import { type RangeSelection, selectRanges } from "../../src/http/ranges.ts";

function select(range: string, size: number): RangeSelection {
  const representation = { size, entityTag: undefined, lastModifiedMs: undefined, nowMs: 0 };
  return selectRanges({ method: "GET", fields: Fields.fromLines([["Range", range]]) }, representation);
}

const digits = fc.oneof(
  fc.nat(120).map(String),
  fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String),
  fc.nat(120).map((value) => `00${value}`),
);
const spec = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(digits, digits).map(([first, last]) => `${first}-${last}`) },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.nat(90), fc.nat(10)).map(([first, more]) => `${first}-${first + more}`),
  },
  { weight: 1, arbitrary: digits.map((first) => `${first}-`) },
  { weight: 1, arbitrary: digits.map((length) => `-${length}`) },
);
const separator = fc.constantFrom(",", ", ", ",,", " ,\t");
const goodField = fc
  .array(fc.tuple(spec, separator), { minLength: 1, maxLength: 12 })
  .map((pieces) => `bytes=${pieces.map(([text, comma]) => text + comma).join("")}`);
const wildField = fc
  .array(
    fc.constantFrom("bytes", "=", "-", ",", "0", "5", "99999999999999999999", " ", "a", "+", ".", "0-", "-5"),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(""));
const size = fc.oneof(fc.nat(100), fc.nat(Number.MAX_SAFE_INTEGER));

describe("for any Range field", () => {
  test("`selectRanges` selects octets that exist, none of them twice", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          goodField,
          wildField,
          wildField.map((text) => `bytes=${text}`),
          fc.string(),
        ),
        size,
        (field, octets) => {
          const selection = select(field, octets);
          if (selection.kind !== "ranges") return;
          const { ranges } = selection;
          assert.ok(ranges.length >= 1 && ranges.length <= 10);
          for (const { start, end } of ranges) {
            assert.ok(Number.isSafeInteger(start) && Number.isSafeInteger(end));
            assert.ok(start >= 0 && start < end && end <= octets);
          }
          assert.ok(ranges.reduce((sum, { start, end }) => sum + end - start, 0) <= octets);
        },
      ),
    );
  });

  test("`selectRanges` agrees with a model that marks octets", () => {
    fc.assert(
      fc.property(goodField, fc.nat(100), (field, octets) => {
        assert.deepEqual(select(field, octets), naiveSelection(field, octets));
      }),
      { numRuns: 1000 },
    );
  });

  test("`multipartByteranges` tells the exact length of what it lays out", () => {
    fc.assert(
      fc.property(goodField, fc.nat(100), (field, octets) => {
        const selection = select(field, octets);
        if (selection.kind !== "ranges") return;
        const layout = multipartByteranges(selection.ranges, "text/plain", octets, "boundary");
        const content = new Uint8Array(octets);
        const pieces = layout.parts.flatMap(({ head, range }) => [
          head,
          content.subarray(range.start, range.end),
        ]);
        assert.equal(Buffer.concat([...pieces, layout.closing]).length, layout.contentLength);
      }),
    );
  });
});

/** RFC 9110 §14.1.2 read literally, with BigInt positions and a set of octets. Knows well-formed fields only. */
function naiveSelection(field: string, size: number): RangeSelection {
  const elements = field
    .slice("bytes=".length)
    .split(",")
    .map((element) => element.trim())
    .filter((element) => element !== "");
  if (elements.length > 10) return { kind: "whole" };
  const seen = new Set<number>();
  const ranges: { start: number; end: number }[] = [];
  let whole = false;
  for (const element of elements) {
    const [first, last] = element.split("-");
    if (first !== "" && last !== "" && clamped(last) < clamped(first)) return { kind: "whole" };
    if (size === 0 && first === "" && BigInt(last) > 0n) whole = true;
    const octets: number[] = [];
    for (let position = 0n; position < BigInt(size); position++) {
      const isIn =
        first === ""
          ? position >= BigInt(size) - BigInt(last)
          : position >= BigInt(first) && (last === "" || position <= BigInt(last));
      if (isIn) octets.push(Number(position));
    }
    if (octets.length === 0) continue;
    if (octets.some((octet) => seen.has(octet))) whole = true;
    for (const octet of octets) seen.add(octet);
    ranges.push({ start: octets[0], end: octets[octets.length - 1] + 1 });
  }
  if (whole) return { kind: "whole" };
  return ranges.length === 0 ? { kind: "unsatisfiable" } : { kind: "ranges", ranges };
}

/** Positions beyond 2^53 are not told apart. */
function clamped(text: string): bigint {
  const position = BigInt(text);
  return position > BigInt(Number.MAX_SAFE_INTEGER) ? BigInt(Number.MAX_SAFE_INTEGER) : position;
}

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { formatHttpDate, parseHttpDate } from "../../src/http/date.ts";
import { type FieldLine, Fields } from "../../src/http/fields.ts";
import { acceptsHtml, prefersMediaType, selectContentCoding } from "../../src/http/negotiation.ts";
import { evaluatePreconditions, type PreconditionResult } from "../../src/http/preconditions.ts";
import { type EntityTag, formatEntityTag, parseEntityTagList } from "../../src/http/validators.ts";

const dateMs = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(9999, 11, 31) });

describe("for any date", () => {
  test("`parseHttpDate` reads back what `formatHttpDate` wrote, to the second", () => {
    fc.assert(
      fc.property(dateMs, (ms) => {
        assert.equal(parseHttpDate(formatHttpDate(ms)), Math.floor(ms / 1000) * 1000);
      }),
    );
  });

  test("`parseHttpDate` reads the obsolete formats as the same date", () => {
    const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1980, 0, 1), max: Date.UTC(2069, 11, 31) }), (ms) => {
        const [dayName, day, month, year, time] = formatHttpDate(ms).split(/,? /);
        const expected = Math.floor(ms / 1000) * 1000;
        const fullDay = days[new Date(ms).getUTCDay()];
        assert.equal(parseHttpDate(`${fullDay}, ${day}-${month}-${year.slice(2)} ${time} GMT`), expected);
        assert.equal(
          parseHttpDate(`${dayName} ${month} ${day.replace(/^0/, " ")} ${time} ${year}`),
          expected,
        );
      }),
    );
  });

  test("`parseHttpDate` and `formatHttpDate` never throw", () => {
    fc.assert(
      fc.property(fc.string(), fc.double({ noNaN: true }), (text, ms) => {
        parseHttpDate(text);
        assert.equal(formatHttpDate(ms).length, "Sun, 06 Nov 1994 08:49:37 GMT".length);
      }),
    );
  });
});

const opaque = fc
  .array(
    fc.oneof(
      fc.constantFrom("a", "b", ",", "*", "\\", "W/"),
      fc.integer({ min: 0x23, max: 0x7e }).map((code) => String.fromCharCode(code)),
    ),
    { maxLength: 4 },
  )
  .map((pieces) => pieces.join(""));
const entityTag: fc.Arbitrary<EntityTag> = fc.record(
  { weak: fc.boolean(), opaque },
  { noNullPrototype: true },
);

describe("for any entity tags", () => {
  test("`parseEntityTagList` reads back what `formatEntityTag` wrote", () => {
    fc.assert(
      fc.property(
        fc.array(entityTag, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(",", ", ", " ,\t", ",,"),
        (tags, comma) => {
          assert.deepEqual(parseEntityTagList(tags.map(formatEntityTag).join(comma)), tags);
        },
      ),
    );
  });

  test("`parseEntityTagList` never throws", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', "W", "/", ",", " ", "a", "*") }),
        (value) => void parseEntityTagList(value),
      ),
    );
  });
});

const SECONDS = [Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 1) + 1000, Date.UTC(2024, 0, 1) + 2000] as const;
const smallTag: fc.Arbitrary<EntityTag> = fc.record({
  weak: fc.boolean(),
  opaque: fc.constantFrom("1", "2"),
});
const tagCondition = fc.option(
  fc.oneof(fc.constant("*" as const), fc.array(smallTag, { minLength: 1, maxLength: 3 })),
  { nil: undefined },
);
const dateCondition = fc.option(fc.oneof(fc.constantFrom(...SECONDS), fc.constant("no date" as const)), {
  nil: undefined,
});

const conditions = fc.record({
  ifMatch: tagCondition,
  ifUnmodifiedSince: dateCondition,
  ifNoneMatch: tagCondition,
  ifModifiedSince: dateCondition,
});
type Conditions = typeof conditions extends fc.Arbitrary<infer Value> ? Value : never;

const states = fc.record({
  exists: fc.boolean(),
  entityTag: fc.option(smallTag, { nil: undefined }),
  lastModifiedMs: fc.option(fc.integer({ min: SECONDS[0], max: SECONDS[2] + 999 }), { nil: undefined }),
});
type State = typeof states extends fc.Arbitrary<infer Value> ? Value : never;

describe("for any preconditions", () => {
  test("`evaluatePreconditions` agrees with the steps of RFC 9110 §13.2.2, whatever the order of lines", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("GET", "HEAD", "PUT", "DELETE", "POST"),
        conditions.chain((value) =>
          fc.tuple(
            fc.constant(value),
            fc.shuffledSubarray(linesOf(value), { minLength: linesOf(value).length }),
          ),
        ),
        states,
        (method, [wanted, lines], state) => {
          assert.equal(
            evaluatePreconditions({ method, fields: Fields.fromLines(lines) }, state),
            naive(method, wanted, state),
          );
        },
      ),
      { numRuns: 2000 },
    );
  });
});

function linesOf(wanted: Conditions): FieldLine[] {
  const lines: FieldLine[] = [["Accept", "*/*"]];
  const tags = (value: readonly EntityTag[] | "*") =>
    value === "*" ? "*" : value.map(formatEntityTag).join(", ");
  const date = (value: number | "no date") => (value === "no date" ? value : formatHttpDate(value));
  if (wanted.ifMatch !== undefined) lines.push(["If-Match", tags(wanted.ifMatch)]);
  if (wanted.ifUnmodifiedSince !== undefined)
    lines.push(["If-Unmodified-Since", date(wanted.ifUnmodifiedSince)]);
  if (wanted.ifNoneMatch !== undefined) lines.push(["If-None-Match", tags(wanted.ifNoneMatch)]);
  if (wanted.ifModifiedSince !== undefined) lines.push(["If-Modified-Since", date(wanted.ifModifiedSince)]);
  return lines;
}

/** The numbered steps, one after the other, on values that were never text. */
function naive(method: string, wanted: Conditions, state: State): PreconditionResult {
  const isRead = method === "GET" || method === "HEAD";
  const named = (value: readonly EntityTag[] | "*", strongly: boolean) => {
    if (!state.exists) return false;
    if (value === "*") return true;
    return value.some(
      (tag) => tag.opaque === state.entityTag?.opaque && !(strongly && (tag.weak || state.entityTag.weak)),
    );
  };
  const modifiedMs =
    state.exists && state.lastModifiedMs !== undefined
      ? state.lastModifiedMs - (state.lastModifiedMs % 1000)
      : undefined;
  if (wanted.ifMatch !== undefined) {
    if (!named(wanted.ifMatch, true)) return "failed";
  } else if (typeof wanted.ifUnmodifiedSince === "number" && modifiedMs !== undefined) {
    if (modifiedMs > wanted.ifUnmodifiedSince) return "failed";
  }
  if (wanted.ifNoneMatch !== undefined) {
    if (named(wanted.ifNoneMatch, false)) return isRead ? "not-modified" : "failed";
  } else if (isRead && typeof wanted.ifModifiedSince === "number" && modifiedMs !== undefined) {
    if (modifiedMs <= wanted.ifModifiedSince) return "not-modified";
  }
  return "proceed";
}

describe("for any Accept field", () => {
  const field = fc
    .array(
      fc.constantFrom(
        "gzip",
        "br",
        "*",
        "identity",
        ";q=",
        "0",
        "1",
        "0.5",
        ".",
        ",",
        " ",
        '"',
        "\\",
        "text/html",
        "*/*",
        ";",
      ),
      { maxLength: 12 },
    )
    .map((pieces) => pieces.join(""));

  test("`selectContentCoding` and `prefersMediaType` answer with what the server has", () => {
    const available = ["br", "gzip"];
    const types = ["text/html", "application/json"];
    fc.assert(
      fc.property(fc.oneof(field, fc.string()), (value) => {
        const coding = selectContentCoding(value, available);
        assert.ok(coding === undefined || available.includes(coding));
        assert.ok(types.includes(prefersMediaType(value, types)));
        assert.equal(typeof acceptsHtml(value), "boolean");
      }),
    );
  });

  test("`selectContentCoding` takes the weightiest coding, the server's first among equals", () => {
    const weight = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(weight, weight, weight, (br, zstd, gzip) => {
        const q = (value: number) => (value === 1000 ? "1" : `0.${String(value).padStart(3, "0")}`);
        const most = Math.max(br, zstd, gzip);
        const expected = most === 0 ? undefined : br === most ? "br" : zstd === most ? "zstd" : "gzip";
        const value = `gzip;q=${q(gzip)}, zstd;q=${q(zstd)}, br;q=${q(br)}`;
        assert.equal(selectContentCoding(value, ["br", "zstd", "gzip"]), expected);
      }),
    );
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type FieldLine, Fields } from "../../src/http/fields.ts";
import {
  type CurrentState,
  evaluatePreconditions,
  type PreconditionResult,
} from "../../src/http/preconditions.ts";

const BEFORE = "Sun, 06 Nov 1994 08:49:36 GMT";
const SAME = "Sun, 06 Nov 1994 08:49:37 GMT";
const AFTER = "Sun, 06 Nov 1994 08:49:38 GMT";
/** Within the second that SAME names. */
const LAST_MODIFIED_MS = Date.UTC(1994, 10, 6, 8, 49, 37, 250);

const STRONG: CurrentState = { entityTag: { weak: false, opaque: "now" }, lastModifiedMs: LAST_MODIFIED_MS };
const WEAK: CurrentState = { entityTag: { weak: true, opaque: "now" }, lastModifiedMs: LAST_MODIFIED_MS };
const BARE: CurrentState = { entityTag: undefined, lastModifiedMs: undefined };
const MISSING: CurrentState = { ...BARE, exists: false };

type Case = readonly [
  title: string,
  method: string,
  lines: readonly FieldLine[],
  current: CurrentState,
  result: PreconditionResult,
];

const CASES: readonly Case[] = [
  [
    "goes on without preconditions",
    "GET",
    [
      ["Host", "a"],
      ["Accept", "*/*"],
    ],
    STRONG,
    "proceed",
  ],

  ["goes on where If-Match names the tag", "PUT", [["If-Match", '"old", "now"']], STRONG, "proceed"],
  ["fails where If-Match names other tags", "PUT", [["If-Match", '"old"']], STRONG, "failed"],
  ["fails for GET as well where If-Match names other tags", "GET", [["If-Match", '"old"']], STRONG, "failed"],
  ["finds no strong match in a weak tag of the client", "PUT", [["If-Match", 'W/"now"']], STRONG, "failed"],
  ["finds no strong match in a weak tag of its own", "PUT", [["If-Match", '"now"']], WEAK, "failed"],
  [
    "joins several If-Match lines",
    "PUT",
    [
      ["If-Match", '"old"'],
      ["If-Match", '"now"'],
    ],
    STRONG,
    "proceed",
  ],
  ["goes on where If-Match is * and something exists", "PUT", [["If-Match", "*"]], BARE, "proceed"],
  ["fails where If-Match is * and nothing exists", "PUT", [["If-Match", "*"]], MISSING, "failed"],
  [
    "fails where If-Match names a tag and nothing exists",
    "DELETE",
    [["If-Match", '"now"']],
    MISSING,
    "failed",
  ],
  ["fails where If-Match is no list of tags", "PUT", [["If-Match", "now"]], STRONG, "failed"],

  [
    "goes on where nothing changed since If-Unmodified-Since",
    "PUT",
    [["If-Unmodified-Since", SAME]],
    STRONG,
    "proceed",
  ],
  [
    "fails where something changed since If-Unmodified-Since",
    "PUT",
    [["If-Unmodified-Since", BEFORE]],
    STRONG,
    "failed",
  ],
  [
    "ignores an If-Unmodified-Since that is no date",
    "PUT",
    [["If-Unmodified-Since", "yesterday"]],
    STRONG,
    "proceed",
  ],
  [
    "ignores If-Unmodified-Since without a date to compare",
    "PUT",
    [["If-Unmodified-Since", BEFORE]],
    BARE,
    "proceed",
  ],
  [
    "ignores If-Unmodified-Since where nothing exists",
    "PUT",
    [["If-Unmodified-Since", BEFORE]],
    MISSING,
    "proceed",
  ],
  [
    "ignores If-Unmodified-Since beside If-Match",
    "PUT",
    [
      ["If-Match", '"now"'],
      ["If-Unmodified-Since", BEFORE],
    ],
    STRONG,
    "proceed",
  ],

  [
    "spares a GET where If-None-Match names the tag",
    "GET",
    [["If-None-Match", '"now"']],
    STRONG,
    "not-modified",
  ],
  [
    "spares a HEAD where If-None-Match names the tag",
    "HEAD",
    [["If-None-Match", '"now"']],
    STRONG,
    "not-modified",
  ],
  ["compares If-None-Match weakly", "GET", [["If-None-Match", 'W/"now"']], STRONG, "not-modified"],
  [
    "compares If-None-Match weakly with a weak tag of its own",
    "GET",
    [["If-None-Match", '"now"']],
    WEAK,
    "not-modified",
  ],
  [
    "goes on where If-None-Match names other tags",
    "GET",
    [["If-None-Match", '"old", W/"older"']],
    STRONG,
    "proceed",
  ],
  [
    "goes on where If-None-Match names a tag that it lacks",
    "GET",
    [["If-None-Match", '"now"']],
    BARE,
    "proceed",
  ],
  ["spares a GET where If-None-Match is *", "GET", [["If-None-Match", "*"]], BARE, "not-modified"],
  ["fails a PUT where If-None-Match names the tag", "PUT", [["If-None-Match", '"now"']], STRONG, "failed"],
  [
    "fails a PUT where If-None-Match is * and something exists",
    "PUT",
    [["If-None-Match", "*"]],
    BARE,
    "failed",
  ],
  [
    "lets a PUT create where If-None-Match is * and nothing exists",
    "PUT",
    [["If-None-Match", "*"]],
    MISSING,
    "proceed",
  ],
  ["goes on where If-None-Match is no list of tags", "GET", [["If-None-Match", "now"]], STRONG, "proceed"],

  [
    "spares a GET where nothing changed since If-Modified-Since",
    "GET",
    [["If-Modified-Since", SAME]],
    STRONG,
    "not-modified",
  ],
  [
    "spares a GET where If-Modified-Since is later",
    "HEAD",
    [["If-Modified-Since", AFTER]],
    STRONG,
    "not-modified",
  ],
  [
    "goes on where something changed since If-Modified-Since",
    "GET",
    [["If-Modified-Since", BEFORE]],
    STRONG,
    "proceed",
  ],
  ["ignores If-Modified-Since for other methods", "PUT", [["If-Modified-Since", SAME]], STRONG, "proceed"],
  [
    "ignores If-Modified-Since beside If-None-Match",
    "GET",
    [
      ["If-None-Match", '"old"'],
      ["If-Modified-Since", SAME],
    ],
    STRONG,
    "proceed",
  ],
  ["ignores an If-Modified-Since that is no date", "GET", [["If-Modified-Since", "0"]], STRONG, "proceed"],
  [
    "ignores several If-Modified-Since lines",
    "GET",
    [
      ["If-Modified-Since", SAME],
      ["If-Modified-Since", SAME],
    ],
    STRONG,
    "proceed",
  ],
  [
    "ignores If-Modified-Since without a date to compare",
    "GET",
    [["If-Modified-Since", SAME]],
    BARE,
    "proceed",
  ],
  [
    "reads If-Modified-Since in the obsolete formats",
    "GET",
    [["If-Modified-Since", "Sunday, 06-Nov-94 08:49:37 GMT"]],
    STRONG,
    "not-modified",
  ],

  [
    "evaluates If-Match before If-None-Match",
    "GET",
    [
      ["If-None-Match", '"now"'],
      ["If-Match", '"old"'],
    ],
    STRONG,
    "failed",
  ],
  [
    "evaluates If-None-Match after an If-Match that holds",
    "GET",
    [
      ["If-Match", '"now"'],
      ["If-None-Match", '"now"'],
    ],
    STRONG,
    "not-modified",
  ],
  [
    "evaluates If-Unmodified-Since before If-None-Match",
    "GET",
    [
      ["If-None-Match", '"now"'],
      ["If-Unmodified-Since", BEFORE],
    ],
    STRONG,
    "failed",
  ],
  [
    "evaluates If-Modified-Since after an If-Match that holds",
    "GET",
    [
      ["If-Match", '"now"'],
      ["If-Modified-Since", SAME],
    ],
    STRONG,
    "not-modified",
  ],
  ["leaves If-Range to the ranges", "GET", [["If-Range", '"old"']], STRONG, "proceed"],
  ["ignores preconditions of OPTIONS", "OPTIONS", [["If-Match", '"old"']], STRONG, "proceed"],
];

describe("preconditions in their order (RFC 9110 §13.2.2)", () => {
  for (const [title, method, lines, current, result] of CASES) {
    test(`\`evaluatePreconditions\` ${title}`, () => {
      assert.equal(evaluatePreconditions({ method, fields: Fields.fromLines(lines) }, current), result);
    });
  }
});

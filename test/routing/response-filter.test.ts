import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { HeaderRules } from "../../src/config/config.ts";
import type { FieldLine } from "../../src/http/fields.ts";
import { NO_CONTENT } from "../../src/http/response.ts";
import { createResponseFilter, type FilteredAnswers } from "../../src/routing/response-filter.ts";

type Rules = Readonly<Record<string, string | null>>;

function filtered(
  rules: readonly Rules[],
  fields: readonly FieldLine[],
  serverHeader = false,
  answers: FilteredAnswers = "handler",
): readonly FieldLine[] {
  const levels = rules.map((level): HeaderRules => new Map(Object.entries(level)));
  return createResponseFilter(
    levels,
    serverHeader,
    answers,
  )({ kind: "response", status: 200, fields, content: NO_CONTENT }).fields;
}

describe("what a route adds to its answers", () => {
  test("sets a header", () =>
    assert.deepEqual(filtered([{ "X-A": "1" }], [["B", "2"]]), [
      ["B", "2"],
      ["X-A", "1"],
    ]));
  test("replaces all lines of that name, whatever their case", () => {
    assert.deepEqual(
      filtered(
        [{ "x-a": "new" }],
        [
          ["X-A", "1"],
          ["X-a", "2"],
        ],
      ),
      [["x-a", "new"]],
    );
  });
  test("removes a header", () =>
    assert.deepEqual(
      filtered(
        [{ ETag: null }],
        [
          ["etag", '"x"'],
          ["B", "2"],
        ],
      ),
      [["B", "2"]],
    ));
  test("lets the route win over the server, name by name", () => {
    assert.deepEqual(
      filtered(
        [
          { "X-A": "server", "X-B": "server" },
          { "x-a": "route", "X-B": null },
        ],
        [],
      ),
      [["x-a", "route"]],
    );
  });
  test("merges Vary, each member once", () => {
    assert.deepEqual(filtered([{ Vary: "Origin, accept-encoding" }], [["Vary", "Accept-Encoding"]]), [
      ["Vary", "Accept-Encoding, Origin"],
    ]);
  });
  test("removes Vary where told to", () =>
    assert.deepEqual(filtered([{ Vary: null }], [["Vary", "Accept"]]), []));
  test("adds a cookie to those that are set", () => {
    assert.deepEqual(filtered([{ "Set-Cookie": "a=1" }], [["Set-Cookie", "sid=2"]]), [
      ["Set-Cookie", "sid=2"],
      ["Set-Cookie", "a=1"],
    ]);
  });
  test("never touches the framing", () => {
    const rules = { "Content-Length": "1", "Transfer-Encoding": "chunked", Connection: null };
    assert.deepEqual(filtered([rules], [["Connection", "close"]]), [["Connection", "close"]]);
  });
  test("leaves the type of an error page alone, and sets other headers on it", () => {
    const rules = {
      "Content-Disposition": "attachment",
      "Content-Type": "text/csv",
      "X-Frame-Options": "DENY",
    };
    assert.deepEqual(filtered([rules], [["Content-Type", "text/html"]], false, "error"), [
      ["Content-Type", "text/html"],
      ["X-Frame-Options", "DENY"],
    ]);
  });
});

describe("the Server header", () => {
  test("is added", () => assert.deepEqual(filtered([], [], true), [["Server", "ferrous"]]));
  test("is left out where it is switched off", () => assert.deepEqual(filtered([], [], false), []));
  test("gives way to the handler's own", () =>
    assert.deepEqual(filtered([], [["server", "app"]], true), [["server", "app"]]));
  test("gives way to a configured one", () =>
    assert.deepEqual(filtered([{ server: "mine" }], [], true), [["server", "mine"]]));
  test("can be removed by a header rule", () => assert.deepEqual(filtered([{ Server: null }], [], true), []));
});

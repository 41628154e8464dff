import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { FieldLine } from "../../src/http/fields.ts";
import { type HttpResponse, NO_CONTENT } from "../../src/http/response.ts";
import { createResponseFilter, type FilteredAnswers } from "../../src/routing/response-filter.ts";

type Rules = Readonly<Record<string, string | null>>;

function filtered(
  rules: Rules,
  fields: readonly FieldLine[],
  serverHeader = false,
  answers: FilteredAnswers = "handler",
  answer: Partial<HttpResponse> = {},
): readonly FieldLine[] {
  const filter = createResponseFilter(new Map(Object.entries(rules)), serverHeader, answers);
  return filter({ kind: "response", status: 200, fields, content: NO_CONTENT, ...answer }).fields;
}

describe("what a route adds to its answers", () => {
  test("sets a header", () =>
    assert.deepEqual(filtered({ "X-A": "1" }, [["B", "2"]]), [
      ["B", "2"],
      ["X-A", "1"],
    ]));
  test("replaces all lines of that name, whatever their case", () => {
    assert.deepEqual(
      filtered({ "x-a": "new" }, [
        ["X-A", "1"],
        ["X-a", "2"],
      ]),
      [["x-a", "new"]],
    );
  });
  test("removes a header", () =>
    assert.deepEqual(
      filtered({ ETag: null }, [
        ["etag", '"x"'],
        ["B", "2"],
      ]),
      [["B", "2"]],
    ));
  test("merges Vary, each member once", () => {
    assert.deepEqual(filtered({ Vary: "Origin, accept-encoding" }, [["Vary", "Accept-Encoding"]]), [
      ["Vary", "Accept-Encoding, Origin"],
    ]);
  });
  test("removes Vary where told to", () =>
    assert.deepEqual(filtered({ Vary: null }, [["Vary", "Accept"]]), []));
  test("adds a cookie to those that are set", () => {
    assert.deepEqual(filtered({ "Set-Cookie": "a=1" }, [["Set-Cookie", "sid=2"]]), [
      ["Set-Cookie", "sid=2"],
      ["Set-Cookie", "a=1"],
    ]);
  });
  test("leaves the type of an error page alone, and sets other headers on it", () => {
    const rules = {
      "Content-Disposition": "attachment",
      "Content-Type": "text/csv",
      "X-Frame-Options": "DENY",
    };
    assert.deepEqual(filtered(rules, [["Content-Type", "text/html"]], false, "error"), [
      ["Content-Type", "text/html"],
      ["X-Frame-Options", "DENY"],
    ]);
  });
});

const POLICY = "Content-Security-Policy";

describe("pages of the server's own making", () => {
  const own: FieldLine = [POLICY, "style-src 'sha256-x'"];
  for (const answers of ["handler", "error"] as const) {
    test(`keep their policy under a configured one (${answers})`, () => {
      const rules = { "content-security-policy": "default-src 'self'", "X-A": "1" };
      assert.deepEqual(filtered(rules, [own], false, answers, { generatedPage: true }), [own, ["X-A", "1"]]);
    });
  }
  test("lose it where the configuration removes it", () => {
    assert.deepEqual(filtered({ [POLICY]: null }, [own], false, "handler", { generatedPage: true }), []);
  });
  test("are the only ones: a file and an operator's error page get the configured policy", () => {
    const configured: FieldLine = [POLICY, "default-src 'self'"];
    assert.deepEqual(filtered({ [POLICY]: "default-src 'self'" }, []), [configured]);
    assert.deepEqual(filtered({ [POLICY]: "default-src 'self'" }, [], false, "error"), [configured]);
  });
  test("keep it too where one shared answer goes to many", () => {
    const filter = createResponseFilter(new Map([[POLICY, "x"]]), false, "handler");
    const fields = [own];
    const page: HttpResponse = {
      kind: "response",
      status: 200,
      fields,
      content: NO_CONTENT,
      shared: true,
      generatedPage: true,
    };
    assert.deepEqual(filter(page).fields, [own]);
    assert.equal(filter(page), filter(page));
  });
});

describe("caching of error answers", () => {
  const noStore: FieldLine = ["Cache-Control", "no-store"];
  test("is not switched on by what is configured for the route's answers", () => {
    const rules = { "cache-control": "public, max-age=60", Expires: "x", "CDN-Cache-Control": "max-age=60" };
    assert.deepEqual(filtered(rules, [noStore], false, "error"), [noStore]);
    assert.deepEqual(filtered({ "Cache-Control": "max-age=60" }, []), [["Cache-Control", "max-age=60"]]);
  });
  test("is left to the cache where the configuration removes the field", () =>
    assert.deepEqual(filtered({ "Cache-Control": null }, [noStore], false, "error"), []));
});

describe("the Server header", () => {
  test("is added", () => assert.deepEqual(filtered({}, [], true), [["Server", "ferrous"]]));
  test("is left out where it is switched off", () => assert.deepEqual(filtered({}, [], false), []));
  test("gives way to the handler's own", () =>
    assert.deepEqual(filtered({}, [["server", "app"]], true), [["server", "app"]]));
  test("gives way to a configured one", () =>
    assert.deepEqual(filtered({ server: "mine" }, [], true), [["server", "mine"]]));
  test("can be removed by a header rule", () => assert.deepEqual(filtered({ Server: null }, [], true), []));
});

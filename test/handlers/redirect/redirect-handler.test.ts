import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { RedirectOptions } from "../../../src/handlers/redirect/options.ts";
import { createRedirectHandler } from "../../../src/handlers/redirect/redirect-handler.ts";
import type { HttpResponse } from "../../../src/http/response.ts";
import { createDispatcher } from "../../../src/routing/dispatch.ts";
import { createMachine, field, request, route, server } from "../../routing/routing-fixtures.ts";

type Status = RedirectOptions["status"];

/** The answer of a server whose `/old/*` redirects, and whose `/one` does. */
function answerTo(to: string, target: string, status: Status = 308): HttpResponse {
  const handler = { kind: "redirect", to, status } as const;
  const site = server([route("/old/*", ["GET"], { handler }), route("/one", ["GET"], { handler })]);
  const application = createDispatcher(
    [site],
    () => createRedirectHandler(handler),
    createMachine().services,
  );
  const answer = application.respond(request("GET", target, { authority: "evil.test" }));
  assert.ok(!(answer instanceof Promise));
  return answer;
}

function locationOf(to: string, target: string): string | undefined {
  return field(answerTo(to, target), "location");
}

describe("where a redirect leads (RFC 9110 §15.4)", () => {
  const cases: readonly (readonly [title: string, to: string, target: string, location: string])[] = [
    ["leads to a path of this host, without naming the host", "/new", "/one", "/new"],
    ["leads to an absolute URL", "https://www.example.com/x", "/one", "https://www.example.com/x"],
    [
      "gives an absolute URL without a path one",
      "https://www.example.com",
      "/one",
      "https://www.example.com/",
    ],
    ["puts in what the wildcard matched", "/new/{rest}", "/old/a/b", "/new/a/b"],
    ["puts it in more than once", "/{rest}/x/{rest}", "/old/a", "/a/x/a"],
    ["puts nothing in where it matched nothing", "/new/{rest}", "/old/", "/new/"],
    [
      "puts it behind the host of a URL",
      "https://www.example.com/{rest}",
      "/old/a",
      "https://www.example.com/a",
    ],
    ["keeps the slash at the end", "/new/{rest}", "/old/a/", "/new/a/"],
    ["keeps the query", "/new/{rest}", "/old/a?b=c&d=%20", "/new/a?b=c&d=%20"],
    ["keeps an empty query", "/new", "/one?", "/new?"],
    ["keeps no query where `to` has one", "/new?x=1", "/one?b=c", "/new?x=1"],
    ["keeps the query before a fragment", "/new#part", "/one?b=c", "/new?b=c#part"],
    ["puts the rest into a query, encoded for it", "/find?q={rest}", "/old/a&b=c/d", "/find?q=a%26b%3Dc%2Fd"],
    ["encodes the rest again", "/new/{rest}", "/old/a%20b%3Fc%23d%25", "/new/a%20b%3Fc%23d%25"],
    ["encodes other scripts", "/new/{rest}", "/old/%C3%A9", "/new/%C3%A9"],
    ["encodes octets above 0x7F in the query", "/new", "/one?\u00e9", "/new?%e9"],
    ["keeps an encoded slash encoded", "/new/{rest}", "/old/a%2Fb", "/new/a%2Fb"],
    ["takes replacement patterns for text", "/new/{rest}", "/old/$&$1$$", "/new/$&$1$$"],
    ["leaves other braces to the operator", "/new/{other}", "/one", "/new/{other}"],
    [
      "encodes what the operator may write and a field may not hold",
      "/n\u00e9w x\r\nSet-Cookie: a",
      "/one",
      "/n%C3%A9w%20x%0D%0ASet-Cookie:%20a",
    ],
  ];
  for (const [title, to, target, location] of cases) {
    test(title, () => assert.equal(locationOf(to, target), location));
  }

  for (const status of [301, 302, 303, 307, 308] as const) {
    test(`answers ${status} where it is configured`, () =>
      assert.equal(answerTo("/new", "/one", status).status, status));
  }
});

describe("a redirect never leads to another host than configured", () => {
  const cases: readonly (readonly [to: string, target: string, location: string | undefined])[] = [
    ["/{rest}", "/old//evil.test", "/evil.test"],
    ["/{rest}", "/old/%2Fevil.test", "/%2Fevil.test"],
    ["/{rest}", "/old/%2f%2fevil.test/", "/%2F%2Fevil.test/"],
    ["{rest}", "/old/evil.test", "/evil.test"],
    ["//{rest}", "/old/evil.test", "/evil.test"],
    ["/\\{rest}", "/old/evil.test", "/evil.test"],
    ["/\\evil.test", "/one", "/evil.test"],
    ["//evil.test/x", "/one", "/evil.test/x"],
    ["https://www.example.com{rest}", "/old/.evil.test", "https://www.example.com/.evil.test"],
    ["https://www.example.com{rest}", "/old/@evil.test", "https://www.example.com/@evil.test"],
    ["/{rest}", "/old/https://evil.test", "/https:/evil.test"],
    ["/{rest}", "/old/%0d%0aLocation:%20x", undefined],
    ["/{rest}", "/old/%5cevil.test", undefined],
    ["/{rest}", "/old/\\evil.test", undefined],
    ["/{rest}", "/old/../..//evil.test", undefined],
    ["/new", "/one?//evil.test", "/new?//evil.test"],
  ];
  for (const [to, target, location] of cases) {
    test(`${JSON.stringify(to)} asked as ${JSON.stringify(target)} gives ${location ?? "400"}`, () => {
      assert.equal(locationOf(to, target), location);
      if (location === undefined) assert.equal(answerTo(to, target).status, 400);
    });
  }

  const piece = fc.constantFrom(
    "/",
    "//",
    "\\",
    "%2f",
    "%5c",
    "..",
    ".",
    "@",
    ":",
    "evil.test",
    "https:",
    "%0d%0a",
    "%00",
    "?",
    "&",
    "{rest}",
    "$&",
    "a",
    "%20",
    "\u00e9",
    "%C3%A9",
    "%E2%80%AE",
    ";",
  );
  const target = fc.array(piece, { maxLength: 8 }).map((pieces) => `/old/${pieces.join("")}`);
  const toPath = fc
    .array(fc.constantFrom("/", "\\", "{rest}", "new", "?q=", "#", ".", ":"), { maxLength: 5 })
    .map((pieces) => pieces.join(""));

  test("whatever path is configured and asked", () => {
    fc.assert(
      fc.property(toPath, target, (to, asked) => {
        const location = locationOf(to, asked);
        if (location === undefined) return;
        assert.match(location, /^\/(?![/\\])[\x21-\x7e]*$/);
        assert.equal(new URL(location, "http://here.test:81/old/x").host, "here.test:81");
      }),
      { numRuns: 2000 },
    );
  });

  test("whatever is asked of a redirect to a URL", () => {
    const toUrl = toPath.map((path) => `https://there.test:82${/^[/{?#]/.test(path) ? path : `/${path}`}`);
    fc.assert(
      fc.property(toUrl, target, (to, asked) => {
        const location = locationOf(to, asked);
        if (location === undefined) return;
        assert.match(location, /^https:\/\/there\.test:82\/[\x21-\x7e]*$/);
        assert.equal(new URL(location, "http://here.test/").host, "there.test:82");
      }),
      { numRuns: 1000 },
    );
  });
});

describe("what `explain` says of a redirect", () => {
  test("names status and place, and whether the query is kept", async () => {
    const context = { rest: "a b", encodedSlash: false, params: new Map() };
    const linesOf = (to: string) =>
      createRedirectHandler({ kind: "redirect", to, status: 301 }).explain("GET", {
        ...context,
        path: "/x" as never,
      });
    assert.deepEqual(await linesOf("/new/{rest}"), ["301 to /new/a%20b, the query is kept"]);
    assert.deepEqual(await linesOf("/new?x"), ["301 to /new?x"]);
  });
});

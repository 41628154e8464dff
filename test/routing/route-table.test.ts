import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { decideMethod } from "../../src/routing/place.ts";
import { createRouteTable } from "../../src/routing/route-table.ts";
import { canonical } from "./routing-fixtures.ts";

const GET = ["GET"];

function routesOf(...paths: readonly string[]) {
  return paths.map((path) => ({ path, methods: GET }));
}

/** @returns the path of the route that wins, with what its wildcard and parameters stand for */
function winner(paths: readonly string[], asked: string): unknown {
  const match = createRouteTable(routesOf(...paths)).match(canonical(asked));
  if (match === undefined) return undefined;
  if (match.kind === "add-slash") return ["add-slash", match.place.path];
  return [match.place.path, match.rest, ...[...match.params].flat()];
}

describe("which route owns a path", () => {
  const cases: readonly (readonly [string, readonly string[], string, unknown])[] = [
    ["takes an exact path", ["/x", "/*"], "/x", ["/x", ""]],
    ["takes / alone exactly", ["/"], "/", ["/", ""]],
    ["takes / alone for nothing else", ["/"], "/x", undefined],
    ["takes /* for everything", ["/*"], "/a/b", ["/*", "a/b"]],
    ["takes /* for / too where nothing is exact", ["/*"], "/", ["/*", ""]],
    ["prefers / alone to /*", ["/*", "/"], "/", ["/", ""]],
    ["is case-sensitive", ["/x", "/y/*"], "/X", undefined],
    ["is case-sensitive in prefixes", ["/x/*"], "/X/a", undefined],
    ["tells /x/ from /x", ["/x"], "/x/", undefined],
    ["takes the longest prefix", ["/*", "/a/*", "/a/b/*"], "/a/b/c", ["/a/b/*", "c"]],
    [
      "takes a shorter prefix where the longer does not fit",
      ["/*", "/a/*", "/a/b/*"],
      "/a/bc/d",
      ["/a/*", "bc/d"],
    ],
    ["keeps prefixes on segment boundaries", ["/srv/*"], "/srv-old/x", undefined],
    ["leaves the rest empty at the prefix itself", ["/a/*"], "/a/", ["/a/*", ""]],
    ["keeps a slash at the end in the rest", ["/a/*"], "/a/b/", ["/a/*", "b/"]],
    ["adds a slash where only the prefix exists", ["/x/*"], "/x", ["add-slash", "/x/*"]],
    ["adds a slash before a shorter prefix is asked", ["/x/*", "/*"], "/x", ["add-slash", "/x/*"]],
    ["does not add a slash where the path is exact", ["/x/*", "/x"], "/x", ["/x", ""]],
    ["does not add a slash where a pattern fits", ["/x/*", "/:a"], "/x", ["/:a", "", "a", "x"]],
    ["takes a pattern", ["/u/:id"], "/u/7", ["/u/:id", "", "id", "7"]],
    ["gives a parameter decoded", ["/u/:id"], "/u/a%20b", ["/u/:id", "", "id", "a b"]],
    ["gives a parameter no empty segment", ["/u/:id"], "/u/", undefined],
    ["gives a parameter one segment only", ["/u/:id"], "/u/7/8", undefined],
    ["prefers an exact path to a pattern", ["/u/:id", "/u/me"], "/u/me", ["/u/me", ""]],
    ["prefers a pattern to a prefix", ["/u/v/*", "/u/:a/:b"], "/u/v/w", ["/u/:a/:b", "", "a", "v", "b", "w"]],
    ["prefers more literal segments", ["/:a/:b/c", "/:a/b/c"], "/x/b/c", ["/:a/b/c", "", "a", "x"]],
    [
      "prefers the literal further left where they are as many",
      ["/:a/y", "/x/:b"],
      "/x/y",
      ["/x/:b", "", "b", "y"],
    ],
    ["takes a pattern that ends in a slash", ["/u/:id/"], "/u/7/", ["/u/:id/", "", "id", "7"]],
    ["takes a prefix with parameters", ["/u/:id/*"], "/u/7/f/g", ["/u/:id/*", "f/g", "id", "7"]],
    ["adds a slash to a prefix with parameters", ["/u/:id/*"], "/u/7", ["add-slash", "/u/:id/*"]],
    [
      "prefers the longer prefix, parameters or not",
      ["/u/*", "/u/:id/*"],
      "/u/7/f",
      ["/u/:id/*", "f", "id", "7"],
    ],
    ["prefers literals in prefixes of one length", ["/u/me/*", "/u/:id/*"], "/u/me/f", ["/u/me/*", "f"]],
    [
      "reads a percent-encoded route as requests are read",
      ["/My%20Files/*"],
      "/My%20Files/a",
      ["/My%20Files/*", "a"],
    ],
    ["takes an encoded colon for itself", ["/%3Aid"], "/x", undefined],
    ["takes an asterisk inside a path for itself", ["/a*"], "/ab", undefined],
    ["takes names of Object's own for paths like others", ["/x"], "/__proto__", undefined],
    ["finds nothing in an empty table", [], "/", undefined],
  ];
  for (const [title, paths, asked, expected] of cases) {
    test(title, () => {
      assert.deepEqual(winner(paths, asked), expected);
      assert.deepEqual(winner(paths.toReversed(), asked), expected);
    });
  }

  test("lists places in their order of precedence", () => {
    const paths = ["/*", "/a/b/*", "/z", "/a/*", "/:x/:y", "/a/:y", "/b", "/:t/*"];
    const listed = createRouteTable(routesOf(...paths)).places.map((place) => place.path);
    assert.deepEqual(listed, ["/b", "/z", "/a/:y", "/:x/:y", "/a/b/*", "/a/*", "/:t/*", "/*"]);
  });
});

const SEGMENT = fc.constantFrom("a", "b", "c", ":p", ":q");
const ROUTE_PATH = fc
  .tuple(fc.array(SEGMENT, { maxLength: 3 }), fc.constantFrom("", "/", "/*"))
  .map(([segments, end]) => segments.map((segment) => `/${segment}`).join("") + end)
  .filter((path) => path !== "");
/** Paths that differ in more than the names of their parameters: others are a configuration error. */
const ROUTE_PATHS = fc.uniqueArray(ROUTE_PATH, {
  maxLength: 12,
  selector: (path) => path.replace(/:./g, ":"),
});
const ASKED_PATH = fc
  .tuple(fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 4 }), fc.boolean())
  .map(([segments, slash]) => `/${segments.join("/")}${slash && segments.length > 0 ? "/" : ""}`);

describe("precedence, whatever the routes are", () => {
  test("does not depend on the order in the file", () => {
    const shuffled = ROUTE_PATHS.chain((paths) =>
      fc.tuple(fc.constant(paths), fc.shuffledSubarray(paths, { minLength: paths.length })),
    );
    fc.assert(
      fc.property(shuffled, ASKED_PATH, ([paths, others], asked) => {
        assert.deepEqual(winner(others, asked), winner(paths, asked));
      }),
      { numRuns: 1000 },
    );
  });

  test("is that of the plain reading: exact, then patterns, then the longest prefix", () => {
    fc.assert(
      fc.property(ROUTE_PATHS, ASKED_PATH, (paths, asked) => {
        const found = winner(paths, asked);
        const path = Array.isArray(found) ? (found[0] === "add-slash" ? found[1] : found[0]) : undefined;
        assert.equal(path, plainWinner(paths, asked));
      }),
      { numRuns: 1000 },
    );
  });

  test("gives a path back whole: prefix and rest", () => {
    fc.assert(
      fc.property(ROUTE_PATHS, ASKED_PATH, (paths, asked) => {
        const match = createRouteTable(routesOf(...paths)).match(canonical(asked));
        if (match?.kind !== "route" || !match.place.path.endsWith("/*")) return;
        const prefix = match.place.path
          .slice(0, -1)
          .replace(/:(.)/g, (_, name) => match.params.get(name) ?? "?");
        if (new Set(match.place.path.match(/:./g)).size !== (match.place.path.match(/:./g) ?? []).length)
          return;
        assert.equal(prefix + match.rest, asked);
      }),
    );
  });
});

/** The rules once more, slow and with regular expressions. */
function plainWinner(paths: readonly string[], asked: string): string | undefined {
  const fits = paths.filter((path) => {
    const body = path.replace(/\/\*$/, "").replace(/:./g, "[^/]+");
    return new RegExp(path.endsWith("/*") ? `^${body}(/.*)?$` : `^${body}$`).test(asked);
  });
  const rank = (path: string): readonly [number, number, number, string] => {
    const segments = path.replace(/\/\*$/, "").slice(1).split("/");
    const depth = path === "/*" ? 0 : segments.length;
    const literal = segments.filter((segment) => !segment.startsWith(":")).length;
    const kind = path.endsWith("/*") ? 2 : path.includes(":") ? 1 : 0;
    return [
      kind,
      -depth,
      -literal,
      segments.map((segment) => (segment.startsWith(":") ? "1" : "0")).join(""),
    ];
  };
  return fits.toSorted((a, b) => (compare(rank(a), rank(b)) < 0 ? -1 : 1))[0];
}

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at] < b[at] ? -1 : 1;
}

describe("which route of a path answers a method (RFC 9110 §9.1)", () => {
  const known = new Set([
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "PATCH",
    "PURGE",
  ]);
  const placeOf = (...methods: readonly (readonly string[])[]) => {
    const routes = methods.map((list, index) => ({ path: "/x", methods: list, index }));
    const match = createRouteTable(routes).match(canonical("/x"));
    assert.ok(match !== undefined);
    return match.place;
  };
  const decide = (place: ReturnType<typeof placeOf>, method: string): unknown => {
    const decision = decideMethod(place, method, known);
    return typeof decision === "string" ? decision : decision.index;
  };

  test("lets routes with disjoint methods share a path", () => {
    const place = placeOf(["GET"], ["POST", "DELETE"]);
    assert.deepEqual(
      ["GET", "POST", "DELETE"].map((method) => decide(place, method)),
      [0, 1, 1],
    );
    assert.equal(place.allow, "GET, HEAD, POST, DELETE, OPTIONS");
  });
  test("implies HEAD by GET", () => assert.equal(decide(placeOf(["GET"]), "HEAD"), 0));
  test("gives HEAD to the route that lists it", () =>
    assert.equal(decide(placeOf(["GET"], ["HEAD"]), "HEAD"), 1));
  test("does not imply GET by HEAD", () => assert.equal(decide(placeOf(["HEAD"]), "GET"), "not-allowed"));
  test("answers OPTIONS itself", () => assert.equal(decide(placeOf(["GET"]), "OPTIONS"), "options"));
  test("gives OPTIONS to a route that lists it", () =>
    assert.equal(decide(placeOf(["GET", "OPTIONS"]), "OPTIONS"), 0));
  test("tells a known method from one that nobody knows", () => {
    assert.equal(decide(placeOf(["GET"]), "POST"), "not-allowed");
    assert.equal(decide(placeOf(["GET"]), "BREW"), "unknown");
    assert.equal(decide(placeOf(["GET"]), "get"), "unknown");
  });
  test("refuses TRACE and CONNECT even to a route that lists them", () => {
    const place = placeOf(["GET", "TRACE", "CONNECT"]);
    assert.equal(decide(place, "TRACE"), "not-allowed");
    assert.equal(decide(place, "CONNECT"), "not-allowed");
    assert.equal(place.allow, "GET, HEAD, OPTIONS");
  });
  test("writes Allow in one order, whatever the routes' is", () => {
    assert.equal(
      placeOf(["PURGE", "DELETE"], ["PATCH", "GET"]).allow,
      placeOf(["GET", "PATCH"], ["DELETE", "PURGE"]).allow,
    );
  });
  test("lets each of two routes call a parameter by its own name", () => {
    const routes = [
      { path: "/x/:id", methods: ["GET"] },
      { path: "/x/:name", methods: ["PUT"] },
    ];
    const match = createRouteTable(routes).match(canonical("/x/7"));
    assert.ok(match?.kind === "route");
    assert.deepEqual(
      [...match.params],
      [
        ["id", "7"],
        ["name", "7"],
      ],
    );
  });
});

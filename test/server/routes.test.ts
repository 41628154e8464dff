// Which route answers: paths, parameters, methods and the slash at the end, through a real socket.
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { exchange, get, RawClient } from "../support/raw-client.ts";
import { startServer } from "../support/running-server.ts";
import { type Settings, serversYaml } from "../support/site-config.ts";

/** Starts routes that each serve one file, which holds the route's own path. */
function startRoutes(context: TestContext, paths: readonly string[], more: readonly Settings[] = []) {
  const files = Object.fromEntries(paths.map((path, index) => [`r${index}.txt`, path]));
  const routes = paths.map((path, index) => ({ path, handler: "File", file: `r${index}.txt` }));
  return startServer(context, { yaml: serversYaml([{ routes: [...routes, ...more] }]), files });
}

/** The least specific first: the order in the file must decide nothing. */
const PATHS = [
  "/*",
  "/x/*",
  "/x/y/*",
  "/x/:id",
  "/x/:id/edit",
  "/x/me/:what",
  "/x/exact",
  "/",
  "/team/:name/*",
];

const CASES: readonly (readonly [target: string, route: string])[] = [
  ["/", "/"],
  ["/?q=1", "/"],
  ["//", "/"],
  ["/./", "/"],
  ["/other", "/*"],
  ["/x/exact", "/x/exact"],
  ["/x//exact", "/x/exact"],
  ["/x/%65xact", "/x/exact"],
  ["/x/z/../exact", "/x/exact"],
  ["/x/EXACT", "/x/:id"],
  ["/X/exact", "/*"],
  ["/x/7", "/x/:id"],
  ["/x/7/", "/x/*"],
  ["/x/7/edit", "/x/:id/edit"],
  ["/x/me/edit", "/x/me/:what"],
  ["/x/7/other", "/x/*"],
  ["/x/y/", "/x/y/*"],
  ["/x/y/7/edit", "/x/y/*"],
  ["/x/", "/x/*"],
  ["/xy", "/*"],
  ["/team/red/", "/team/:name/*"],
  ["/team/red/a/b", "/team/:name/*"],
  ["/team/", "/*"],
];

describe("precedence of routes", () => {
  for (const [order, paths] of [
    ["as written", PATHS],
    ["in reverse", [...PATHS].reverse()],
  ] as const) {
    test(`the server takes exact, then parameters, then the longest prefix, with the routes ${order}`, async (t) => {
      const { port } = await startRoutes(t, paths);
      for (const [target, route] of CASES)
        assert.equal((await get(port, target)).body.toString(), route, target);
    });
  }

  test("the server answers 404 where no route has the path, whatever the method", async (t) => {
    const { port } = await startRoutes(t, ["/a"]);
    for (const method of ["GET", "HEAD", "POST", "DELETE"])
      assert.equal((await get(port, "/b", {}, method)).status, 404, method);
  });
});

describe("the slash at the end", () => {
  test("the server redirects /x to /x/ where only /x/* exists, with the query as it came", async (t) => {
    const { port } = await startRoutes(t, ["/only/*", "/team/:name/*", "/ünter wegs/*"]);
    for (const [target, location] of [
      ["/only", "/only/"],
      ["/only?", "/only/?"],
      ["/only?a=1&b=%20%C3%BC&c=%2F", "/only/?a=1&b=%20%C3%BC&c=%2F"],
      ["//only?next=//evil.com", "/only/?next=//evil.com"],
      ["/team/red?x", "/team/red/?x"],
      ["/%C3%BCnter%20wegs", "/%C3%BCnter%20wegs/"],
    ]) {
      const { status, fields } = await get(port, target);
      assert.deepEqual([status, fields.get("location")], [308, location], target);
    }
  });

  test("the server asks the method first: what isn't allowed at /x/ is no redirect at /x", async (t) => {
    const { port } = await startRoutes(t, ["/only/*"]);
    assert.equal((await get(port, "/only", {}, "DELETE")).status, 405);
    assert.equal((await get(port, "/only", {}, "HEAD")).status, 308);
  });
});

describe("methods", () => {
  const DISJOINT = [
    { path: "/both", handler: "File", file: "r0.txt", methods: ["POST"] },
    { path: "/both", handler: "File", file: "r1.txt", methods: ["GET"] },
  ];

  test("two routes with disjoint methods share a path", async (t) => {
    const { port } = await startRoutes(t, ["/first", "/second"], DISJOINT);
    assert.equal((await get(port, "/both")).body.toString(), "/second");
    assert.equal((await get(port, "/both", { "Content-Length": "0" }, "POST")).body.toString(), "/first");
    assert.equal((await get(port, "/both", {}, "HEAD")).fields.get("content-length"), "7");
    const refused = await get(port, "/both", {}, "PUT");
    assert.deepEqual([refused.status, refused.fields.get("allow")], [405, "GET, HEAD, POST, OPTIONS"]);
  });

  test("GET implies HEAD, OPTIONS is answered from the methods, and TRACE, CONNECT and the unknown are refused", async (t) => {
    const { port } = await startRoutes(t, ["/a", "/second"], DISJOINT);
    const options = await get(port, "/a", {}, "OPTIONS");
    assert.deepEqual([options.status, options.fields.get("allow")], [204, "GET, HEAD, OPTIONS"]);
    assert.equal((await get(port, "/both", {}, "OPTIONS")).fields.get("allow"), "GET, HEAD, POST, OPTIONS");
    assert.equal((await get(port, "/none", {}, "OPTIONS")).status, 404);
    const all = await get(port, "*", {}, "OPTIONS");
    assert.deepEqual([all.status, all.fields.get("allow")], [204, "GET, HEAD, POST, OPTIONS"]);
    for (const method of ["TRACE", "DELETE", "PATCH"]) {
      const { status, fields } = await get(port, "/a", {}, method);
      assert.deepEqual([status, fields.get("allow")], [405, "GET, HEAD, OPTIONS"], method);
    }
    assert.equal((await get(port, "localhost:80", {}, "CONNECT")).status, 405);
    assert.equal((await get(port, "/a", {}, "BREW")).status, 501);
    assert.equal((await get(port, "/a", {}, "get")).status, 501);
  });

  test("a POST that a single file's route lists is answered as GET is, its content drained, and the connection lives on", async (t) => {
    const { port } = await startRoutes(t, ["/first", "/second"], DISJOINT);
    const client = await RawClient.to(port);
    const content = "x".repeat(300_000);
    for (let round = 0; round < 3; round++) {
      client.send(
        `POST /both HTTP/1.1\r\nHost: a\r\nContent-Length: ${content.length}\r\n\r\n${content}GET /both HTTP/1.1\r\nHost: a\r\n\r\n`,
      );
      assert.equal((await client.response()).body.toString(), "/first");
      assert.equal((await client.response()).body.toString(), "/second");
    }
    client.close();
  });

  test("the innermost body limit holds, at once where Content-Length tells", async (t) => {
    const routes = [
      { path: "/small", handler: "File", file: "a.txt", methods: ["POST"], max_body_size: 3 },
      { path: "/large", handler: "File", file: "a.txt", methods: ["POST"] },
    ];
    const yaml = serversYaml([{ max_body_size: "1KiB", routes }], { max_body_size: 2 });
    const { port } = await startServer(t, { yaml, files: { "a.txt": "a" } });
    const post = (path: string, length: number) =>
      exchange(
        port,
        `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${"x".repeat(length)}`,
      );
    assert.equal((await post("/small", 3)).status, 200);
    assert.equal((await post("/small", 4)).status, 413);
    assert.equal((await post("/large", 1024)).status, 200);
    assert.equal((await post("/large", 1025)).status, 413);
  });
});

// What a server and a route add to their answers or take off, on every kind of answer, through a real socket.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { get, type RawResponse } from "../support/raw-client.ts";
import { startServer } from "../support/running-server.ts";
import { ageTree, serversYaml } from "../support/site-config.ts";

function startHeaders(context: TestContext) {
  const routes = [
    {
      path: "/*",
      handler: "File",
      file: "site/",
      directory_listing: true,
      cache_control: "public, max-age=60",
      headers: { "X-Route": "route", "X-Both": "route", "X-Gone": null, Vary: "Origin" },
    },
    { path: "/go", redirect: { to: "/" }, headers: { "X-Route": "redirect", "X-Gone": null } },
    {
      path: "/bare",
      handler: "File",
      file: "site/a.txt",
      headers: { "X-Content-Type-Options": null, Server: null },
    },
    {
      path: "/framing",
      handler: "File",
      file: "site/a.txt",
      headers: { "Content-Type": "text/x-own", "Cache-Control": "private", "Set-Cookie": "a=1" },
    },
  ];
  const server = { headers: { "X-Server": "server", "X-Both": "server", "X-Gone": "server" }, routes };
  return startServer(context, {
    yaml: serversYaml([server]),
    files: { "site/a.txt": "hello", "site/a.txt.gz": "coded" },
    prepare(folder) {
      mkdirSync(join(folder, "site", "dir"));
      ageTree(folder);
    },
  });
}

function countOf({ head }: RawResponse, name: string): number {
  return head.split("\r\n").filter((line) => line.toLowerCase().startsWith(`${name}:`)).length;
}

describe("configured headers", () => {
  test("the server puts a route's headers on every answer of the route: files, parts, 304, listings, redirects and errors", async (t) => {
    const { port } = await startHeaders(t);
    const tag = (await get(port, "/a.txt")).fields.get("etag") ?? "";
    const cases = [
      ["/a.txt", {}, "GET", 200],
      ["/a.txt", {}, "HEAD", 200],
      ["/a.txt", { Range: "bytes=0-1" }, "GET", 206],
      ["/a.txt", { "If-None-Match": tag }, "GET", 304],
      ["/a.txt", { "If-Match": '"other"' }, "GET", 412],
      ["/a.txt", { Range: "bytes=99-" }, "GET", 416],
      ["/", {}, "GET", 200],
      ["/dir", {}, "GET", 308],
      ["/none", {}, "GET", 404],
      ["/none", { Accept: "application/json" }, "GET", 404],
      ["/a.txt", {}, "DELETE", 405],
      ["/a.txt", {}, "OPTIONS", 204],
    ] as const;
    for (const [target, fields, method, status] of cases) {
      const response = await get(port, target, fields, method);
      const label = `${method} ${target} ${status}`;
      assert.equal(response.status, status, label);
      assert.equal(response.fields.get("x-route"), "route", label);
      assert.equal(response.fields.get("x-server"), "server", label);
      assert.equal(response.fields.get("x-both"), "route", label);
      assert.equal(response.fields.get("x-gone"), undefined, label);
      for (const name of ["vary", "server", "date", "x-both"])
        assert.equal(countOf(response, name), 1, `${label} ${name}`);
    }
  });

  test("the server's own headers hold where no route was found, and a redirect route has its own", async (t) => {
    const { port } = await startHeaders(t);
    const unplaced = await get(port, "/%zz");
    assert.deepEqual(
      [unplaced.status, unplaced.fields.get("x-server"), unplaced.fields.get("x-gone")],
      [400, "server", "server"],
    );
    const redirect = await get(port, "/go");
    assert.deepEqual(
      [redirect.fields.get("x-route"), redirect.fields.get("x-gone")],
      ["redirect", undefined],
    );
  });

  test("the server joins a configured Vary with its own members, each once", async (t) => {
    const { port } = await startHeaders(t);
    assert.equal((await get(port, "/a.txt")).fields.get("vary"), "Accept-Encoding, Origin");
    assert.equal(
      (await get(port, "/a.txt", { "Accept-Encoding": "gzip" })).fields.get("vary"),
      "Accept-Encoding, Origin",
    );
    assert.equal((await get(port, "/")).fields.get("vary"), "Accept, Origin");
    assert.equal((await get(port, "/none")).fields.get("vary"), "Accept, Origin");
  });

  test("null takes off what the server itself would say; type and cache rules of a route are no error page's", async (t) => {
    const { port } = await startHeaders(t);
    const bare = await get(port, "/bare");
    assert.deepEqual([bare.fields.has("server"), bare.fields.has("x-content-type-options")], [false, false]);
    const own = await get(port, "/framing");
    assert.equal(own.fields.get("content-type"), "text/x-own");
    assert.equal(own.fields.get("cache-control"), "private");
    assert.equal(own.fields.get("set-cookie"), "a=1");
    const error = await get(port, "/framing", {}, "DELETE");
    assert.equal(error.fields.get("content-type"), "text/html; charset=utf-8");
    assert.equal(countOf(error, "content-type"), 1);
  });

  test("cache_control goes on files, parts, 304 and listings, and on no error", async (t) => {
    const { port } = await startHeaders(t);
    const tag = (await get(port, "/a.txt")).fields.get("etag") ?? "";
    for (const fields of [{}, { Range: "bytes=0-1" }, { "If-None-Match": tag }] as const)
      assert.equal(
        (await get(port, "/a.txt", { ...fields })).fields.get("cache-control"),
        "public, max-age=60",
      );
    assert.equal((await get(port, "/")).fields.get("cache-control"), "public, max-age=60");
    assert.equal((await get(port, "/none")).fields.get("cache-control"), "no-store");
  });

  test("Server is one line, and server_header: false leaves it out everywhere", async (t) => {
    const routes = [{ path: "/a", handler: "File", file: "a.txt" }];
    const servers = [{ routes }, { server_name: "quiet.test", server_header: false, routes }];
    const { port } = await startServer(t, { yaml: serversYaml(servers), files: { "a.txt": "a" } });
    for (const target of ["/a", "/none", "/%zz"]) {
      assert.equal((await get(port, target)).fields.get("server"), "ferrous", target);
      assert.equal((await get(port, target, { Host: "quiet.test" })).fields.get("server"), undefined, target);
    }
  });
});

// `try_files`, `spa` and `index`: which file answers for a path that is none itself, through a real socket.
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { exchange, get } from "../support/raw-client.ts";
import { startServer } from "../support/running-server.ts";
import { type Settings, treeYaml } from "../support/site-config.ts";

const FILES = {
  "outside.txt": "CANARY",
  "site/index.html": "home",
  "site/about.html": "about",
  "site/plain": "plain",
  "site/docs/index.html": "docs",
  "site/blog/first.html": "first",
  "site/shell.html": "shell",
  "site/.env": "secret",
  "site/.hidden.html": "secret",
  "site/app.js": "app",
};

const HTML = { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

function startTree(context: TestContext, route: Settings, server: Settings = {}) {
  return startServer(context, {
    yaml: treeYaml(route, server),
    files: { ...FILES, "404.html": "own {{status}}" },
  });
}

async function answers(port: number, cases: readonly (readonly [string, number, string?])[]) {
  for (const [target, status, body] of cases) {
    const response = await get(port, target, HTML);
    assert.equal(response.status, status, target);
    if (body !== undefined) assert.equal(response.body.toString(), body, target);
    assert.doesNotMatch(response.body.toString(), /CANARY|secret/, target);
  }
}

describe("try_files", () => {
  test("the server tries the names in order and ends with =404 through its error page", async (t) => {
    const { port } = await startTree(
      t,
      { try_files: ["{path}", "{path}.html", "{path}/index.html", "=404"] },
      { error_pages: { "404": "404.html" } },
    );
    await answers(port, [
      ["/about", 200, "about"],
      ["/about.html", 200, "about"],
      ["/plain", 200, "plain"],
      ["/docs", 200, "docs"],
      ["/blog/first?x=1", 200, "first"],
      ["/blog/second", 404, "own 404"],
      ["/none", 404, "own 404"],
      ["/.env", 404, "own 404"],
      ["/.hidden", 404, "own 404"],
      ["/../outside.txt", 400],
      ["/%2e%2e/outside", 400],
      ["/x/%2e%2e/%2e%2e/outside", 400],
      ["/{path}", 404, "own 404"],
      ["/$&", 404, "own 404"],
    ]);
  });

  test("the server answers with the last name for everything else, of whatever type, GET and HEAD", async (t) => {
    const { port } = await startTree(t, { try_files: ["{path}", "/index.html"] });
    await answers(port, [
      ["/app.js", 200, "app"],
      ["/any/where", 200, "home"],
      ["/missing.js", 200, "home"],
      ["/docs", 200, "home"],
    ]);
    const head = await get(port, "/any", {}, "HEAD");
    assert.deepEqual([head.status, head.fields.get("content-length")], [200, "4"]);
    assert.equal((await get(port, "/any", {}, "DELETE")).status, 405);
  });

  test("a candidate with a slash at its end is a directory with an index, found under its slash", async (t) => {
    const { port } = await startTree(t, { try_files: ["{path}", "{path}/", "=404"] });
    await answers(port, [
      ["/docs/", 200, "docs"],
      ["/blog/", 404],
      ["/", 200, "home"],
    ]);
    const redirect = await get(port, "/docs?q=1");
    assert.deepEqual([redirect.status, redirect.fields.get("location")], [308, "/docs/?q=1"]);
  });
});

describe("spa", () => {
  test("the server gives the application's page to GET and HEAD that accept HTML, uncached, and the real files otherwise", async (t) => {
    const { port } = await startTree(t, { spa: true });
    await answers(port, [
      ["/", 200, "home"],
      ["/users/7", 200, "home"],
      ["/users/7/", 200, "home"],
      ["/users/7?tab=a.b", 200, "home"],
      ["/about.html", 200, "about"],
      ["/docs/", 200, "docs"],
      ["/users/missing.js", 404],
      ["/v1.2/logo.svg", 404],
      ["/.well-known/security", 404],
      ["/.well-known/acme-challenge/token", 404],
      ["/.env", 404],
      ["/%2e%2e/outside", 400],
    ]);
    const view = await get(port, "/users/7", HTML);
    assert.equal(view.fields.get("cache-control"), "no-cache");
    assert.equal(view.fields.get("content-type"), "text/html; charset=utf-8");
    const head = await get(port, "/users/7", HTML, "HEAD");
    assert.deepEqual([head.status, head.fields.get("content-length")], [200, "4"]);
    for (const [accept, status] of [
      ["*/*", 200],
      ["text/*", 200],
      ["application/json", 404],
      ["image/*", 404],
      ["text/html;q=0, */*", 404],
    ] as const)
      assert.equal((await get(port, "/users/7", { Accept: accept })).status, status, accept);
    const post = await exchange(port, "POST /users/7 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    assert.equal(post.status, 405);
  });

  test("spa may name another file, and a page that matches is revalidated", async (t) => {
    const { port } = await startTree(t, { spa: "shell.html" });
    await answers(port, [
      ["/users/7", 200, "shell"],
      ["/", 200, "home"],
    ]);
    const tag = (await get(port, "/users/7", HTML)).fields.get("etag") ?? "";
    assert.equal((await get(port, "/users/8", { ...HTML, "If-None-Match": tag })).status, 304);
  });
});

describe("index", () => {
  test("the server takes the first index that is there, and 404 where none is and listings are off", async (t) => {
    const { port } = await startTree(t, { index: ["start.html", "about.html", "index.html"] });
    await answers(port, [
      ["/", 200, "about"],
      ["/docs/", 200, "docs"],
      ["/blog/", 404],
    ]);
  });
});

import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { TryFile } from "../../../src/handlers/file/options.ts";
import type { Refusal } from "../../../src/http/response.ts";
import { temporaryFolder } from "../../files/temporary-folder.ts";
import { siteOf } from "./site.ts";

const tried = (...templates: readonly string[]): readonly TryFile[] =>
  templates.map((template) => ({ kind: "path", template }));

describe("what depends on Accept", () => {
  test("the server says so of an application's page, and of no other file", async (context) => {
    const folder = temporaryFolder(context, { "index.html": "app", "a.txt": "a" });
    const varyOf = async (options: Parameters<typeof siteOf>[1], target: string, fields = {}) =>
      (await siteOf(folder, { spa: "index.html", ...options }).get(target, fields)).fields.get("Vary");
    assert.equal(await varyOf({}, "/view"), "Accept-Encoding, Accept");
    assert.equal(await varyOf({ precompressed: false }, "/view"), "Accept");
    assert.equal(await varyOf({}, "/a.txt"), "Accept-Encoding");
    const { fields } = await siteOf(folder, { spa: "index.html" }).get("/view", { "if-none-match": "*" });
    assert.equal(fields.get("Vary"), "Accept-Encoding, Accept");
  });
});

describe("a root that has become a file", () => {
  test("the server answers 404, with an index or `try_files` too, instead of giving the file out", async (context) => {
    const folder = temporaryFolder(context, { root: "CANARY" });
    const root = join(folder, "root");
    for (const options of [
      {},
      { directoryListing: true },
      { spa: "index.html" },
      { tryFiles: tried("{path}") },
    ]) {
      assert.equal((await siteOf(root, options).get("/")).status, 404);
    }
  });
});

describe("try_files", () => {
  const files = {
    "index.html": "app",
    "about.html": "about",
    "docs/index.html": "docs",
    "a.txt": "a",
    ".env": "no",
  };

  test("the server tries the names in order", async (context) => {
    const site = siteOf(temporaryFolder(context, files), {
      tryFiles: tried("{path}", "{path}.html", "{path}/", "/index.html"),
    });
    assert.equal((await site.get("/a.txt")).body, "a");
    assert.ok(!(site.ask("/a.txt") instanceof Promise));
    assert.equal((await site.get("/about")).body, "about");
    assert.equal((await site.get("/docs")).status, 308);
    assert.equal((await site.get("/docs/")).body, "docs");
    assert.equal((await site.get("/any/view")).body, "app");
    assert.equal((await site.get("/")).body, "app");
    assert.equal((await site.get("/.env")).body, "app");
  });

  test("the server ends with the status that stands last, or 404", async (context) => {
    const folder = temporaryFolder(context, files);
    const site = siteOf(folder, { tryFiles: [...tried("{path}"), { kind: "status", status: 410 }] });
    assert.equal((await site.get("/none")).status, 410);
    assert.equal(((await site.ask("/none")) as Refusal).configured, true);
    assert.equal((await siteOf(folder, { tryFiles: tried("{path}") }).get("/none")).status, 404);
    assert.equal((await siteOf(folder, { tryFiles: tried("{path}") }).get("/docs")).status, 404);
  });

  test("the server keeps inside the tree, whatever the names", async (context) => {
    const folder = temporaryFolder(context, { "outside.txt": "CANARY", "root/$&": "money", "root/x": "x" });
    symlinkSync("../outside.txt", join(folder, "root/l.html"));
    const site = siteOf(join(folder, "root"), { tryFiles: tried("../outside.txt", "{path}.html", "{path}") });
    assert.equal((await site.get("/l")).status, 404);
    assert.equal((await site.get("/$&")).body, "money");
  });
});

describe("single-page applications", () => {
  const files = { "index.html": "app", "assets/a.js": "js", "dir/x": "x", ".env": "no" };
  const html = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

  test("the server gives the page to navigations that match nothing, without caching", async (context) => {
    const site = siteOf(temporaryFolder(context, files), { spa: "index.html" });
    const { status, body, fields } = await site.get("/users/42", html);
    assert.deepEqual([status, body, fields.get("Cache-Control")], [200, "app", "no-cache"]);
    assert.equal((await site.get("/users/42/", html, "HEAD")).status, 200);
    assert.equal((await site.get("/dir/", html)).body, "app");
    assert.equal((await site.get("/", html)).fields.get("Cache-Control"), undefined);
    assert.equal((await site.get("/assets/a.js", html)).body, "js");
    assert.equal((await site.get("/other", html)).body, "app");
  });

  test("the server keeps 404 for files, programs, and clients that take no HTML", async (context) => {
    const site = siteOf(temporaryFolder(context, files), { spa: "index.html" });
    assert.equal((await site.get("/assets/old.js", html)).status, 404);
    assert.equal((await site.get("/.well-known/openid", html)).status, 404);
    assert.equal((await site.get("/.env", html)).status, 404);
    assert.equal((await site.get("/api", { accept: "application/json" })).status, 404);
  });

  test("the server uses the route's own Cache-Control where there is one", async (context) => {
    const site = siteOf(temporaryFolder(context, files), { spa: "index.html", cacheControl: "max-age=1" });
    assert.equal((await site.get("/view", html)).fields.get("Cache-Control"), "max-age=1");
  });
});

describe("`explain` of a File route", () => {
  test("tells what would answer, and why", async (context) => {
    const folder = temporaryFolder(context, {
      "a.js": "x",
      "a.js.br": "y",
      "sub/index.html": "",
      "empty/x": "",
      ".env": "",
    });
    symlinkSync("/etc/passwd", join(folder, "out"));
    const site = siteOf(folder, {});
    const lines = async (target: string) => (await site.explain(target)).join("\n");
    assert.match(
      await lines("/a.js"),
      /a\.js\.br: for clients that accept br\nanswers 200 with .*\/a\.js \(1 octets/,
    );
    assert.match(await lines("/sub/"), /sub\/: a directory.*\nsub\/index\.html: a file/);
    assert.match(await lines("/sub"), /answers 308/);
    assert.match(await lines("/empty/"), /no index \(index\.html\)\nanswers 404/);
    assert.match(await lines("/none"), /none: not there\nanswers 404/);
    assert.match(await lines("/out"), /a link that leaves the root \(symlinks: inside\)\nanswers 404/);
    assert.match(await lines("/.env"), /hidden_files: deny\)\nanswers 404/);
    assert.match(await lines("/a%2Fb"), /answers 400/);
    const single = siteOf({ kind: "single", file: join(folder, "a.js") });
    assert.match(
      (await single.explain("/")).join("\n"),
      /^one file: .*\nmedia type: text\/javascript; charset=utf-8\n.*br.*\nanswers 200/,
    );
  });
});

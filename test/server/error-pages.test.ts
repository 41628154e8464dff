// What stands in an answer that says no: the operator's page, the built-in one, or a problem for programs.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { DiskError } from "../../src/platform/disk.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { get, RawClient, type RawResponse } from "../support/raw-client.ts";
import { type ServerSetup, startServer } from "../support/running-server.ts";
import { serversYaml } from "../support/site-config.ts";

const FILES = {
  "site/a.txt": "hello",
  "site/broken.txt": "broken",
  "top404.html": "top {{status}}",
  "server4xx.html": "server {{status}} {{reason}} [{{request_id}}] {{7*7}} {{ status }} {{constructor}}",
  "server5xx.html": "<p>{{status}} {{reason}} {{request_id}}</p>",
  "route404.html": "route {{status}}",
  "page.txt": "text {{status}}",
};

function startPages(context: TestContext, more: Partial<ServerSetup> = {}) {
  const routes = [
    { path: "/*", handler: "File", file: "site/" },
    {
      path: "/own/*",
      handler: "File",
      file: "site/",
      error_pages: { "404": "route404.html", "405": "page.txt" },
    },
    { path: "/cgi/*", handler: "Function", cgi_extension: ".py", cgi_root: "site/" },
  ];
  const server = { error_pages: { "4xx": "server4xx.html", "5xx": "server5xx.html" }, routes };
  const yaml = serversYaml([server], { error_pages: { "404": "top404.html" } });
  return startServer(context, { yaml, files: FILES, ...more });
}

/** The file system, with one file that can't be read whoever runs the server. */
const unreadable: ServerSetup["platform"] = (system) => ({
  ...system,
  disk: {
    ...system.disk,
    openFile: (path, options) =>
      path.endsWith("broken.txt")
        ? Promise.reject(new DiskError("EIO", path))
        : system.disk.openFile(path, options),
  },
});

function withoutDate(fields: RawResponse["fields"]): Record<string, string> {
  const { date: _, ...others } = Object.fromEntries(fields);
  return others;
}

describe("configured error pages", () => {
  test("the server chooses by code before class, and by route before server before top, with the status kept", async (t) => {
    const { port } = await startPages(t);
    for (const [target, method, status, body] of [
      ["/none", "GET", 404, "top 404"],
      ["/own/none", "GET", 404, "route 404"],
      ["/own/a.txt", "DELETE", 405, "text 405"],
      ["/a.txt", "DELETE", 405, "server 405 Method Not Allowed [] {{7*7}} {{ status }} {{constructor}}"],
      ["/%zz", "GET", 400, "server 400 Bad Request [] {{7*7}} {{ status }} {{constructor}}"],
    ] as const) {
      const response = await get(port, target, {}, method);
      assert.deepEqual([response.status, response.body.toString()], [status, body], target);
      assert.equal(response.fields.get("cache-control"), "no-store");
      assert.equal(response.fields.get("x-content-type-options"), "nosniff");
    }
    assert.equal(
      (await get(port, "/own/a.txt", {}, "DELETE")).fields.get("content-type"),
      "text/plain; charset=utf-8",
    );
    assert.equal((await get(port, "/none")).fields.get("content-type"), "text/html; charset=utf-8");
  });

  test("the server shows the page of the first site for what it can't parse, and closes", async (t) => {
    const { port } = await startPages(t);
    const client = await RawClient.to(port);
    client.send("GET / HTTP/1.1\r\nbroken line\r\n\r\n");
    const response = await client.response();
    assert.equal(response.status, 400);
    assert.match(response.body.toString(), /^server 400 Bad Request/);
    assert.equal((await client.closed()).unread, 0);
    client.close();
  });

  test("HEAD gets the fields of the page, its length too, and no content", async (t) => {
    const { port } = await startPages(t);
    for (const target of ["/none", "/own/none", "/%zz"]) {
      const got = await get(port, target);
      const head = await get(port, target, {}, "HEAD");
      assert.equal(head.status, got.status);
      assert.deepEqual(withoutDate(head.fields), withoutDate(got.fields), target);
      assert.equal(head.fields.get("content-length"), String(got.body.length));
    }
  });

  test("a 5xx names its request as the log does, and no 4xx does", async (t) => {
    const { port, logged } = await startPages(t, { platform: unreadable });
    const { status, body } = await get(port, "/broken.txt");
    assert.equal(status, 500);
    const id = /^<p>500 Internal Server Error ([\w-]+)<\/p>$/.exec(body.toString())?.[1];
    assert.ok(id !== undefined);
    const entry = logged.find(({ level }) => level === "error");
    assert.equal(entry?.details["id"], id);
    assert.match(String(entry?.details["cause"]), /EIO/);
    assert.doesNotMatch(body.toString(), /EIO|broken|node:/);
    assert.match((await get(port, "/cgi/x.py")).body.toString(), /^<p>501 Not Implemented /);
  });

  test("the server falls back on its own page where the file is gone, says so once, and takes it up again", async (t) => {
    const clock = new ManualClock();
    const { port, folder, logged } = await startPages(t, { platform: (system) => ({ ...system, clock }) });
    rmSync(join(folder, "top404.html"));
    for (let round = 0; round < 3; round++) {
      const { status, body } = await get(port, "/none");
      assert.equal(status, 404);
      assert.match(body.toString(), /^<!doctype html>[\s\S]*Not Found/);
      await clock.advance(1000);
    }
    assert.equal(logged.filter(({ level }) => level === "warn").length, 1);
    writeFileSync(join(folder, "top404.html"), "again {{status}}");
    await clock.advance(1000);
    assert.equal((await get(port, "/none")).body.toString(), "again 404");
    writeFileSync(join(folder, "top404.html"), "changed {{status}}");
    await clock.advance(1000);
    assert.equal((await get(port, "/none")).body.toString(), "changed 404");
  });
});

describe("the server's own error answers", () => {
  const PLAIN = serversYaml([{ routes: [{ path: "/*", handler: "File", file: "site/" }] }]);

  test("the built-in page is complete, escaped and loads nothing", async (t) => {
    const { port } = await startServer(t, { yaml: PLAIN, files: FILES });
    for (const target of [
      "/<script>alert(1)</script>",
      "/%3Cscript%3E",
      '/?q="><svg>',
      "/%0d%0aSet-Cookie:x",
    ]) {
      const { body, fields, head } = await get(port, `${target}none`);
      assert.doesNotMatch(body.toString(), /<script|<svg|alert/, target);
      assert.match(fields.get("content-security-policy") ?? "", /^default-src 'none'/);
      assert.doesNotMatch(head, /^set-cookie/im);
    }
    const { body } = await get(port, "/none", {}, "BREW");
    assert.doesNotMatch(body.toString(), /BREW/);
  });

  test("a client that prefers JSON gets a problem (RFC 9457), Vary tells, and HEAD agrees", async (t) => {
    const { port } = await startServer(t, { yaml: PLAIN, files: FILES, platform: unreadable });
    for (const accept of ["application/json", "application/problem+json", "application/json, */*;q=0.1"]) {
      const { status, fields, body } = await get(port, "/none", { Accept: accept });
      assert.equal(status, 404);
      assert.equal(fields.get("content-type"), "application/problem+json", accept);
      assert.equal(fields.get("vary"), "Accept");
      const problem: unknown = JSON.parse(body.toString());
      assert.ok(typeof problem === "object" && problem !== null && "status" in problem && "title" in problem);
      assert.deepEqual([problem.status, problem.title], [404, "Not Found"]);
      const head = await get(port, "/none", { Accept: accept }, "HEAD");
      assert.equal(head.fields.get("content-length"), String(body.length));
    }
    for (const accept of ["*/*", "text/html", "text/html, application/json;q=0.9", "image/png"])
      assert.match(
        (await get(port, "/none", { Accept: accept })).fields.get("content-type") ?? "",
        /^text\/html/,
        accept,
      );
    const failure = (await get(port, "/broken.txt", { Accept: "application/json" })).body.toString();
    assert.match(failure, /"status":\s*500/);
    assert.doesNotMatch(failure, /EIO|\.ts/);
  });
});

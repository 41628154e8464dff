// Redirect routes, and every other Location that the server writes: never another host (RFC 9110 §15.4, §10.2.2).
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { get } from "../support/raw-client.ts";
import { startServer } from "../support/running-server.ts";
import { serversYaml } from "../support/site-config.ts";

function startRedirects(context: TestContext) {
  const redirect = (path: string, to: string, status?: number) => ({
    path,
    redirect: { to, ...(status === undefined ? {} : { status }) },
  });
  const routes = [
    ...[301, 302, 303, 307, 308].map((status) => redirect(`/by/${status}`, "/target", status)),
    redirect("/default", "/target"),
    redirect("/docs/*", "/v2/{rest}", 301),
    redirect("/old/*", "/{rest}"),
    redirect("/away/*", "https://www.example.com/{rest}"),
    redirect("/fixed", "/target?from=fixed"),
    redirect("/search/*", "/find?q={rest}"),
    { path: "/*", handler: "File", file: "site/" },
  ];
  return startServer(context, {
    yaml: serversYaml([{ routes }]),
    files: { "site/index.html": "home" },
    prepare(folder) {
      for (const name of ["dir", "evil.com", "evil.com/sub", "ünï cödé#?"])
        mkdirSync(join(folder, "site", name));
    },
  });
}

const LOCATIONS: readonly (readonly [target: string, location: string])[] = [
  ["/default?a=1&b=2", "/target?a=1&b=2"],
  ["/default?", "/target?"],
  ["/default?next=//evil.com", "/target?next=//evil.com"],
  ["/fixed?a=1", "/target?from=fixed"],
  ["/docs/", "/v2/"],
  ["/docs/a/b.html?x=%20y", "/v2/a/b.html?x=%20y"],
  ["/docs/a%20b/%C3%BC", "/v2/a%20b/%C3%BC"],
  ["/docs/a%23b%3Fc%25d", "/v2/a%23b%3Fc%25d"],
  ["/docs/../docs/x", "/v2/x"],
  ["/away/a/b?x=1", "https://www.example.com/a/b?x=1"],
  ["/away//evil.com", "https://www.example.com/evil.com"],
  ["/away/@evil.com/", "https://www.example.com/@evil.com/"],
  ["/search/a%20b%26c", "/find?q=a%20b%26c"],
  ["/old//evil.com", "/evil.com"],
  ["/old/", "/"],
  ["/old/http://evil.com", "/http:/evil.com"],
];

describe("redirect routes", () => {
  test("the server sends each configured status, 308 by default, with an empty body and for every known method", async (t) => {
    const { port } = await startRedirects(t);
    for (const status of [301, 302, 303, 307, 308]) {
      const response = await get(port, `/by/${status}`);
      assert.deepEqual([response.status, response.fields.get("location")], [status, "/target"]);
      assert.equal(response.fields.get("content-length"), "0");
    }
    assert.equal((await get(port, "/default")).status, 308);
    assert.equal((await get(port, "/default", {}, "HEAD")).status, 308);
    assert.equal((await get(port, "/default", { "Content-Length": "0" }, "POST")).status, 308);
  });

  test("the server keeps the query unless the target has one, and puts the rest of the path where `{rest}` stands", async (t) => {
    const { port } = await startRedirects(t);
    for (const [target, location] of LOCATIONS) {
      assert.equal((await get(port, target)).fields.get("location"), location, target);
    }
  });
});

/** Targets by which other servers were led to name another host, with folders named `evil.com` and `dir` at hand. */
const TRICKS = [
  "//evil.com/..",
  "//evil.com/index.html",
  "/\\evil.com/",
  "/%5cevil.com/",
  "/%2f%2fevil.com/",
  "///evil.com/%2e%2e",
  "/dir%0d%0aLocation:x",
  "/dir%0d%0aLocation:%20http://evil.com",
  "//evil.com",
  "///evil.com",
  "//evil.com/sub",
  "/.//evil.com",
  "/%2e//evil.com",
  "/dir/..//evil.com",
  "//evil.com/%2e",
  "//evil.com%2f",
  "/evil.com",
  "/evil.com/sub?//evil.com",
  "/dir",
  "/dir?x=%0d%0aLocation:x",
  "/%C3%BCn%C3%AF%20c%C3%B6d%C3%A9%23%3F",
  "/old/%5cevil.com",
  "/old/%2fevil.com",
  "/old/%2f%2fevil.com",
  "/old/%09//evil.com",
  "/old/.//evil.com",
  "/old/%2e%2e//evil.com",
  "/old///evil.com/sub",
  "/old",
  "/docs//evil.com",
  "/docs",
  "http://evil.com//evil.com",
  "http://evil.com/dir",
  "https://evil.com/old/x",
];

describe("Location never leads to another host", () => {
  for (const host of ["localhost", "evil.com", "evil.com:80"]) {
    test(`the server keeps every trick on this host, asked as ${host}`, async (t) => {
      const { port } = await startRedirects(t);
      for (const target of TRICKS) {
        const { status, fields, head } = await get(port, target, { Host: host });
        const location = fields.get("location");
        if (location !== undefined) assert.match(location, /^\/(?![/\\])[\x21-\x7e]*$/, target);
        assert.ok(
          location !== undefined || status === 400 || status === 404 || status === 200,
          `${target} ${status}`,
        );
        assert.equal(head.match(/^location:/gim)?.length ?? 0, location === undefined ? 0 : 1, target);
      }
      assert.equal((await get(port, "/")).body.toString(), "home");
    });
  }

  test("the server's slash redirect names the canonical path, encoded, and nothing of Host", async (t) => {
    const { port } = await startRedirects(t);
    for (const [target, location] of [
      ["//evil.com", "/evil.com/"],
      ["/dir?a=1&b=%2F", "/dir/?a=1&b=%2F"],
      ["/evil.com//sub", "/evil.com/sub/"],
      ["/%C3%BCn%C3%AF%20c%C3%B6d%C3%A9%23%3F?q", "/%C3%BCn%C3%AF%20c%C3%B6d%C3%A9%23%3F/?q"],
    ]) {
      const { status, fields } = await get(port, target, { Host: "evil.com" });
      assert.deepEqual([status, fields.get("location")], [308, location]);
    }
  });
});

// One reading of a path for routing, guards and files (PEERS of this kind were led around them): traversal and odd octets.
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import fc from "fast-check";
import { exchange, get, RawClient } from "../support/raw-client.ts";
import { startServer } from "../support/running-server.ts";
import { serversYaml } from "../support/site-config.ts";

/** `/admin/*` is guarded: its route takes no GET. The tree of `/*` holds the same files. */
function startGuarded(context: TestContext, more: object = {}) {
  const routes = [
    { path: "/*", handler: "File", file: "root/", ...more },
    { path: "/admin/*", handler: "File", file: "root/admin/", methods: ["POST"] },
  ];
  return startServer(context, {
    yaml: serversYaml([{ routes }]),
    files: {
      "outside.txt": "CANARY",
      "root-old/outside.txt": "CANARY",
      "root/index.html": "home",
      "root/admin/secret.txt": "secret",
      "root/.env": "secret",
      "root/.git/config": "secret",
      "root/x/page.txt": "page",
      "root/x/.hidden/page.txt": "secret",
      "root/.well-known/security.txt": "contact",
    },
  });
}

const TRAVERSALS = [
  "/../outside.txt",
  "/%2e%2e/outside.txt",
  "/%2E%2E/outside.txt",
  "/.%2e/outside.txt",
  "/..%2foutside.txt",
  "/..%2Foutside.txt",
  "/.%252e/outside.txt",
  "/%252e%252e/outside.txt",
  "/..%252foutside.txt",
  "/%c0%ae%c0%ae/outside.txt",
  "/%e0%80%ae%e0%80%ae/outside.txt",
  "/%uff0e%uff0e/outside.txt",
  "/%EF%BC%8E%EF%BC%8E/outside.txt",
  "/..;/outside.txt",
  "/..%5coutside.txt",
  "/..%5Coutside.txt",
  "/..\\outside.txt",
  "/x/../../outside.txt",
  "/x/%2e%2e/%2e%2e/outside.txt",
  "/x/..%2f..%2foutside.txt",
  "/x//../..//outside.txt",
  "/../root-old/outside.txt",
  "/..%00/outside.txt",
  "/../outside.txt?",
  "//../outside.txt",
  "/././../outside.txt",
  "//admin/secret.txt",
  "///admin///secret.txt",
  "/admin%2fsecret.txt",
  "/admin%2Fsecret.txt",
  "/x/../admin/secret.txt",
  "/x/..%2fadmin/secret.txt",
  "/x/%2e%2e/admin/secret.txt",
  "/./admin/secret.txt",
  "/%2e/admin/secret.txt",
  "/ADMIN/secret.txt",
  "/%61dmin/secret.txt",
  "/adm%69n/./secret.txt",
  "/admin%5csecret.txt",
  "/admin/secret.txt/",
  "/admin/secret.txt%20",
  "/admin/secret.txt%00",
  "/admin/secret.txt.",
  "/admin/secret.txt::$DATA",
  "/admin;/secret.txt",
  "/admin",
  "/admin/",
  "/.env",
  "/%2eenv",
  "/x/../.env",
  "/.git/config",
  "/x/.hidden/page.txt",
  "/.well-known/../.env",
  "http://127.0.0.1:8080/admin/secret.txt",
  "http://127.0.0.1:8080//admin/secret.txt",
  "HTTP://127.0.0.1/x/../admin/secret.txt",
  "http://127.0.0.1:8080/../outside.txt",
  "/admin/secret.txt#x",
  "\\admin\\secret.txt",
  "admin/secret.txt",
  "../outside.txt",
  "file:///etc/passwd",
];

const STATUSES: readonly (readonly [target: string, status: number])[] = [
  ["/../outside.txt", 400],
  ["/%2e%2e/outside.txt", 400],
  ["/..%2foutside.txt", 400],
  ["/.%252e/outside.txt", 404],
  ["/%c0%ae%c0%ae/outside.txt", 400],
  ["/..;/outside.txt", 404],
  ["/..%5coutside.txt", 400],
  ["//admin/secret.txt", 405],
  ["/admin%2fsecret.txt", 400],
  ["/x/../admin/secret.txt", 405],
  ["/x/..%2fadmin/secret.txt", 400],
  ["/./admin/secret.txt", 405],
  ["/ADMIN/secret.txt", 404],
  ["/admin%5csecret.txt", 400],
  ["/admin/secret.txt/", 405],
  ["/admin/secret.txt%20", 405],
  ["http://127.0.0.1:8080/admin/secret.txt", 405],
  ["/admin/secret.txt#x", 400],
  ["\\admin\\secret.txt", 400],
  ["/%", 400],
  ["/%zz", 400],
  ["/%4", 400],
  ["/%00", 400],
  ["/a%00.html", 400],
  ["/a%01b", 400],
  ["/a%0ab", 400],
  ["/a%7f", 400],
  ["/%ff", 400],
  ["/%ed%a0%80", 400],
  [`/${"a".repeat(5000)}`, 404],
  [`/${"a/".repeat(2500)}`, 404],
  ["/index.html/x", 404],
  ["/index.html/", 404],
  ["/index.html", 200],
  ["/x/./page.txt", 200],
  ["/x//page.txt", 200],
  ["/x/y/../page.txt", 200],
  ["/%78/page.txt", 200],
  ["/.well-known/security.txt", 200],
  ["*foo", 400],
];

describe("a path has one reading", () => {
  for (const [name, more] of [
    ["as a plain tree", {}],
    ["with listings", { directory_listing: true }],
    ["with try_files", { try_files: ["{path}", "{path}.txt", "{path}/", "=404"] }],
    ["with spa", { spa: true }],
  ] as const) {
    test(`no spelling of a path reaches what lies outside or behind a guard, ${name}`, async (t) => {
      const { port } = await startGuarded(t, more);
      for (const target of TRAVERSALS) {
        for (const method of ["GET", "HEAD"]) {
          const { status, body, fields } = await get(port, target, {}, method);
          const isPage =
            status === 200 && (name === "with spa" || /^(?:8|4)$/.test(fields.get("content-length") ?? ""));
          assert.ok([308, 400, 403, 404, 405].includes(status) || isPage, `${method} ${target}: ${status}`);
          assert.doesNotMatch(body.toString(), /CANARY|secret\b(?!\.txt)|root:/, target);
        }
      }
      assert.equal((await get(port, "/")).body.toString(), "home");
    });
  }

  test("the server refuses with 400 what has two readings, and takes the one reading of everything else", async (t) => {
    const { port } = await startGuarded(t);
    for (const [target, status] of STATUSES) {
      assert.equal((await get(port, target)).status, status, target.slice(0, 60));
    }
  });

  test("a raw octet above 0x7F in a path is read as UTF-8, like its encoded form", async (t) => {
    const { port } = await startServer(t, {
      yaml: serversYaml([{ routes: [{ path: "/*", handler: "File", file: "root/" }] }]),
      files: { "root/ü.txt": "umlaut" },
    });
    const raw = Buffer.from("GET /ü.txt HTTP/1.1\r\nHost: a\r\n\r\n", "utf8");
    assert.equal((await exchange(port, raw)).body.toString(), "umlaut");
    assert.equal((await get(port, "/%C3%BC.txt")).body.toString(), "umlaut");
    assert.equal((await get(port, "/%FC.txt")).status, 400);
  });

  test("hidden_files: allow gives dot files out, and still nothing outside", async (t) => {
    const { port } = await startGuarded(t, { hidden_files: "allow" });
    assert.equal((await get(port, "/.git/config")).status, 200);
    for (const target of ["/../outside.txt", "/..%2foutside.txt", "/...", "/..."])
      assert.doesNotMatch((await get(port, target)).body.toString(), /CANARY/);
  });

  test("random paths of tricky segments never show what is outside, and the server answers each", async (t) => {
    const { port } = await startGuarded(t);
    const segment = fc.constantFrom(
      ...[
        "..",
        ".",
        "",
        "%2e%2e",
        "%2E.",
        ".%2e",
        "x",
        "admin",
        "%61dmin",
        "secret.txt",
        "outside.txt",
        "root-old",
      ],
      ...["%2f", "%5c", "\\", "%00", "%c0%ae", "..;", ".env", "%25", "%", "~", "page.txt", "root", "é"],
    );
    const path = fc
      .array(segment, { minLength: 1, maxLength: 8 })
      .map((segments) => `/${segments.join("/")}`);
    let client = await RawClient.to(port);
    await fc.assert(
      fc.asyncProperty(path, async (target) => {
        client.send(`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`);
        const { status, body, fields } = await client.response();
        assert.ok([200, 308, 400, 404, 405].includes(status), `${target}: ${status}`);
        assert.doesNotMatch(body.toString(), /CANARY|secret/);
        if (fields.get("connection") !== "close") return;
        client.close();
        client = await RawClient.to(port);
      }),
      { numRuns: 1000 },
    );
    client.close();
  });
});

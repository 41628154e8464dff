// Listings of directories as a page and as JSON, with names that have broken others, through a real socket.
import assert from "node:assert/strict";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { ODD_NAMES } from "../support/odd-names.ts";
import { get, RawClient } from "../support/raw-client.ts";
import { startServer } from "../support/running-server.ts";
import { OLD, type Settings, treeYaml } from "../support/site-config.ts";

interface Listed {
  readonly path: string;
  readonly entries: readonly Entry[];
}

interface Entry {
  readonly name: string;
  readonly type: string;
  readonly size: number | null;
  readonly modified: string;
}

function startListing(context: TestContext, prepare: (site: string) => void, route: Settings = {}) {
  return startServer(context, {
    yaml: treeYaml({ directory_listing: true, ...route }),
    prepare(folder) {
      mkdirSync(join(folder, "site"));
      prepare(join(folder, "site"));
    },
  });
}

function fill(site: string): void {
  mkdirSync(join(site, "folder"));
  for (const [name, size] of [
    ["b.txt", 20],
    ["A.txt", 300],
    ["file10", 1],
    ["file2", 2],
    [".hidden", 1],
  ] as const)
    writeFileSync(join(site, name), "x".repeat(size));
  for (const name of ["b.txt", "A.txt", "folder"]) utimesSync(join(site, name), OLD, OLD);
}

async function jsonOf(port: number, target: string, accept?: string): Promise<Listed> {
  const { status, fields, body } = await get(port, target, accept === undefined ? {} : { Accept: accept });
  assert.equal(status, 200);
  assert.equal(fields.get("content-type"), "application/json");
  const listing: unknown = JSON.parse(body.toString());
  assert.ok(isListed(listing));
  return listing;
}

function isListed(value: unknown): value is Listed {
  return typeof value === "object" && value !== null && "path" in value && "entries" in value;
}

/** Names and targets of the links to a listing's entries, as a browser would read them. */
function linksOf(page: string): readonly { readonly href: string; readonly text: string }[] {
  const body = /<tbody[\s\S]*<\/table>/.exec(page)?.[0] ?? "";
  return [...body.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g)].map(([, href, inner]) => ({
    href: unescaped(href),
    text: unescaped(inner.replace(/<[^>]*>/g, "")),
  }));
}

function unescaped(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', amp: "&" };
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return named[name] ?? whole;
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
  });
}

describe("listings", () => {
  test("the server lists as JSON by Accept or ?format=json: path, name, type, size, date", async (t) => {
    const { port } = await startListing(t, fill);
    for (const listing of [
      await jsonOf(port, "/?format=json"),
      await jsonOf(port, "/", "application/json"),
    ]) {
      assert.equal(listing.path, "/");
      assert.deepEqual(
        listing.entries.map(({ name, type, size }) => [name, type, size]),
        [
          ["folder", "directory", null],
          ["A.txt", "file", 300],
          ["b.txt", "file", 20],
          ["file2", "file", 2],
          ["file10", "file", 1],
        ],
      );
      assert.deepEqual(Object.keys(listing.entries[1]), ["name", "type", "size", "modified"]);
      assert.equal(listing.entries[1].modified, "2024-01-02T03:04:05.000Z");
    }
    const names = async (query: string) =>
      (await jsonOf(port, `/?format=json&${query}`)).entries.map(({ name }) => name);
    assert.deepEqual(await names("sort=size"), ["folder", "file10", "file2", "b.txt", "A.txt"]);
    assert.deepEqual(await names("sort=size&order=desc"), ["folder", "A.txt", "b.txt", "file2", "file10"]);
    assert.deepEqual(await names("sort=nonsense&order=x"), ["folder", "A.txt", "b.txt", "file2", "file10"]);
  });

  test("the server lists as a page for browsers and for who says nothing, under a strict policy", async (t) => {
    const { port } = await startListing(t, fill);
    for (const accept of [undefined, "*/*", "text/html,application/xhtml+xml,*/*;q=0.8"]) {
      const { status, fields, body } = await get(port, "/", accept === undefined ? {} : { Accept: accept });
      assert.equal(status, 200);
      assert.equal(fields.get("content-type"), "text/html; charset=utf-8");
      assert.match(fields.get("content-security-policy") ?? "", /default-src 'none'/);
      assert.doesNotMatch(fields.get("content-security-policy") ?? "", /unsafe-inline|unsafe-eval|\*/);
      assert.equal(fields.get("x-content-type-options"), "nosniff");
      assert.equal(fields.get("vary"), "Accept");
      assert.ok(linksOf(body.toString()).some(({ text }) => text === "A.txt"));
    }
    assert.equal(
      (await get(port, "/?format=json", {}, "HEAD")).fields.get("content-type"),
      "application/json",
    );
    assert.equal((await get(port, "/folder")).fields.get("location"), "/folder/");
    assert.match((await get(port, "/folder/?sort=size")).body.toString(), /Index of \/folder\//);
  });

  test("a directory with an index shows it, and one without listings shows nothing", async (t) => {
    const withIndex = await startListing(t, (site) => writeFileSync(join(site, "index.html"), "home"));
    assert.equal((await get(withIndex.port, "/")).body.toString(), "home");
    const without = await startListing(t, fill, { directory_listing: false });
    assert.equal((await get(without.port, "/")).status, 404);
    assert.equal((await get(without.port, "/?format=json")).status, 404);
  });

  test("names of every kind appear once each, escaped, and each link leads to its own file", async (t) => {
    const { port } = await startListing(t, (site) => {
      for (const name of ODD_NAMES) writeFileSync(join(site, name), `content of ${name}`);
    });
    const page = (await get(port, "/")).body.toString();
    assert.doesNotMatch(page, /<img|<script>alert|"onmouseover="a"|<!--(?! )/);
    const reachable = ODD_NAMES.filter((name) => !/[\x00-\x1f]/.test(name));
    const links = linksOf(page);
    const namesOf = links.map(({ href }) => decodeURIComponent(new URL(href, "http://h/").pathname.slice(1)));
    assert.deepEqual(namesOf.toSorted(), reachable.toSorted());
    for (const { href } of links) {
      const url = new URL(href, `http://127.0.0.1:${port}/`);
      assert.equal(url.host, `127.0.0.1:${port}`, href);
      const { status, body } = await get(port, url.pathname);
      assert.equal(status, 200, href);
      assert.equal(body.toString(), `content of ${decodeURIComponent(url.pathname.slice(1))}`);
    }
    const { entries } = await jsonOf(port, "/?format=json");
    assert.deepEqual(entries.map(({ name }) => name).toSorted(), reachable.toSorted());
  });

  test("the path in a page is escaped, whatever it holds", async (t) => {
    const { port } = await startListing(t, (site) => mkdirSync(join(site, '<svg onload=alert(1)>"&{{x}}')));
    const target = `/${encodeURIComponent('<svg onload=alert(1)>"&{{x}}')}/`;
    const { status, body } = await get(port, `${target}?sort="><svg>&order=<svg>&q="><svg>`);
    assert.equal(status, 200);
    assert.doesNotMatch(body.toString(), /<svg onload|"><svg>/);
    assert.equal((await jsonOf(port, `${target}?format=json`)).path, '/<svg onload=alert(1)>"&{{x}}/');
  });

  test("a directory of 5,000 names is whole and sorted, and other requests are answered meanwhile", async (t) => {
    const { port } = await startListing(t, (site) => {
      for (let index = 0; index < 5000; index++) writeFileSync(join(site, `file${index}.txt`), "");
      writeFileSync(join(site, "zz.html"), "other");
    });
    let listed = false;
    const listing = jsonOf(port, "/?format=json").finally(() => {
      listed = true;
    });
    const client = await RawClient.to(port);
    let answeredMeanwhile = 0;
    while (!listed) {
      client.send("GET /zz.html HTTP/1.1\r\nHost: a\r\n\r\n");
      assert.equal((await client.response()).body.toString(), "other");
      if (!listed) answeredMeanwhile++;
    }
    client.close();
    const { entries } = await listing;
    assert.equal(entries.length, 5001);
    assert.deepEqual(
      entries.slice(0, 3).map(({ name }) => name),
      ["file0.txt", "file1.txt", "file2.txt"],
    );
    assert.ok(answeredMeanwhile > 10, `${answeredMeanwhile} answers while listing`);
    assert.equal(linksOf((await get(port, "/")).body.toString()).length, 5001);
  });

  test("a client that leaves in the middle of a large listing leaves nothing behind", async (t) => {
    const { port } = await startListing(t, (site) => {
      for (let index = 0; index < 600; index++) writeFileSync(join(site, `${"n".repeat(200)}${index}`), "");
    });
    for (let round = 0; round < 5; round++) {
      const client = await RawClient.to(port);
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      await client.octets();
      client.close();
    }
    assert.equal((await jsonOf(port, "/?format=json")).entries.length, 600);
  });
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { describe, test } from "node:test";
import { createSystemDisk } from "../../../src/files/system-disk.ts";
import { type Disk, DiskError } from "../../../src/platform/disk.ts";
import { temporaryFolder } from "../../files/temporary-folder.ts";
import { siteOf } from "./site.ts";

interface Listed {
  readonly path: string;
  readonly entries: readonly { name: string; type: string; size: number | null; modified: string }[];
}

function parse(body: string): Listed {
  return JSON.parse(body) as Listed;
}

const JSON_ACCEPT = { accept: "application/json" };
const DATE_S = Date.UTC(2024, 0, 2, 3, 4, 5) / 1000;

function folderOf(context: TestContext): string {
  const folder = temporaryFolder(context, {
    "outside.txt": "CANARY",
    "root/file10.txt": "0123456789",
    "root/File2.txt": "01",
    "root/.env": "",
    "root/.well-known/x": "",
    "root/sub/inner.txt": "",
  });
  const root = join(folder, "root");
  symlinkSync("../outside.txt", join(root, "leaves"));
  symlinkSync("sub", join(root, "stays"));
  symlinkSync("none", join(root, "broken"));
  execFileSync("mkfifo", [join(root, "pipe")]);
  writeFileSync(join(root, "back\\slash"), "");
  writeFileSync(join(root, "new\nline"), "");
  writeFileSync(Buffer.concat([Buffer.from(`${root}/bad-`), Buffer.from([0xff])]), "");
  for (const name of ["file10.txt", "File2.txt"]) utimesSync(join(root, name), DATE_S, DATE_S);
  return root;
}

function countingDisk(): { readonly disk: Disk; readonly reads: string[] } {
  const real = createSystemDisk();
  const reads: string[] = [];
  const entries: Disk["entries"] = (path) => {
    reads.push(path);
    return real.entries(path);
  };
  return { disk: { ...real, entries }, reads };
}

describe("directory listings", () => {
  test("the server lists as JSON what a request would get, in natural order, directories first", async (context) => {
    const site = siteOf(folderOf(context), { directoryListing: true });
    const { status, fields, body } = await site.get("/", JSON_ACCEPT);
    assert.equal(status, 200);
    assert.equal(fields.get("Content-Type"), "application/json");
    assert.equal(fields.get("Vary"), "Accept");
    const { path, entries } = parse(body);
    assert.equal(path, "/");
    assert.deepEqual(
      entries.map(({ name, type }) => `${name} ${type}`),
      [".well-known directory", "stays directory", "sub directory", "File2.txt file", "file10.txt file"],
    );
    assert.deepEqual(entries.at(-1), {
      name: "file10.txt",
      type: "file",
      size: 10,
      modified: "2024-01-02T03:04:05.000Z",
    });
    assert.equal(entries[0].size, null);
  });

  test("the server sorts by size or date, either way, and takes ?format=json for Accept", async (context) => {
    const site = siteOf(folderOf(context), { directoryListing: true });
    const files = async (query: string) =>
      parse((await site.get(`/?format=json&${query}`)).body).entries.flatMap(({ name, type }) =>
        type === "file" ? name : [],
      );
    assert.deepEqual(await files("sort=size"), ["File2.txt", "file10.txt"]);
    assert.deepEqual(await files("sort=size&order=desc"), ["file10.txt", "File2.txt"]);
    assert.deepEqual(await files("sort=bogus&order=desc"), ["file10.txt", "File2.txt"]);
  });

  test("the server lists as a page for browsers, with the page's own security policy", async (context) => {
    const site = siteOf(folderOf(context), { directoryListing: true, cacheControl: "no-store" });
    const { fields, body } = await site.get("/sub/", { accept: "text/html,*/*;q=0.8" });
    assert.equal(fields.get("Content-Type"), "text/html; charset=utf-8");
    assert.match(fields.get("Content-Security-Policy") ?? "", /default-src 'none'/);
    assert.equal(fields.get("Cache-Control"), "no-store");
    assert.match(body, /inner\.txt/);
    assert.ok(body.endsWith("</html>\n") || body.endsWith("</html>"), body.slice(-30));
  });

  test("the server shows no links at all under `deny`, and hidden files where they are allowed", async (context) => {
    const root = folderOf(context);
    const names = async (options: Parameters<typeof siteOf>[1]) => {
      const { body } = await siteOf(root, { directoryListing: true, ...options }).get("/", JSON_ACCEPT);
      return parse(body).entries.map(({ name }) => name);
    };
    assert.ok(!(await names({ symlinks: "deny" })).includes("stays"));
    assert.ok((await names({ hiddenFiles: "allow" })).includes(".env"));
    assert.ok((await names({ symlinks: "follow" })).includes("leaves"));
  });

  test("the server takes ?format=html for Accept as well, and passes over a format that it doesn't know", async (context) => {
    const site = siteOf(folderOf(context), { directoryListing: true });
    const typeOf = async (target: string) => (await site.get(target, JSON_ACCEPT)).fields.get("Content-Type");
    assert.equal(await typeOf("/sub/?format=html"), "text/html; charset=utf-8");
    assert.equal(await typeOf("/sub/?format=xml"), "application/json");
  });

  test("the server says on the page how many names it can't show, and nothing where it shows all", async (context) => {
    const site = siteOf(folderOf(context), { directoryListing: true });
    const noticeOf = async (target: string) =>
      /<p class="notice">(.*?)<\/p>/.exec((await site.get(target)).body)?.[1];
    assert.equal(await noticeOf("/"), "3 names can’t be shown here: no address leads there.");
    assert.equal(await noticeOf("/sub/"), undefined);
  });

  test("the server reads a directory once for all who ask within a moment, in whatever order and form", async (context) => {
    const { disk, reads } = countingDisk();
    const root = folderOf(context);
    const site = siteOf(root, { directoryListing: true }, { disk });
    const targets = ["/sub/", "/sub/?sort=size", "/sub/?format=json&order=desc", "/sub/"];
    for (const { status } of await Promise.all(targets.map((target) => site.get(target))))
      assert.equal(status, 200);
    assert.equal(reads.length, 1);
    site.clock.advance(600);
    await site.get("/sub/?sort=modified");
    assert.equal(reads.length, 1);
    site.clock.advance(101);
    assert.match((await site.get("/sub/")).body, /inner\.txt/);
    assert.equal(reads.length, 2);
  });

  test("the server shows a name at once that came a moment after a listing", async (context) => {
    const root = folderOf(context);
    const site = siteOf(root, { directoryListing: true });
    utimesSync(join(root, "sub"), DATE_S, DATE_S);
    await site.get("/sub/");
    writeFileSync(join(root, "sub/new.txt"), "");
    assert.match((await site.get("/sub/")).body, /new\.txt/);
  });

  test("the server keeps no more than two listings", async (context) => {
    const { disk, reads } = countingDisk();
    const folder = temporaryFolder(context, { "a/x": "", "b/x": "", "c/x": "" });
    const site = siteOf(folder, { directoryListing: true }, { disk });
    for (const target of ["/a/", "/b/", "/c/", "/c/", "/b/", "/a/"]) await site.get(target);
    assert.equal(reads.length, 4);
  });

  test("the server reads again after a directory could not be read", async (context) => {
    const real = createSystemDisk();
    let isShort = true;
    const disk: Disk = {
      ...real,
      entries(path) {
        if (isShort) throw new DiskError("EMFILE", path);
        return real.entries(path);
      },
    };
    const site = siteOf(folderOf(context), { directoryListing: true }, { disk });
    assert.equal((await site.get("/sub/")).status, 503);
    isShort = false;
    assert.equal((await site.get("/sub/")).status, 200);
  });

  test("the server begins the breadcrumb where the route begins", async (context) => {
    const site = siteOf(folderOf(context), { directoryListing: true }, { prefix: "/files/" });
    assert.doesNotMatch((await site.get("/files/")).body, /<nav/);
    const { body } = await site.get("/files/sub/");
    assert.match(body, /<ol><li><a href="\.\.\/"><bdi>files<\/bdi><\/a><\/li><li><span aria-current/);
  });

  test("the server prefers an index, and lists nothing unless it may", async (context) => {
    const folder = temporaryFolder(context, { "with/index.html": "index", "without/x": "" });
    const site = siteOf(folder, { directoryListing: true });
    assert.equal((await site.get("/with/", JSON_ACCEPT)).body, "index");
    assert.equal((await siteOf(folder).get("/without/", JSON_ACCEPT)).status, 404);
  });

  test("the server does not read the directory for HEAD", async (context) => {
    const disk: Disk = {
      ...createSystemDisk(),
      entries: () => assert.fail("the directory was read"),
    };
    const site = siteOf(temporaryFolder(context, { x: "" }), { directoryListing: true }, { disk });
    const { status, length, fields } = await site.get("/", {}, "HEAD");
    assert.deepEqual([status, length], [200, undefined]);
    assert.equal(fields.get("Content-Type"), "text/html; charset=utf-8");
  });

  test("the server lets other requests through while it lists a large directory", async (context) => {
    const folder = temporaryFolder(context, { "a.txt": "a" });
    mkdirSync(join(folder, "many"));
    for (let index = 0; index < 5000; index++) writeFileSync(join(folder, "many", `f${index}`), "");
    const site = siteOf(folder, { directoryListing: true });
    let isListed = false;
    const listing = site.get("/many/", JSON_ACCEPT).finally(() => {
      isListed = true;
    });
    let answered = 0;
    while (!isListed) {
      assert.equal((await site.get("/a.txt")).status, 200);
      answered++;
      await new Promise(setImmediate);
    }
    assert.equal(parse((await listing).body).entries.length, 5000);
    assert.ok(answered > 50, String(answered));
  });

  test("the server throws a listing away whose directory was swapped while it was read", async (context) => {
    const folder = temporaryFolder(context, { "sub/x": "" });
    const real = createSystemDisk();
    const disk: Disk = {
      ...real,
      async *entries(path) {
        yield* real.entries(path);
        renameSync(join(folder, "sub"), join(folder, "sub-moved"));
        mkdirSync(join(folder, "sub"));
      },
    };
    const site = siteOf(folder, { directoryListing: true }, { disk });
    assert.equal((await site.get("/sub/")).status, 503);
  });

  test("the server lists nothing from behind a link that stood in the directory's place only while it was read", {
    skip: process.platform !== "linux",
  }, async (context) => {
    const folder = temporaryFolder(context, { "tree/sub/x": "", "outside/canary": "" });
    const real = createSystemDisk();
    const sub = join(folder, "tree/sub");
    const disk: Disk = {
      ...real,
      async *entries(path) {
        renameSync(sub, `${sub}-moved`);
        symlinkSync(join(folder, "outside"), sub);
        const batches = await Array.fromAsync(real.entries(path));
        rmSync(sub);
        renameSync(`${sub}-moved`, sub);
        yield* batches;
      },
    };
    const site = siteOf(join(folder, "tree"), { directoryListing: true }, { disk });
    const { status, body } = await site.get("/sub/?format=json");
    assert.equal(status, 200);
    assert.match(body, /"name":"x"/);
    assert.doesNotMatch(body, /canary/);
  });
});

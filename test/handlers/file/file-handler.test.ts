import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { temporaryFolder } from "../../files/temporary-folder.ts";
import { siteOf } from "./site.ts";

/** Long past, so that tags are strong. */
const OLD = new Date(Date.UTC(2024, 0, 2, 3, 4, 5));

function age(folder: string, ...names: readonly string[]): void {
  for (const name of names) utimesSync(join(folder, name), OLD, OLD);
}

describe("a tree of files", () => {
  test("the server answers a file with its type, length, validators and nosniff", async (context) => {
    const folder = temporaryFolder(context, { "a.txt": "hello" });
    age(folder, "a.txt");
    const { status, fields, body, length } = await siteOf(folder).get("/a.txt");
    assert.equal(status, 200);
    assert.equal(body, "hello");
    assert.equal(length, 5);
    assert.equal(fields.get("Content-Type"), "text/plain; charset=utf-8");
    assert.equal(fields.get("X-Content-Type-Options"), "nosniff");
    assert.equal(fields.get("Last-Modified"), "Tue, 02 Jan 2024 03:04:05 GMT");
    assert.equal(fields.get("Accept-Ranges"), "bytes");
    assert.match(fields.get("ETag") ?? "", /^"5-[0-9a-f]+-[0-9a-f]+"$/);
    assert.equal(fields.get("Vary"), "Accept-Encoding");
    assert.equal(fields.get("Cache-Control"), undefined);
  });

  test("the server gives out the very same answer, at once, while a cached file is fresh", async (context) => {
    const site = siteOf(temporaryFolder(context, { "a.txt": "hello" }));
    const first = await site.ask("/a.txt");
    const second = site.ask("/a.txt", { accept: "*/*", "accept-encoding": "gzip, br" });
    assert.ok(!(second instanceof Promise));
    assert.ok(first.kind === "response" && first.shared === true);
    assert.equal(second, first);
    assert.equal(site.ask("/a.txt", {}, "HEAD"), first);
  });

  test("the server sees a changed file within one second, and keeps the same answer for an unchanged one", async (context) => {
    const folder = temporaryFolder(context, { "a.txt": "one", "b.txt": "two" });
    age(folder, "a.txt", "b.txt");
    const site = siteOf(folder);
    const unchanged = await site.ask("/b.txt");
    assert.equal((await site.get("/a.txt")).body, "one");
    writeFileSync(join(folder, "a.txt"), "uno");
    age(folder, "a.txt"); // the same size and second: the inode and ns may tell nothing more
    writeFileSync(join(folder, "a.txt"), "tre!");
    site.clock.advance(999);
    assert.equal((await site.get("/a.txt")).body, "tre!");
    assert.equal(await site.ask("/b.txt"), unchanged);
    rmSync(join(folder, "a.txt"));
    site.clock.advance(999);
    assert.equal((await site.get("/a.txt")).status, 404);
    writeFileSync(join(folder, "a.txt"), "back");
    assert.equal((await site.get("/a.txt")).body, "back");
  });

  test("the server reads a young file again even where its status is the same", async (context) => {
    const folder = temporaryFolder(context, { "a.txt": "one" });
    const site = siteOf(folder);
    const now = new Date();
    utimesSync(join(folder, "a.txt"), now, now);
    assert.match((await site.get("/a.txt")).fields.get("ETag") ?? "", /^W\//);
    writeFileSync(join(folder, "a.txt"), "uno");
    utimesSync(join(folder, "a.txt"), now, now);
    site.clock.advance(999);
    assert.equal((await site.get("/a.txt")).body, "uno");
    site.clock.advance(3000);
    assert.match((await site.get("/a.txt")).fields.get("ETag") ?? "", /^"/);
  });

  test("the server never dates a file into the future", async (context) => {
    const folder = temporaryFolder(context, { "a.txt": "x" });
    const future = new Date(Date.now() + 86_400_000);
    utimesSync(join(folder, "a.txt"), future, future);
    const { fields } = await siteOf(folder).get("/a.txt");
    assert.ok(Date.parse(fields.get("Last-Modified") ?? "") <= Date.now());
  });

  test("the server reads a burst for one cold file once", async (context) => {
    const site = siteOf(temporaryFolder(context, { "a.txt": "x" }));
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => site.ask("/a.txt")));
    assert.equal(new Set(outcomes).size, 1);
  });

  test("the server answers empty files, and names with spaces, %, #, ? and other scripts", async (context) => {
    const names = ["a b", "100%", "a#b", "a?b", "ä-ö.txt", "日本", "a%2Fb", "+", "a;b", "'q\"", "<i>"];
    const folder = temporaryFolder(context, Object.fromEntries(names.map((name) => [name, name])));
    writeFileSync(join(folder, "empty"), "");
    const site = siteOf(folder);
    for (const name of names) assert.equal((await site.get(`/${encodeURIComponent(name)}`)).body, name);
    const empty = await site.get("/empty");
    assert.deepEqual([empty.status, empty.length], [200, 0]);
  });

  test("the server refuses an encoded slash, also where a file by the encoded name is cached", async (context) => {
    const site = siteOf(temporaryFolder(context, { "a%2Fb": "x", "a/b": "y" }));
    assert.equal((await site.get("/a%252Fb")).body, "x");
    assert.equal((await site.get("/a%2Fb")).status, 400);
    assert.equal((await site.get("/a/b")).body, "y");
  });

  test("the server says 501 to what changes files, until uploads are built", async (context) => {
    const site = siteOf(temporaryFolder(context, { a: "x" }), { methods: ["GET", "POST", "PUT", "DELETE"] });
    for (const method of ["POST", "PUT", "DELETE"])
      assert.equal((await site.get("/a", {}, method)).status, 501);
  });

  test("the server sets Cache-Control where the route says so, on 200, 206 and 304", async (context) => {
    const folder = temporaryFolder(context, { "a.txt": "hello" });
    age(folder, "a.txt");
    const site = siteOf(folder, { cacheControl: "max-age=60" });
    const tag = (await site.get("/a.txt")).fields.get("ETag") ?? "";
    for (const fields of [{}, { range: "bytes=0-1" }, { "if-none-match": tag }]) {
      assert.equal((await site.get("/a.txt", fields)).fields.get("Cache-Control"), "max-age=60");
    }
  });
});

describe("directories", () => {
  test("the server answers a directory by its index, the first that is there", async (context) => {
    const folder = temporaryFolder(context, { "sub/home.htm": "second", "index.html": "root" });
    const site = siteOf(folder, { index: ["index.html", "home.htm"] });
    assert.equal((await site.get("/")).body, "root");
    const { body, fields } = await site.get("/sub/");
    assert.equal(body, "second");
    assert.equal(fields.get("Content-Type"), "text/html; charset=utf-8");
    assert.ok(!(site.ask("/sub/") instanceof Promise));
  });

  test("the server adds the slash by 308, keeps the query, and stays on the host", async (context) => {
    const folder = temporaryFolder(context, {
      "evil.com/index.html": "x",
      "a b%/index.html": "x",
      "s/ü/index.html": "x",
    });
    const site = siteOf(folder);
    const location = async (target: string) => {
      const { status, fields } = await site.get(target);
      return `${status} ${fields.get("Location")}`;
    };
    assert.equal(await location("/evil.com?q=1&r=%2F"), "308 /evil.com/?q=1&r=%2F");
    assert.equal(await location("//evil.com"), "308 /evil.com/");
    assert.equal(await location("///x/../evil.com?"), "308 /evil.com/?");
    assert.equal(await location("/a%20b%25"), "308 /a%20b%25/");
    assert.equal(await location("/s/%C3%BC?\xfc"), "308 /s/%C3%BC/?%fc");
    const below = siteOf(folder, {}, { prefix: "/static/" });
    const { fields } = await below.get("/static/evil.com");
    assert.equal(fields.get("Location"), "/static/evil.com/");
  });

  test("the server says 404 to a directory without index, and to a file with a slash", async (context) => {
    const site = siteOf(temporaryFolder(context, { "sub/a": "x", "f.txt": "x" }));
    assert.equal((await site.get("/sub/")).status, 404);
    assert.equal((await site.get("/f.txt/")).status, 404);
    assert.equal((await site.get("/f.txt/x")).status, 404);
    assert.equal((await site.get("/none")).status, 404);
    assert.equal((await site.get(`/${"n".repeat(5000)}`)).status, 404);
  });

  test("the server does not follow a directory index that leads outside", async (context) => {
    const folder = temporaryFolder(context, { "root/sub/x": "", "out.html": "CANARY" });
    symlinkSync("../../out.html", join(folder, "root/sub/index.html"));
    assert.equal((await siteOf(join(folder, "root")).get("/sub/")).status, 404);
  });
});

describe("what lies outside, is hidden, or is no file (PEERS classes 1 and 2)", () => {
  test("the server answers 404, and never shows what is there", async (context) => {
    const folder = temporaryFolder(context, {
      "outside.txt": "CANARY",
      "root/.env": "CANARY",
      "root/index.html": "x",
    });
    const root = join(folder, "root");
    symlinkSync("../outside.txt", join(root, "l"));
    symlinkSync("/", join(root, "d"));
    symlinkSync(".env", join(root, "pub.txt"));
    symlinkSync("/dev/zero", join(root, "z"));
    execFileSync("mkfifo", [join(root, "p")]);
    const site = siteOf(root, { directoryListing: true });
    for (const target of [
      "/l",
      "/d/etc/passwd",
      "/d/",
      "/pub.txt",
      "/z",
      "/p",
      "/.env",
      "/..;/outside.txt",
      "/x/../.env",
    ]) {
      const { status, body } = await site.get(target);
      assert.equal(status, 404, target);
      assert.ok(!body.includes("CANARY"));
    }
    const pipes = Array.from({ length: 20 }, () => site.get("/p"));
    assert.equal((await site.get("/index.html")).body, "x");
    for (const { status } of await Promise.all(pipes)) assert.equal(status, 404);
  });

  test("a link that is swapped behind a cached file is seen within one second", async (context) => {
    const folder = temporaryFolder(context, { "outside.txt": "CANARY", "root/f": "inside" });
    const name = join(folder, "root/f");
    const site = siteOf(join(folder, "root"));
    assert.equal((await site.get("/f")).body, "inside");
    rmSync(name);
    symlinkSync("../outside.txt", name);
    site.clock.advance(999);
    assert.equal((await site.get("/f")).status, 404);
  });

  test("the server follows a deployment that swaps the link to its root", async (context) => {
    const folder = temporaryFolder(context, { "r1/a": "first", "r2/a": "second" });
    symlinkSync("r1", join(folder, "current"));
    const site = siteOf(join(folder, "current"));
    assert.equal((await site.get("/a")).body, "first");
    symlinkSync("r2", join(folder, "next"));
    renameSync(join(folder, "next"), join(folder, "current"));
    site.clock.advance(999);
    assert.equal((await site.get("/a")).body, "second");
  });
});

describe("preconditions on files (RFC 9110 §13)", () => {
  for (const kind of ["cached", "large"] as const) {
    test(`the server answers 304 and 412 for a ${kind} file`, async (context) => {
      const folder = temporaryFolder(context, { "a.txt": "hello" });
      age(folder, "a.txt");
      const site = siteOf(folder, {}, { fileOctets: kind === "large" ? 0 : 1024 });
      const { fields: first } = await site.get("/a.txt");
      const tag = first.get("ETag") ?? "";
      const date = first.get("Last-Modified") ?? "";
      const status = async (fields: Record<string, string>) => (await site.get("/a.txt", fields)).status;
      assert.equal(await status({ "if-none-match": tag }), 304);
      assert.equal(await status({ "if-none-match": `"x", W/${tag}` }), 304);
      assert.equal(await status({ "if-none-match": '"x"', "if-modified-since": date }), 200);
      assert.equal(await status({ "if-modified-since": date }), 304);
      assert.equal(await status({ "if-match": '"x"' }), 412);
      assert.equal(await status({ "if-match": tag }), 200);
      assert.equal(await status({ "if-unmodified-since": "Mon, 01 Jan 2001 00:00:00 GMT" }), 412);
      const { fields, contentKind } = await site.get("/a.txt", { "if-none-match": tag });
      assert.equal(contentKind, "none");
      assert.deepEqual([...fields.keys()].sort(), ["ETag", "Last-Modified", "Vary"]);
    });
  }
});

describe("ranges of files (RFC 9110 §14)", () => {
  for (const kind of ["cached", "large"] as const) {
    test(`the server answers ranges of a ${kind} file`, async (context) => {
      const folder = temporaryFolder(context, { "a.bin": "0123456789" });
      age(folder, "a.bin");
      const site = siteOf(folder, {}, { fileOctets: kind === "large" ? 0 : 1024 });
      const ask = async (range: string, others: Record<string, string> = {}) => {
        const { status, body, fields } = await site.get("/a.bin", { range, ...others });
        return `${status} ${fields.get("Content-Range") ?? "-"} ${status === 416 ? "" : body}`;
      };
      assert.equal(await ask("bytes=0-0"), "206 bytes 0-0/10 0");
      assert.equal(await ask("bytes=-5"), "206 bytes 5-9/10 56789");
      assert.equal(await ask("bytes=7-99"), "206 bytes 7-9/10 789");
      assert.equal(await ask("bytes=10-"), "416 bytes */10 ");
      assert.equal(await ask("bytes=-0"), "416 bytes */10 ");
      assert.equal(await ask("bytes=9223372036854775807-"), "416 bytes */10 ");
      assert.equal(await ask("bytes=-99999999999999999999"), "206 bytes 0-9/10 0123456789");
      for (const ignored of [
        "bytes=5-2",
        "bytes=,,,",
        "items=0-1",
        "bytes=a-",
        `bytes=${"0-,".repeat(2700)}`,
      ]) {
        assert.equal(await ask(ignored), "200 - 0123456789", ignored);
      }
      assert.equal(await ask("bytes=0-1", { "if-range": '"old"' }), "200 - 0123456789");
      const tag = (await site.get("/a.bin")).fields.get("ETag") ?? "";
      assert.equal(await ask("bytes=0-1", { "if-range": tag }), "206 bytes 0-1/10 01");
      assert.equal((await site.get("/a.bin", { range: "bytes=0-1" }, "HEAD")).status, 200);
    });

    test(`the server answers several ranges of a ${kind} file in one message`, async (context) => {
      const folder = temporaryFolder(context, { "a.txt": "0123456789" });
      const site = siteOf(folder, {}, { fileOctets: kind === "large" ? 0 : 1024 });
      const { status, fields, body, length, octets } = await site.get("/a.txt", { range: "bytes=0-1,-2" });
      const boundary = "ab".repeat(18);
      assert.equal(status, 206);
      assert.equal(fields.get("Content-Type"), `multipart/byteranges; boundary=${boundary}`);
      assert.equal(fields.get("Content-Range"), undefined);
      assert.equal(length, octets.length);
      assert.equal(
        body,
        `--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 0-1/10\r\n\r\n01` +
          `\r\n--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 8-9/10\r\n\r\n89` +
          `\r\n--${boundary}--\r\n`,
      );
    });
  }

  test("the server answers the end of a file larger than 4 GiB", async (context) => {
    const folder = temporaryFolder(context);
    execFileSync("truncate", ["-s", "5G", join(folder, "big")]);
    appendFileSync(join(folder, "big"), "END");
    const site = siteOf(folder);
    const { status, body, fields } = await site.get("/big", { range: "bytes=-4" });
    assert.deepEqual([status, body], [206, "\0END"]);
    assert.equal(fields.get("Content-Range"), "bytes 5368709119-5368709122/5368709123");
  });
});

describe("large files", () => {
  test("the server hands an open file to the connection, and none for HEAD", async (context) => {
    const site = siteOf(temporaryFolder(context, { big: "x".repeat(1000) }), {}, { fileOctets: 100 });
    const got = await site.get("/big");
    assert.deepEqual([got.contentKind, got.length, got.body.length], ["file", 1000, 1000]);
    const head = await site.ask("/big", {}, "HEAD");
    assert.ok(head.kind === "response" && head.content.kind === "file");
    assert.equal(head.content.end, 1000);
    await assert.rejects(head.content.file.read(new Uint8Array(1), 0));
    const headAnswer = await site.get("/big", {}, "HEAD");
    assert.deepEqual(headAnswer.fields, got.fields);
  });

  test("the server cuts several ranges short where the file changes while they are sent", async (context) => {
    const folder = temporaryFolder(context, { big: "x".repeat(1000) });
    const site = siteOf(folder, {}, { fileOctets: 100 });
    const outcome = await site.ask("/big", { range: "bytes=0-9,20-29" });
    assert.ok(outcome.kind === "response" && outcome.content.kind === "stream");
    const chunks = outcome.content.chunks[Symbol.asyncIterator]();
    await chunks.next();
    appendFileSync(join(folder, "big"), "y");
    await assert.rejects(async () => {
      while ((await chunks.next()).done !== true);
    }, /changed while it was sent/);
  });
});

describe("one file", () => {
  test("the server answers GET, HEAD and a listed POST alike", async (context) => {
    const folder = temporaryFolder(context, { "page.html": "page", "index.html": "x" });
    const site = siteOf({ kind: "single", file: join(folder, "page.html") }, { methods: ["GET", "POST"] });
    assert.equal((await site.get("/")).body, "page");
    assert.equal((await site.get("/any/thing")).body, "page");
    const posted = await site.get("/", { "if-modified-since": new Date().toUTCString() }, "POST");
    assert.deepEqual([posted.status, posted.body], [200, "page"]);
    assert.equal((await site.get("/", { range: "bytes=0-0" }, "POST")).status, 200);
    assert.equal((await site.get("/", {}, "PUT")).status, 501);
  });

  test("the server follows the link that the operator named, unless links are denied", async (context) => {
    const folder = temporaryFolder(context, { "elsewhere/.page.html": "page" });
    mkdirSync(join(folder, "site"));
    symlinkSync("../elsewhere/.page.html", join(folder, "site/link.html"));
    const target = { kind: "single", file: join(folder, "site/link.html") } as const;
    assert.equal((await siteOf(target).get("/")).body, "page");
    assert.equal((await siteOf(target, { symlinks: "deny" }).get("/")).status, 404);
  });

  test("the server says 404 once the file is gone, and is a folder", async (context) => {
    const folder = temporaryFolder(context, { "page.html": "page" });
    const site = siteOf({ kind: "single", file: join(folder, "page.html") });
    assert.equal((await site.get("/")).status, 200);
    rmSync(join(folder, "page.html"));
    site.clock.advance(999);
    assert.equal((await site.get("/")).status, 404);
    mkdirSync(join(folder, "page.html"));
    assert.equal((await site.get("/")).status, 404);
  });
});

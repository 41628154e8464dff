// Files of a tree as representations: types, validators, HEAD, odd names, and files that change, through a real socket.
import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import type { OpenFile } from "../../src/platform/disk.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { ODD_NAMES } from "../support/odd-names.ts";
import { get, RawClient, type RawResponse } from "../support/raw-client.ts";
import { type ServerSetup, startServer } from "../support/running-server.ts";
import { ageTree, type Settings, treeYaml } from "../support/site-config.ts";

function startTree(
  context: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
  more: Partial<ServerSetup> = {},
) {
  return startServer(context, { yaml: treeYaml(), files, prepare: ageTree, ...more });
}

function withoutDate(fields: RawResponse["fields"]): Record<string, string> {
  const { date: _, ...others } = Object.fromEntries(fields);
  return others;
}

describe("files", () => {
  test("the server tells type with charset, nosniff, length and strong validators", async (t) => {
    const { port } = await startTree(t, {
      "site/index.html": "<p>home",
      "site/a.css": "a{}",
      "site/a.js": "1",
      "site/a.mjs": "1",
      "site/a.json": "{}",
      "site/a.svg": "<svg/>",
      "site/a.png": "png",
      "site/a.wasm": "wasm",
      "site/a.woff2": "w",
      "site/A.TXT": "text",
      "site/noextension": "?",
      "site/a.unknownthing": "?",
    });
    for (const [name, type] of [
      ["", "text/html; charset=utf-8"],
      ["a.css", "text/css; charset=utf-8"],
      ["a.js", "text/javascript; charset=utf-8"],
      ["a.mjs", "text/javascript; charset=utf-8"],
      ["a.json", "application/json"],
      ["a.png", "image/png"],
      ["a.wasm", "application/wasm"],
      ["a.woff2", "font/woff2"],
      ["A.TXT", "text/plain; charset=utf-8"],
      ["noextension", "application/octet-stream"],
      ["a.unknownthing", "application/octet-stream"],
    ]) {
      const { status, fields } = await get(port, `/${name}`);
      assert.equal(status, 200, name);
      assert.equal(
        fields.get("content-type")?.replace(/^application\/json;.*/, "application/json"),
        type,
        name,
      );
      assert.equal(fields.get("x-content-type-options"), "nosniff");
      assert.match(fields.get("etag") ?? "", /^"[\x21\x23-\x7e]+"$/);
      assert.equal(fields.get("last-modified"), "Tue, 02 Jan 2024 03:04:05 GMT");
      assert.equal(fields.get("accept-ranges"), "bytes");
    }
    assert.match((await get(port, "/a.svg")).fields.get("content-type") ?? "", /^image\/svg\+xml/);
  });

  test("an empty file is an empty answer, from memory too, for GET, HEAD and ranges", async (t) => {
    const { port } = await startTree(t, { "site/empty.txt": "" });
    for (const method of ["GET", "HEAD", "GET"]) {
      const { status, fields, body } = await get(port, "/empty.txt", {}, method);
      assert.deepEqual([status, fields.get("content-length"), body.length], [200, "0", 0]);
    }
    const range = await get(port, "/empty.txt", { Range: "bytes=0-" });
    assert.deepEqual([range.status, range.fields.get("content-range")], [416, "bytes */0"]);
  });

  test("HEAD says what GET says, whatever the answer, and sends nothing behind the head", async (t) => {
    const { port } = await startTree(
      t,
      {
        "site/index.html": "home",
        "site/a.txt": "hello",
        "site/a.txt.gz": "coded",
        "site/large.bin": Buffer.alloc(400_000, 1),
        "site/list/a.txt": "a",
      },
      { yaml: treeYaml({ directory_listing: true }) },
    );
    const tag = (await get(port, "/a.txt")).fields.get("etag") ?? "";
    const cases: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      ["/", {}],
      ["/a.txt", {}],
      ["/a.txt", { "Accept-Encoding": "gzip" }],
      ["/a.txt", { "If-None-Match": tag }],
      ["/a.txt", { "If-Match": '"x"' }],
      ["/large.bin", {}],
      ["/large.bin", { "If-Match": '"x"' }],
      ["/list", {}],
      ["/list/", {}],
      ["/list/?format=json", {}],
      ["/none", {}],
      ["/none", { Accept: "application/json" }],
      ["/%zz", {}],
    ];
    const client = await RawClient.to(port);
    for (const [target, fields] of cases) {
      const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
      const request = (method: string) => `${method} ${target} HTTP/1.1\r\nHost: a\r\n${lines.join("")}\r\n`;
      client.send(request("GET"));
      const got = await client.response();
      client.send(request("HEAD"));
      const head = await client.response("HEAD");
      assert.equal(head.statusLine, got.statusLine, target);
      assert.deepEqual(withoutDate(head.fields), withoutDate(got.fields), target);
    }
    client.close();
  });

  test("names with spaces, percent signs, question marks, hashes and other odd characters are served, encoded", async (t) => {
    const { port } = await startTree(
      t,
      {},
      {
        prepare(folder) {
          mkdirSync(join(folder, "site"));
          for (const name of ODD_NAMES) writeFileSync(join(folder, "site", name), `content of ${name}`);
        },
      },
    );
    for (const name of ODD_NAMES) {
      const { status, body } = await get(port, `/${encodeURIComponent(name)}`);
      // Control characters never get past the canonical path.
      if (/[\x00-\x1f]/.test(name)) assert.equal(status, 400, JSON.stringify(name));
      else assert.deepEqual([status, body.toString()], [200, `content of ${name}`], JSON.stringify(name));
    }
  });

  test("a name that holds no UTF-8 is neither served nor listed, and breaks nothing", async (t) => {
    const { port } = await startTree(
      t,
      { "site/a.txt": "a" },
      {
        yaml: treeYaml({ directory_listing: true }),
        prepare(folder) {
          writeFileSync(Buffer.concat([Buffer.from(`${folder}/site/bad`), Buffer.from([0xff, 0xfe])]), "bad");
        },
      },
    );
    assert.equal((await get(port, "/bad%FF%FE")).status, 400);
    assert.equal((await get(port, "/bad%EF%BF%BD%EF%BF%BD")).status, 404);
    const { status, body } = await get(port, "/?format=json");
    assert.equal(status, 200);
    assert.match(body.toString(), /"name":"a.txt"/);
    assert.doesNotMatch(body.toString(), /"name":"bad/);
  });

  for (const [title, route] of [
    ["is a link", { file: "linked/" }],
    ["has dot segments", { file: "./other/../site/./" }],
    ["has no slash at its end", { file: "site" }],
    ["is a link with dot segments behind it", { file: "linked/../site/" }],
  ] as const satisfies readonly (readonly [string, Settings])[]) {
    test(`a root that ${title} is served`, async (t) => {
      const { port } = await startTree(
        t,
        { "site/sub/a.txt": "a", "other/b.txt": "b" },
        {
          yaml: treeYaml(route),
          prepare: (folder) => symlinkSync("site", join(folder, "linked")),
        },
      );
      assert.equal((await get(port, "/sub/a.txt")).body.toString(), "a");
      assert.equal((await get(port, "/sub")).fields.get("location"), "/sub/");
      assert.equal((await get(port, "/../other/b.txt")).status, 400);
    });
  }

  test("the same octets and validators come from memory as from the disk, for many clients at once", async (t) => {
    const content = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7) % 251));
    const { port } = await startTree(t, { "site/a.bin": content });
    const first = await get(port, "/a.bin");
    const others = await Promise.all(Array.from({ length: 30 }, () => get(port, "/a.bin")));
    for (const { body, fields } of [first, ...others]) {
      assert.ok(body.equals(content));
      assert.equal(fields.get("etag"), first.fields.get("etag"));
    }
  });
});

describe("files that change", () => {
  test("a changed, replaced, new or removed file is seen within one second", async (t) => {
    const clock = new ManualClock(Date.now());
    const files = {
      "site/a.txt": "one",
      "site/b.txt": "one",
      "site/c.txt": "one",
      "site/a.txt.gz": "coded one",
    };
    const { port, folder } = await startTree(t, files, { platform: (system) => ({ ...system, clock }) });
    const site = (name: string) => join(folder, "site", name);
    for (const name of ["a.txt", "b.txt", "c.txt"])
      assert.equal((await get(port, `/${name}`)).body.toString(), "one");
    const before = (await get(port, "/a.txt")).fields.get("etag");
    assert.equal((await get(port, "/d.txt")).status, 404);
    writeFileSync(site("a.txt"), "two");
    writeFileSync(site("b.new"), "two");
    renameSync(site("b.new"), site("b.txt"));
    rmSync(site("c.txt"));
    writeFileSync(site("d.txt"), "two");
    await clock.advance(1000);
    const after = await get(port, "/a.txt", { "Accept-Encoding": "gzip" });
    assert.equal(after.body.toString(), "two", "the coded form is older than the file now");
    assert.notEqual(after.fields.get("etag"), before);
    assert.equal((await get(port, "/b.txt")).body.toString(), "two");
    assert.equal((await get(port, "/c.txt")).status, 404);
    assert.equal((await get(port, "/d.txt")).body.toString(), "two");
  });

  test("a young file has a weak tag, which becomes strong once it has rested for two seconds", async (t) => {
    const clock = new ManualClock(Date.now());
    const { port } = await startTree(
      t,
      { "site/a.txt": "one" },
      {
        prepare: () => {},
        platform: (system) => ({ ...system, clock }),
      },
    );
    const young = (await get(port, "/a.txt")).fields.get("etag") ?? "";
    assert.match(young, /^W\/"/);
    await clock.advance(3000);
    assert.equal((await get(port, "/a.txt")).fields.get("etag"), young.slice(2));
  });

  test("Last-Modified is never later than Date", async (t) => {
    const { port, folder } = await startTree(t, { "site/a.txt": "one" });
    utimesSync(join(folder, "site/a.txt"), new Date("2099-01-01"), new Date("2099-01-01"));
    const { fields } = await get(port, "/a.txt");
    assert.ok(Date.parse(fields.get("last-modified") ?? "") <= Date.parse(fields.get("date") ?? ""));
  });

  /** Starts a server on a large file that something happens to once its first octets were read. */
  async function startChanging(context: TestContext, change: (path: string) => void) {
    let changed = false;
    const server = await startTree(
      context,
      { "site/large.bin": Buffer.alloc(2_000_000, "a") },
      {
        platform: (system) => ({
          ...system,
          disk: {
            ...system.disk,
            async openFile(path, options) {
              const file = await system.disk.openFile(path, options);
              return changingAfterRead(file, () => {
                if (!changed) change(path);
                changed = true;
              });
            },
          },
        }),
      },
    );
    return server;
  }

  for (const [title, change] of [
    ["shrinks", (path: string) => truncateSync(path, 1_000_000)],
    ["is emptied", (path: string) => truncateSync(path, 0)],
    ["grows", (path: string) => appendFileSync(path, "b")],
    ["is written over", (path: string) => writeFileSync(path, Buffer.alloc(2_000_000, "b"))],
  ] as const) {
    test(`a file that ${title} while it is sent is cut short, never padded or mixed under a good length`, async (t) => {
      const { port } = await startChanging(t, change);
      for (const range of [undefined, "bytes=0-1999999"]) {
        const client = await RawClient.to(port);
        const line = range === undefined ? "" : `Range: ${range}\r\n`;
        client.send(`GET /large.bin HTTP/1.1\r\nHost: a\r\n${line}\r\n`);
        if (range === undefined) {
          const wire = await client.rest();
          const bodyStart = wire.indexOf("\r\n\r\n") + 4;
          assert.match(wire.subarray(0, bodyStart).toString(), /content-length: 2000000\r\n/i);
          assert.ok(wire.length - bodyStart < 2_000_000, "the promised length must not be reached");
          assert.ok(!wire.subarray(bodyStart).includes(0), "no padding");
        } else {
          // The change is over: what is there now comes whole.
          assert.ok([200, 206, 416].includes((await client.response()).status));
        }
        client.close();
      }
    });
  }

  for (const [title, change] of [
    ["vanishes", (path: string) => rmSync(path)],
    [
      "is replaced",
      (path: string) => {
        writeFileSync(`${path}.new`, Buffer.alloc(2_000_000, "b"));
        renameSync(`${path}.new`, path);
      },
    ],
  ] as const) {
    test(`a file whose name ${title} while it is sent arrives whole, as it was`, async (t) => {
      const { port } = await startChanging(t, change);
      const { status, body } = await get(port, "/large.bin");
      assert.equal(status, 200);
      assert.ok(body.equals(Buffer.alloc(2_000_000, "a")));
    });
  }

  test("a small file that is rewritten all the time is always one version, whole", async (t) => {
    const clock = new ManualClock();
    const { port, folder } = await startTree(
      t,
      { "site/a.txt": "0".repeat(1000) },
      {
        platform: (system) => ({ ...system, clock }),
      },
    );
    for (let version = 1; version < 60; version++) {
      const [{ status, body }] = await Promise.all([
        get(port, "/a.txt"),
        clock.advance(1000),
        Promise.resolve().then(() =>
          writeFileSync(join(folder, "site/a.txt"), String(version % 10).repeat(1000 + version)),
        ),
      ]);
      assert.equal(status, 200);
      assert.match(body.toString(), /^(\d)\1*$/);
    }
  });
});

function changingAfterRead(file: OpenFile, change: () => void): OpenFile {
  return {
    status: file.status,
    async read(into, position) {
      const octets = await file.read(into, position);
      change();
      return octets;
    },
    currentStatus: () => file.currentStatus(),
    currentPath: async () => file.currentPath?.(),
    close: () => file.close(),
  };
}

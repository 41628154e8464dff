// Links, special files and races: what a tree gives out is what lies inside it, through a real socket.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { Worker } from "node:worker_threads";
import { DiskError } from "../../src/platform/disk.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { get, RawClient } from "../support/raw-client.ts";
import { type ServerSetup, startServer } from "../support/running-server.ts";
import { type Settings, treeYaml } from "../support/site-config.ts";

const FILES = {
  "outside.txt": "CANARY",
  "outside/page.txt": "CANARY",
  "site-old/page.txt": "CANARY",
  "site/index.html": "home",
  "site/.env": "secret",
  "site/.git/config": "secret",
  "site/real.txt": "real",
  "site/sub/page.txt": "page",
  "site/coded.txt": "plain",
};

function prepare(folder: string): void {
  const site = join(folder, "site");
  const link = (to: string, name: string) => symlinkSync(to, join(site, name));
  link("../outside.txt", "l");
  link(join(folder, "outside.txt"), "absolute");
  link("/", "d");
  link("..", "up");
  link("../outside", "outdir");
  link("../site-old", "sibling");
  link(".env", "pub.txt");
  link(".git", "pubdir");
  link("/dev/zero", "z");
  link("/dev/stdin", "stdin");
  link("loop", "loop");
  link("nowhere", "dangling");
  link("real.txt", "inside.txt");
  link("sub", "subdir");
  link("inside.txt", "twice.txt");
  link("l", "twice-out.txt");
  link("../outside.txt", "coded.txt.br");
  mkdirSync(join(site, "indexed"));
  link("../../outside.txt", "indexed/index.html");
  execFileSync("mkfifo", [join(site, "p")]);
}

function startLinks(
  context: TestContext,
  route: Settings = {},
  platform: ServerSetup["platform"] = (system) => system,
) {
  return startServer(context, { yaml: treeYaml(route), files: FILES, prepare, platform });
}

const ASTRAY = [
  ...["/l", "/absolute", "/twice-out.txt", "/z", "/stdin", "/loop", "/dangling", "/p", "/pub.txt"],
  ...[
    "/d",
    "/d/",
    "/d/etc/passwd",
    "/d/dev/zero",
    "/up/outside.txt",
    "/up/site/real.txt",
    "/outdir/page.txt",
  ],
  ...["/outdir/", "/sibling/page.txt", "/pubdir/config", "/l/", "/p/", "/z/x", "/loop/x"],
];

describe("links and special files", () => {
  for (const listing of [false, true]) {
    test(`the server answers 404 for all that leads out, is hidden or special${listing ? ", with listings" : ""}`, async (t) => {
      const { port } = await startLinks(t, { directory_listing: listing });
      for (const target of ASTRAY) {
        for (const method of ["GET", "HEAD"]) {
          const { status, body } = await get(port, target, {}, method);
          // "/up/site/real.txt" is inside again: its real path decides.
          if (target !== "/up/site/real.txt") assert.equal(status, 404, `${method} ${target}`);
          assert.doesNotMatch(body.toString(), /CANARY|secret|root:/, target);
        }
      }
      assert.equal((await get(port, "/")).body.toString(), "home");
    });
  }

  test("links that stay inside are followed, and a path's other name has the same validators", async (t) => {
    const { port } = await startLinks(t);
    for (const [target, body] of [
      ["/inside.txt", "real"],
      ["/twice.txt", "real"],
      ["/subdir/page.txt", "page"],
    ])
      assert.equal((await get(port, target)).body.toString(), body, target);
    assert.equal((await get(port, "/subdir")).fields.get("location"), "/subdir/");
    const [one, other] = await Promise.all([get(port, "/real.txt"), get(port, "/inside.txt")]);
    assert.equal(one.fields.get("etag")?.replace("W/", ""), other.fields.get("etag")?.replace("W/", ""));
  });

  test("a coded form or an index that is a link to the outside is not used", async (t) => {
    const { port } = await startLinks(t, { directory_listing: true });
    const coded = await get(port, "/coded.txt", { "Accept-Encoding": "br" });
    assert.deepEqual([coded.body.toString(), coded.fields.get("content-encoding")], ["plain", undefined]);
    assert.doesNotMatch((await get(port, "/indexed/")).body.toString(), /CANARY/);
  });

  test("the listing names nothing that a request would not get", async (t) => {
    const { port } = await startLinks(t, { directory_listing: true, index: ["none"] });
    const listing: unknown = JSON.parse((await get(port, "/?format=json")).body.toString());
    assert.ok(typeof listing === "object" && listing !== null && "entries" in listing);
    assert.ok(Array.isArray(listing.entries));
    const names = listing.entries.map(({ name }) => name);
    const expected = [
      "coded.txt",
      "indexed",
      "index.html",
      "inside.txt",
      "real.txt",
      "sub",
      "subdir",
      "twice.txt",
    ];
    assert.deepEqual(names.toSorted(), expected.toSorted());
  });

  test("symlinks: deny takes no link at all, follow takes those that lead out but opens no special file", async (t) => {
    const denied = await startLinks(t, { symlinks: "deny" });
    for (const target of ["/inside.txt", "/subdir/page.txt", ...ASTRAY])
      assert.equal((await get(denied.port, target)).status, 404, target);
    assert.equal((await get(denied.port, "/real.txt")).status, 200);
    const followed = await startLinks(t, { symlinks: "follow" });
    assert.equal((await get(followed.port, "/l")).body.toString(), "CANARY");
    assert.equal((await get(followed.port, "/outdir/page.txt")).body.toString(), "CANARY");
    for (const target of ["/p", "/z", "/d/dev/zero", "/loop", "/dangling", "/pub.txt", "/pubdir/config"])
      assert.equal((await get(followed.port, target)).status, 404, target);
  });

  test("a socket in the tree is 404", async (t) => {
    const { port, folder } = await startLinks(t);
    const socket = createServer();
    await new Promise<void>((resolve) => socket.listen(join(folder, "site", "s"), resolve));
    assert.equal((await get(port, "/s")).status, 404);
    await new Promise((resolve) => socket.close(resolve));
  });

  test("many requests for a FIFO hold up nobody, and all are answered", async (t) => {
    const { port } = await startLinks(t);
    const waiting = Array.from({ length: 20 }, () => get(port, "/p"));
    // Were the FIFO opened to wait for a writer, four of them would take all of libuv's threads for ever.
    assert.equal((await get(port, "/index.html")).body.toString(), "home");
    for (const { status } of await Promise.all(waiting)) assert.equal(status, 404);
  });

  test("a file that may not be read is 403, other failures of the disk 500 and 503, and no detail shows", async (t) => {
    const failing = (code: string): ServerSetup["platform"] => {
      return (system) => ({
        ...system,
        disk: { ...system.disk, openFile: (path) => Promise.reject(new DiskError(code, path)) },
      });
    };
    for (const [code, status] of [
      ["EACCES", 403],
      ["EPERM", 403],
      ["EMFILE", 503],
      ["EIO", 500],
    ] as const) {
      const { port, folder } = await startLinks(t, {}, failing(code));
      const response = await get(port, "/real.txt");
      assert.equal(response.status, status, code);
      assert.ok(!response.body.includes(folder) && !response.body.includes(code));
      if (status === 503) assert.equal(response.fields.get("retry-after"), "1");
    }
  });
});

/** Swaps names between the real thing and a link to the outside, as fast as it can, until told to stop. */
const SWAPPER = `
  const { parentPort, workerData } = require("node:worker_threads");
  const { renameSync, symlinkSync, writeFileSync, mkdirSync, rmSync } = require("node:fs");
  const site = workerData + "/site/";
  const stop = new Int32Array(new SharedArrayBuffer(4));
  parentPort.postMessage(stop.buffer);
  let rounds = 0;
  while (Atomics.load(stop, 0) === 0) {
    for (const [name, real, link] of [["small.txt", "small.real", "../outside.txt"], ["large.txt", "large.real", "../large-outside.txt"]]) {
      symlinkSync(link, site + "swap.tmp");
      renameSync(site + "swap.tmp", site + name);
      writeFileSync(site + "swap.tmp", name === "small.txt" ? "good" : "good".repeat(100000));
      renameSync(site + "swap.tmp", site + name);
    }
    renameSync(site + "folder", site + ".folder");
    symlinkSync("../outside", site + "folder");
    rmSync(site + "folder");
    renameSync(site + ".folder", site + "folder");
    rounds++;
  }
  parentPort.postMessage(rounds);
`;

describe("names that are swapped for links while they are asked for", () => {
  test("thousands of GETs never get what lies outside", async (t) => {
    const clock = new ManualClock();
    const { port, folder } = await startServer(t, {
      yaml: treeYaml({ directory_listing: true }),
      files: {
        "outside.txt": "CANARY",
        "large-outside.txt": "CANARY".repeat(100_000),
        "outside/page.txt": "CANARY",
        "outside/canary.txt": "CANARY",
        "site/small.txt": "good",
        "site/large.txt": "good".repeat(100_000),
        "site/folder/page.txt": "good",
      },
      // Moved on for each round: no answer comes from memory.
      platform: (system) => ({ ...system, clock }),
    });
    const worker = new Worker(SWAPPER, { eval: true, workerData: folder });
    t.after(() => worker.terminate());
    const stop = new Int32Array(await message<SharedArrayBuffer>(worker));
    const tally = new Map<number, number>();
    const targets = ["/small.txt", "/small.txt", "/folder/page.txt", "/folder/", "/large.txt"];
    const clients = await Promise.all(targets.map(() => RawClient.to(port)));
    for (let round = 0; round < 400; round++) {
      await Promise.all(
        targets.map(async (target, index) => {
          clients[index].send(`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`);
          let answer: { status: number; body: Buffer };
          try {
            answer = await clients[index].response();
          } catch {
            // Cut, since the file was replaced while it was sent; what came before the cut is still looked at.
            answer = { status: 0, body: await clients[index].rest() };
            clients[index].close();
            clients[index] = await RawClient.to(port);
          }
          tally.set(answer.status, (tally.get(answer.status) ?? 0) + 1);
          assert.ok([0, 200, 404, 503].includes(answer.status), `${target}: ${answer.status}`);
          assert.ok(!/canary/i.test(answer.body.toString("latin1")), target);
        }),
      );
      await clock.advance(1000);
    }
    Atomics.store(stop, 0, 1);
    assert.ok((await message<number>(worker)) > 0);
    for (const client of clients) client.close();
    assert.ok((tally.get(200) ?? 0) > 0);
  });

  test("a directory that became a link after its listing began is not listed", async (t) => {
    let swap: () => void = () => {};
    const { port, folder } = await startServer(t, {
      yaml: treeYaml({ directory_listing: true }),
      files: { "outside/canary.txt": "CANARY", "site/folder/page.txt": "good" },
      platform: (system) => ({
        ...system,
        disk: {
          ...system.disk,
          async *entries(path) {
            swap();
            yield* system.disk.entries(path);
          },
        },
      }),
    });
    swap = () => {
      rmSync(join(folder, "site/folder"), { recursive: true });
      symlinkSync("../outside", join(folder, "site/folder"));
    };
    const { status, body } = await get(port, "/folder/");
    assert.notEqual(status, 200);
    assert.doesNotMatch(body.toString(), /canary/i);
  });

  test("a root that is itself swapped, as a deployment does, is seen within a second", async (t) => {
    const clock = new ManualClock();
    const { port, folder } = await startServer(t, {
      yaml: treeYaml({ file: "current/" }),
      files: { "v1/page.txt": "one", "v2/page.txt": "two" },
      prepare: (folder) => symlinkSync("v1", join(folder, "current")),
      platform: (system) => ({ ...system, clock }),
    });
    assert.equal((await get(port, "/page.txt")).body.toString(), "one");
    rmSync(join(folder, "current"));
    symlinkSync("v2", join(folder, "current"));
    writeFileSync(join(folder, "v2/new.txt"), "new");
    await clock.advance(1000);
    assert.equal((await get(port, "/page.txt")).body.toString(), "two");
    assert.equal((await get(port, "/new.txt")).body.toString(), "new");
  });
});

function message<T>(worker: Worker): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

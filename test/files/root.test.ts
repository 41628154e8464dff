import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { describe, test } from "node:test";
import type { Opened, RootPolicy } from "../../src/files/root.ts";
import { hasHiddenSegment, isInside, Root } from "../../src/files/root.ts";
import { createSystemDisk } from "../../src/files/system-disk.ts";
import { systemClock } from "../../src/platform/clock.ts";
import type { Disk } from "../../src/platform/disk.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const disk = createSystemDisk();

/** `root/` with a page, dot files, links out and in, a FIFO and a device; `outside.txt` beside it. */
function site(context: TestContext): string {
  const folder = temporaryFolder(context, {
    "outside.txt": "CANARY",
    "root-old/x.txt": "CANARY",
    "root/index.html": "hello",
    "root/sub/page.html": "page",
    "root/.env": "CANARY",
    "root/.git/config": "CANARY",
    "root/.well-known/security.txt": "contact",
  });
  const root = join(folder, "root");
  symlinkSync("../outside.txt", join(root, "l"));
  symlinkSync("/", join(root, "d"));
  symlinkSync("../root-old", join(root, "old"));
  symlinkSync(".env", join(root, "pub.txt"));
  symlinkSync("sub", join(root, "inner"));
  symlinkSync("loop", join(root, "loop"));
  symlinkSync("/dev/zero", join(root, "z"));
  execFileSync("mkfifo", [join(root, "p")]);
  return root;
}

function rootOf(path: string, policy: Partial<RootPolicy> = {}): Root {
  return new Root(path, { symlinks: "inside", hiddenFiles: "deny", ...policy }, disk, systemClock);
}

/** What came of an opening, in one word or the content. */
async function outcome(opening: Promise<Opened>): Promise<string> {
  const opened = await opening;
  if (opened.kind === "refused") return opened.reason === "disk-error" ? opened.error.code : opened.reason;
  const into = new Uint8Array(64);
  const length = await opened.file.read(into, 0);
  await opened.file.close();
  return Buffer.from(into.subarray(0, length)).toString();
}

describe("what may be read below a root", () => {
  const cases: readonly (readonly [path: string, expected: string])[] = [
    ["index.html", "hello"],
    ["sub/page.html", "page"],
    ["inner/page.html", "page"],
    [".well-known/security.txt", "contact"],
    ["none", "ENOENT"],
    ["index.html/x", "ENOTDIR"],
    ["index.html/", "not-a-directory"],
    ["sub", "EISDIR"],
    ["loop", "ELOOP"],
    ["n".repeat(300), "ENAMETOOLONG"],
    ["l", "outside"],
    ["d/etc/passwd", "outside"],
    ["old/x.txt", "outside"],
    ["pub.txt", "hidden"],
    [".env", "hidden"],
    [".git/config", "hidden"],
    ["p", "special"],
    ["z", "outside"],
    ["../outside.txt", "ENOENT"],
    ["sub/../../outside.txt", "ENOENT"],
    ["/etc/passwd", "ENOENT"],
    ["a\0b", "ENOENT"],
  ];
  for (const [path, expected] of cases) {
    test(`the server, asked for ${JSON.stringify(path.slice(0, 30))}, finds: ${expected}`, async (context) => {
      assert.equal(await outcome(rootOf(site(context)).open(path)), expected);
    });
  }

  test("the server follows no link at all under `deny`, not even one that stays inside", async (context) => {
    const root = rootOf(site(context), { symlinks: "deny" });
    assert.equal(await outcome(root.open("inner/page.html")), "link");
    assert.equal(await outcome(root.open("l")), "link");
    assert.equal(await outcome(root.open("sub/page.html")), "page");
  });

  test("the server follows links anywhere under `follow`, but never reads a special file", async (context) => {
    const root = rootOf(site(context), { symlinks: "follow" });
    assert.equal(await outcome(root.open("l")), "CANARY");
    assert.equal(await outcome(root.open("z")), "special");
    assert.equal(await outcome(root.open("pub.txt")), "hidden");
  });

  test("the server gives out dot files where the policy allows them", async (context) => {
    assert.equal(await outcome(rootOf(site(context), { hiddenFiles: "allow" }).open(".env")), "CANARY");
  });

  test("the server takes a root that is itself a link, or has dot segments, or is `/`", async (context) => {
    const root = site(context);
    symlinkSync(root, `${root}-link`);
    assert.equal(await outcome(rootOf(`${root}-link`).open("sub/page.html")), "page");
    assert.equal(await outcome(rootOf(`${root}-link`, { symlinks: "deny" }).open("sub/page.html")), "page");
    assert.equal(await outcome(rootOf(`${root}/../root/./sub/`).open("page.html")), "page");
    assert.equal(await outcome(rootOf("/").open(`${root.slice(1)}/index.html`)), "hello");
  });

  test("the server gives nothing of a root that has become a file: no path asks for it", async (context) => {
    const root = rootOf(join(site(context), "index.html"));
    assert.equal(await outcome(root.open("")), "not-a-directory");
    assert.equal(await outcome(root.open("a")), "ENOTDIR");
  });

  test("the server finds a root that appears only later, and one whose link is swapped", async (context) => {
    const folder = temporaryFolder(context, { "one/a": "first", "two/a": "second" });
    let nowMs = 0;
    const clock = { ...systemClock, monotonicMs: () => nowMs };
    const root = new Root(join(folder, "current"), { symlinks: "inside", hiddenFiles: "deny" }, disk, clock);
    assert.equal(await outcome(root.open("a")), "ENOENT");
    symlinkSync("one", join(folder, "current"));
    assert.equal(await outcome(root.open("a")), "first");
    symlinkSync("two", join(folder, "next"));
    renameSync(join(folder, "next"), join(folder, "current"));
    nowMs = 300;
    assert.equal(await outcome(root.open("a")), "second");
  });

  test("a loop that swaps a file for a link never makes the server give out what lies outside", async (context) => {
    const folder = temporaryFolder(context, { "outside.txt": "CANARY", "root/f": "inside" });
    const name = join(folder, "root", "f");
    const root = rootOf(join(folder, "root"));
    let isDone = false;
    let swaps = 0;
    const swapping = (async () => {
      while (!isDone) {
        unlinkSync(name);
        if (swaps++ % 2 === 0) symlinkSync("../outside.txt", name);
        else writeFileSync(name, "inside");
        await new Promise(setImmediate);
      }
    })();
    const seen = new Set<string>();
    for (let round = 0; round < 60; round++) {
      for (const word of await Promise.all(Array.from({ length: 8 }, () => outcome(root.open("f")))))
        seen.add(word);
    }
    isDone = true;
    await swapping;
    assert.ok(!seen.has("CANARY"), [...seen].join());
  });

  test("a loop that swaps a folder for a link never makes the server give out what lies outside", async (context) => {
    const folder = temporaryFolder(context, { "outside/f": "CANARY", "root/a/f": "inside" });
    const name = join(folder, "root", "a");
    const root = rootOf(join(folder, "root"));
    let isDone = false;
    const swapping = (async () => {
      while (!isDone) {
        renameSync(name, `${name}-kept`);
        symlinkSync("../outside", name);
        await new Promise(setImmediate);
        unlinkSync(name);
        renameSync(`${name}-kept`, name);
        await new Promise(setImmediate);
      }
    })();
    const seen = new Set<string>();
    for (let round = 0; round < 60; round++) {
      for (const word of await Promise.all(Array.from({ length: 8 }, () => outcome(root.open("a/f")))))
        seen.add(word);
    }
    isDone = true;
    await swapping;
    assert.ok(!seen.has("CANARY"), [...seen].join());
  });

  test("the server gives nothing out where the folder above is a link just while the file is opened", async (context) => {
    const folder = temporaryFolder(context, { "outside/f": "CANARY", "root/a/f": "inside" });
    const name = join(folder, "root", "a");
    const swapIn = () => {
      renameSync(name, `${name}-kept`);
      symlinkSync("../outside", name);
    };
    const swapOut = () => {
      unlinkSync(name);
      renameSync(`${name}-kept`, name);
    };
    // The worst that a race can do: look and opening both see the outside, every other look the inside.
    const racing: Disk = {
      ...disk,
      linkStatus: async (path) => {
        swapIn();
        return disk.linkStatus(path);
      },
      openFile: async (path, options) => {
        const file = await disk.openFile(path, options);
        swapOut();
        return file;
      },
    };
    const root = new Root(
      join(folder, "root"),
      { symlinks: "inside", hiddenFiles: "deny" },
      racing,
      systemClock,
    );
    if (process.platform === "linux") assert.equal(await outcome(root.open("a/f")), "unsettled");
  });

  test("`isStillAt` tells a directory that was swapped for a link", async (context) => {
    const root = site(context);
    const tree = rootOf(root);
    const located = await tree.locate("sub/");
    assert.ok(located.kind === "directory");
    assert.ok(await tree.isStillAt(located));
    renameSync(join(root, "sub"), join(root, "moved"));
    mkdirSync(join(root, "sub"));
    assert.ok(!(await tree.isStillAt(located)));
  });
});

describe("the rules themselves", () => {
  test("`isInside` compares on a segment's boundary", () => {
    assert.ok(isInside("/srv/www", "/srv/www"));
    assert.ok(isInside("/srv/www", "/srv/www/a"));
    assert.ok(!isInside("/srv/www", "/srv/www-old"));
    assert.ok(!isInside("/srv/www", "/srv"));
    assert.ok(isInside("/", "/anything"));
  });

  test("`hasHiddenSegment` spares `.well-known` and dots within names", () => {
    for (const path of [".env", "a/.git/b", "a/.x", ".well-known/.x", ".well-knownx", "..a", "a/..."]) {
      assert.ok(hasHiddenSegment(path), path);
    }
    for (const path of ["", "a.b", "a/b.c.d", ".well-known", ".well-known/a", "a./b"]) {
      assert.ok(!hasHiddenSegment(path), path);
    }
  });
});

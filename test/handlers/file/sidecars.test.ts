import assert from "node:assert/strict";
import { symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { describe, test } from "node:test";
import { temporaryFolder } from "../../files/temporary-folder.ts";
import { siteOf } from "./site.ts";

const OLD_S = Date.UTC(2024, 0, 1) / 1000;

function assets(context: TestContext): string {
  const files = {
    "app.js": "plain plain plain",
    "app.js.br": "BR",
    "app.js.zst": "ZSTD",
    "app.js.gz": "GZIP!",
  };
  const folder = temporaryFolder(context, { ...files, "only.css.br": "x" });
  for (const name of Object.keys(files)) utimesSync(join(folder, name), OLD_S, OLD_S);
  return folder;
}

describe("coded forms beside a file (RFC 9110 §8.4)", () => {
  for (const kind of ["cached", "large"] as const) {
    const fileOctets = kind === "large" ? 0 : 1024;

    test(`the server picks by weight, then by its own order (${kind})`, async (context) => {
      const site = siteOf(assets(context), {}, { fileOctets });
      const cases: readonly (readonly [string, string])[] = [
        ["gzip, deflate, br, zstd", "br BR 2"],
        ["gzip", "gzip GZIP! 5"],
        ["br;q=0.5, gzip", "gzip GZIP! 5"],
        ["zstd, br;q=0", "zstd ZSTD 4"],
        ["br;q=0", "- plain plain plain 17"],
        ["deflate", "- plain plain plain 17"],
        ["", "- plain plain plain 17"],
        ["*", "br BR 2"],
      ];
      for (const [accepted, expected] of cases) {
        const { fields, body, length } = await site.get("/app.js", { "accept-encoding": accepted });
        assert.equal(`${fields.get("Content-Encoding") ?? "-"} ${body} ${length}`, expected, accepted);
        assert.equal(fields.get("Vary"), "Accept-Encoding");
        assert.equal(fields.get("Content-Type"), "text/javascript; charset=utf-8");
      }
      assert.equal((await site.get("/app.js")).fields.get("Content-Encoding"), undefined);
    });

    test(`each form has a tag of its own, and ranges of its own (${kind})`, async (context) => {
      const site = siteOf(assets(context), {}, { fileOctets });
      const tags = new Set<string>();
      for (const coding of ["br", "zstd", "gzip", "identity"]) {
        tags.add((await site.get("/app.js", { "accept-encoding": coding })).fields.get("ETag") ?? "");
      }
      assert.equal(tags.size, 4);
      const { status, body, fields } = await site.get("/app.js", {
        "accept-encoding": "gzip",
        range: "bytes=-2",
      });
      assert.deepEqual([status, body, fields.get("Content-Encoding")], [206, "P!", "gzip"]);
      const tag = (await site.get("/app.js", { "accept-encoding": "br" })).fields.get("ETag") ?? "";
      assert.equal(
        (await site.get("/app.js", { "accept-encoding": "br", "if-none-match": tag })).status,
        304,
      );
      assert.equal((await site.get("/app.js", { "if-none-match": tag })).status, 200);
    });
  }

  test("the server needs the file itself, and names a coded file asked for directly as what it is", async (context) => {
    const site = siteOf(assets(context));
    assert.equal((await site.get("/only.css", { "accept-encoding": "br" })).status, 404);
    const { fields, body } = await site.get("/app.js.gz", { "accept-encoding": "gzip" });
    assert.equal(body, "GZIP!");
    assert.equal(fields.get("Content-Encoding"), undefined);
    assert.equal(fields.get("Content-Type"), "application/gzip");
  });

  test("the server leaves out a form that is older than the file, empty, or outside", async (context) => {
    const folder = temporaryFolder(context, {
      "outside.br": "CANARY",
      "root/a.js": "new",
      "root/a.js.gz": "old",
      "root/a.js.zst": "",
    });
    utimesSync(join(folder, "root/a.js.gz"), OLD_S, OLD_S);
    symlinkSync("../outside.br", join(folder, "root/a.js.br"));
    const { body, fields } = await siteOf(join(folder, "root")).get("/a.js", {
      "accept-encoding": "br, gzip, zstd",
    });
    assert.deepEqual([body, fields.get("Content-Encoding")], ["new", undefined]);
  });

  test("the server sees a coded form that comes, changes or goes stale within one second", async (context) => {
    const folder = temporaryFolder(context, { "a.js": "plain" });
    utimesSync(join(folder, "a.js"), OLD_S, OLD_S);
    const site = siteOf(folder);
    const body = async () => (await site.get("/a.js", { "accept-encoding": "br" })).body;
    assert.equal(await body(), "plain");
    writeFileSync(join(folder, "a.js.br"), "first");
    site.clock.advance(999);
    assert.equal(await body(), "first");
    writeFileSync(join(folder, "a.js.br"), "second");
    site.clock.advance(999);
    assert.equal(await body(), "second");
    utimesSync(join(folder, "a.js.br"), OLD_S - 10, OLD_S - 10);
    site.clock.advance(999);
    assert.equal(await body(), "plain");
  });

  test("the server looks for none where the route says so", async (context) => {
    const { body, fields } = await siteOf(assets(context), { precompressed: false }).get("/app.js", {
      "accept-encoding": "br",
    });
    assert.deepEqual([body, fields.get("Vary")], ["plain plain plain", undefined]);
  });
});

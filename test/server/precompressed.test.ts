// Coded forms beside a file (RFC 9110 §8.4, §12.5.3), through a real socket.
import assert from "node:assert/strict";
import { unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { ManualClock } from "../support/manual-clock.ts";
import { get } from "../support/raw-client.ts";
import { type ServerSetup, startServer } from "../support/running-server.ts";
import { ageTree, type Settings, treeYaml } from "../support/site-config.ts";

const TEXT = "Ferrous ".repeat(2000);
const LARGE = Buffer.from(Array.from({ length: 700_000 }, (_, index) => (index * index) % 256));

function startSite(context: TestContext, route: Settings = {}, more: Partial<ServerSetup> = {}) {
  return startServer(context, {
    yaml: treeYaml(route),
    files: {
      "site/app.js": TEXT,
      "site/app.js.br": brotliCompressSync(TEXT),
      "site/app.js.zst": "zstd octets",
      "site/app.js.gz": gzipSync(TEXT),
      "site/large.bin": LARGE,
      "site/large.bin.gz": gzipSync(LARGE, { level: 0 }),
      "site/alone.js": "alone",
      "site/only.css.gz": gzipSync("only"),
      "site/empty.js": "not empty",
      "site/empty.js.br": "",
    },
    prepare: ageTree,
    ...more,
  });
}

const CHOICES: readonly (readonly [acceptEncoding: string | undefined, coding: string | undefined])[] = [
  [undefined, undefined],
  ["", undefined],
  ["identity", undefined],
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["GZIP", "gzip"],
  ["gzip, deflate, br, zstd", "br"],
  ["gzip, zstd", "zstd"],
  ["gzip;q=1, br;q=0.5", "gzip"],
  ["gzip;q=0.501, br;q=0.5", "gzip"],
  ["br;q=0, gzip", "gzip"],
  ["br;q=0.000, gzip;q=0.001", "gzip"],
  ["br;q=0, zstd;q=0, gzip;q=0", undefined],
  ["*", "br"],
  ["*;q=0", undefined],
  ["*, br;q=0", "zstd"],
  ["identity;q=1, gzip;q=0.5", undefined],
  ["deflate", undefined],
  ["brotli, gz", undefined],
];

describe("precompressed files", () => {
  test("the server chooses by quality, then by its own order, and says Vary on every variant", async (t) => {
    const { port } = await startSite(t);
    const tags = new Map<string | undefined, string | undefined>();
    for (const [accept, coding] of CHOICES) {
      const { status, fields, head } = await get(
        port,
        "/app.js",
        accept === undefined ? {} : { "Accept-Encoding": accept },
      );
      assert.equal(status, 200);
      assert.equal(fields.get("content-encoding"), coding, String(accept));
      assert.equal(fields.get("content-type"), "text/javascript; charset=utf-8");
      assert.equal(fields.get("vary"), "Accept-Encoding");
      assert.equal(head.match(/^vary:/gim)?.length, 1);
      assert.equal(tags.get(coding) ?? fields.get("etag"), fields.get("etag"));
      tags.set(coding, fields.get("etag"));
    }
    assert.equal(new Set(tags.values()).size, 4, "each variant has a tag of its own");
  });

  test("each variant has its own length and octets, from memory and from the disk", async (t) => {
    const { port } = await startSite(t);
    const br = await get(port, "/app.js", { "Accept-Encoding": "br" });
    assert.equal(br.fields.get("content-length"), String(brotliCompressSync(TEXT).length));
    assert.equal(brotliDecompressSync(br.body).toString(), TEXT);
    const large = await get(port, "/large.bin", { "Accept-Encoding": "gzip" });
    assert.equal(large.fields.get("content-encoding"), "gzip");
    assert.ok(gunzipSync(large.body).equals(LARGE));
    assert.ok((await get(port, "/large.bin")).body.equals(LARGE));
    const head = await get(port, "/app.js", { "Accept-Encoding": "br" }, "HEAD");
    assert.equal(head.fields.get("content-length"), br.fields.get("content-length"));
  });

  test("a tag of one coding is no match for another, and 304 keeps Vary", async (t) => {
    const { port } = await startSite(t);
    const tag = (await get(port, "/app.js", { "Accept-Encoding": "br" })).fields.get("etag") ?? "";
    const same = await get(port, "/app.js", { "Accept-Encoding": "br", "If-None-Match": tag });
    assert.deepEqual(
      [same.status, same.fields.get("vary"), same.fields.get("etag")],
      [304, "Accept-Encoding", tag],
    );
    assert.equal(
      (await get(port, "/app.js", { "Accept-Encoding": "gzip", "If-None-Match": tag })).status,
      200,
    );
    assert.equal((await get(port, "/app.js", { "If-None-Match": tag })).status, 200);
  });

  test("a coded file that is asked for by its own name is itself, with no coding", async (t) => {
    const { port } = await startSite(t);
    for (const name of ["app.js.gz", "only.css.gz", "app.js.br"]) {
      const { status, fields } = await get(port, `/${name}`, { "Accept-Encoding": "gzip, br" });
      assert.equal(status, 200, name);
      assert.equal(fields.get("content-encoding"), undefined, name);
      assert.doesNotMatch(fields.get("content-type") ?? "", /javascript|css/, name);
    }
    assert.equal((await get(port, "/only.css", { "Accept-Encoding": "gzip" })).status, 404);
  });

  test("an empty coded form is not used, and precompressed: false uses none and says no Vary", async (t) => {
    const { port } = await startSite(t);
    assert.equal((await get(port, "/empty.js", { "Accept-Encoding": "br" })).body.toString(), "not empty");
    const plain = await startSite(t, { precompressed: false });
    const { fields, body } = await get(plain.port, "/app.js", { "Accept-Encoding": "br" });
    assert.deepEqual(
      [fields.get("content-encoding"), fields.get("vary"), body.toString()],
      [undefined, undefined, TEXT],
    );
  });

  test("a coded form that appears, grows old or goes is seen within one second", async (t) => {
    const clock = new ManualClock(Date.now());
    const { port, folder } = await startSite(t, {}, { platform: (system) => ({ ...system, clock }) });
    const site = (name: string) => join(folder, "site", name);
    const coding = async (name: string) =>
      (await get(port, `/${name}`, { "Accept-Encoding": "br" })).fields.get("content-encoding");
    assert.equal(await coding("alone.js"), undefined);
    assert.equal(await coding("app.js"), "br");
    writeFileSync(site("alone.js.br"), brotliCompressSync("alone"));
    const now = new Date();
    utimesSync(site("app.js"), now, now);
    await clock.advance(1000);
    assert.equal(await coding("alone.js"), "br");
    assert.equal(await coding("app.js"), undefined);
    unlinkSync(site("alone.js.br"));
    await clock.advance(1000);
    assert.equal(await coding("alone.js"), undefined);
  });
});

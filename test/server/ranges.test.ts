// Parts of files (RFC 9110 §14), from memory and from the disk, through a real socket.
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { get, type RawResponse } from "../support/raw-client.ts";
import { startServer } from "../support/running-server.ts";
import { ageTree, treeYaml } from "../support/site-config.ts";

/** Each octet tells its place. */
function numbered(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) % 251));
}

const SMALL = numbered(1000);
const LARGE = numbered(600_000);

function startFiles(context: TestContext) {
  return startServer(context, {
    yaml: treeYaml(),
    files: { "site/small.bin": SMALL, "site/large.bin": LARGE, "site/ten.txt": "0123456789" },
    prepare: ageTree,
  });
}

for (const [title, target, content] of [
  ["a file in memory", "/small.bin", SMALL],
  ["a file on the disk", "/large.bin", LARGE],
] as const) {
  const size = content.length;
  describe(`ranges of ${title}`, () => {
    test("the server answers one range with 206 and exactly those octets", async (t) => {
      const { port } = await startFiles(t);
      for (const [range, first, end] of [
        ["bytes=0-0", 0, 1],
        ["bytes=0-4", 0, 5],
        ["bytes=-5", size - 5, size],
        [`bytes=${size - 1}-`, size - 1, size],
        ["bytes=10-", 10, size],
        [`bytes=10-${size + 1000}`, 10, size],
        ["bytes=10-99999999999999999999", 10, size],
        ["bytes=-99999999999999999999", 0, size],
        [`bytes=-${size + 1}`, 0, size],
        ["Bytes=0-4", 0, 5],
        ["bytes= 0-4 ,", 0, 5],
        ["bytes=0-4,9223372036854775807-", 0, 5],
      ] as const) {
        const { status, fields, body } = await get(port, target, { Range: range });
        assert.equal(status, 206, range);
        assert.equal(fields.get("content-range"), `bytes ${first}-${end - 1}/${size}`);
        assert.equal(fields.get("content-length"), String(end - first));
        assert.ok(body.equals(content.subarray(first, end)), range);
        assert.ok(fields.has("etag") && fields.has("date"));
      }
    });

    test("the server answers what can't be satisfied with 416 and the size", async (t) => {
      const { port } = await startFiles(t);
      for (const range of [
        `bytes=${size}-`,
        "bytes=9223372036854775807-",
        "bytes=99999999999999999999-",
        "bytes=-0",
        `bytes=${size}-,-0`,
      ]) {
        const { status, fields } = await get(port, target, { Range: range });
        assert.deepEqual([status, fields.get("content-range")], [416, `bytes */${size}`], range);
      }
    });

    test("the server answers what is no byte range, or unreasonable, with the whole file, once", async (t) => {
      const { port } = await startFiles(t);
      for (const range of [
        ...[
          "bytes=5-2",
          "bytes=,,,",
          "bytes=",
          "bytes",
          "items=0-1",
          "bytes=a-",
          "bytes=-",
          "bytes=0-1-2",
          "bytes=0x1-2",
        ],
        ...["bytes=1-2;3-4", "bytes=+1-2", "bytes=1.0-2", "bytes=0-4, x", "bytes 0-4"],
        ...[`bytes=${"0-,".repeat(1300)}`, `bytes=${"0-0,".repeat(1300)}`, `bytes=${"0-,".repeat(2700)}`],
        ...[
          "bytes=0-10,5-20",
          "bytes=0-,-1",
          "bytes=0-5,3-3",
          `bytes=${Array.from({ length: 11 }, (_, i) => `${i * 2}-${i * 2}`)}`,
        ],
      ]) {
        const { status, fields, body } = await get(port, target, { Range: range });
        assert.equal(status, 200, range.slice(0, 60));
        assert.equal(fields.get("content-length"), String(size));
        assert.ok(!fields.has("content-range"));
        assert.ok(body.equals(content), range.slice(0, 60));
      }
    });

    test("several ranges come as parts, in the order of the request, never more than the file with its part heads", async (t) => {
      const { port } = await startFiles(t);
      for (const spans of [
        [
          [0, 1],
          [5, 9],
        ],
        [
          [size - 10, size],
          [0, 3],
          [100, 200],
        ],
        Array.from({ length: 10 }, (_, index) => [index * 20, index * 20 + 10]),
      ]) {
        const range = spans.map(([start, end]) => `${start}-${end - 1}`).join(",");
        const response = await get(port, target, { Range: `bytes=${range}` });
        assert.equal(response.status, 206);
        assert.ok(!response.fields.has("content-range"));
        assert.deepEqual(
          partsOf(response),
          spans.map(([start, end]) => ({
            range: `bytes ${start}-${end - 1}/${size}`,
            content: content.subarray(start, end).toString("hex"),
          })),
        );
      }
    });

    test("If-Range lets a part through only for the very same version", async (t) => {
      const { port } = await startFiles(t);
      const { fields } = await get(port, target, {}, "HEAD");
      const tag = fields.get("etag") ?? "";
      const date = fields.get("last-modified") ?? "";
      for (const [ifRange, status] of [
        [tag, 206],
        [date, 206],
        ['"old"', 200],
        [`W/${tag}`, 200],
        [`${tag}, "other"`, 200],
        ["Mon, 01 Jan 2024 00:00:00 GMT", 200],
        ["Wed, 03 Jan 2024 00:00:00 GMT", 200],
        ["no date", 200],
        ["*", 200],
      ] as const)
        assert.equal(
          (await get(port, target, { Range: "bytes=0-4", "If-Range": ifRange })).status,
          status,
          ifRange,
        );
      assert.equal((await get(port, target, { "If-Range": '"old"' })).status, 200);
    });

    test("HEAD takes no ranges, and preconditions go before them", async (t) => {
      const { port } = await startFiles(t);
      const head = await get(port, target, { Range: "bytes=0-4" }, "HEAD");
      assert.deepEqual([head.status, head.fields.get("content-length")], [200, String(size)]);
      const tag = head.fields.get("etag") ?? "";
      assert.equal((await get(port, target, { Range: "bytes=0-4", "If-None-Match": tag })).status, 304);
      assert.equal((await get(port, target, { Range: "bytes=0-4", "If-Match": '"x"' })).status, 412);
      assert.equal((await get(port, target, { Range: "bytes=0-4", "If-Match": tag })).status, 206);
    });
  });
}

test("a coded form is cut into parts of its own octets, under its own tag", async (t) => {
  const { port } = await startServer(t, {
    yaml: treeYaml(),
    files: { "site/a.txt": "0123456789", "site/a.txt.gz": "abcdef" },
    prepare: ageTree,
  });
  const coded = await get(port, "/a.txt", { "Accept-Encoding": "gzip", Range: "bytes=-2" });
  assert.deepEqual(
    [coded.status, coded.body.toString(), coded.fields.get("content-range")],
    [206, "ef", "bytes 4-5/6"],
  );
  assert.equal(coded.fields.get("content-encoding"), "gzip");
  const tag = coded.fields.get("etag") ?? "";
  const mixed = await get(port, "/a.txt", { Range: "bytes=-2", "If-Range": tag });
  assert.deepEqual([mixed.status, mixed.body.toString()], [200, "0123456789"]);
});

/** Takes a multipart/byteranges content apart, strictly (RFC 2046 §5.1). */
function partsOf({ fields, body }: RawResponse) {
  const boundary = /^multipart\/byteranges; boundary=([0-9A-Za-z]+)$/.exec(
    fields.get("content-type") ?? "",
  )?.[1];
  assert.ok(boundary !== undefined);
  const text = body.toString("latin1");
  assert.ok(text.startsWith(`--${boundary}\r\n`) && text.endsWith(`\r\n--${boundary}--\r\n`));
  const inner = text.slice(`--${boundary}\r\n`.length, -`\r\n--${boundary}--\r\n`.length);
  return inner.split(`\r\n--${boundary}\r\n`).map((part) => {
    const end = part.indexOf("\r\n\r\n");
    const [type, range, ...others] = part.slice(0, end).split("\r\n");
    assert.match(type, /^Content-Type: application\/octet-stream$/);
    assert.deepEqual(others, []);
    return {
      range: range.replace(/^Content-Range: /, ""),
      content: Buffer.from(part.slice(end + 4), "latin1").toString("hex"),
    };
  });
}

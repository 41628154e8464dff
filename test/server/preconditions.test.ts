// Conditional requests for files (RFC 9110 §13), from memory and from the disk, through a real socket.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { get } from "../support/raw-client.ts";
import { startServer } from "../support/running-server.ts";
import { ageTree, treeYaml } from "../support/site-config.ts";

const DATE = "Tue, 02 Jan 2024 03:04:05 GMT";
const EARLIER = "Mon, 01 Jan 2024 00:00:00 GMT";
const LATER = "Wed, 03 Jan 2024 00:00:00 GMT";

/** TAG stands for the file's own. */
const CASES: readonly (readonly [fields: Readonly<Record<string, string>>, status: number])[] = [
  [{ "If-None-Match": "TAG" }, 304],
  [{ "If-None-Match": "W/TAG" }, 304],
  [{ "If-None-Match": '"x", TAG' }, 304],
  [{ "If-None-Match": '"a,b", W/"c" ,TAG' }, 304],
  [{ "If-None-Match": "*" }, 304],
  [{ "If-None-Match": '"other"' }, 200],
  [{ "If-None-Match": "unquoted" }, 200],
  [{ "If-None-Match": "" }, 200],
  [{ "If-Modified-Since": DATE }, 304],
  [{ "If-Modified-Since": LATER }, 304],
  [{ "If-Modified-Since": EARLIER }, 200],
  [{ "If-Modified-Since": "Tuesday, 02-Jan-24 03:04:05 GMT" }, 304],
  [{ "If-Modified-Since": "Tue Jan  2 03:04:05 2024" }, 304],
  [{ "If-Modified-Since": "2024-01-02T03:04:05Z" }, 200],
  [{ "If-Modified-Since": "0" }, 200],
  [{ "If-None-Match": '"other"', "If-Modified-Since": LATER }, 200],
  [{ "If-None-Match": "TAG", "If-Modified-Since": EARLIER }, 304],
  [{ "If-Match": "TAG" }, 200],
  [{ "If-Match": "*" }, 200],
  [{ "If-Match": "W/TAG" }, 412],
  [{ "If-Match": '"other"' }, 412],
  [{ "If-Match": "unquoted" }, 412],
  [{ "If-Unmodified-Since": DATE }, 200],
  [{ "If-Unmodified-Since": LATER }, 200],
  [{ "If-Unmodified-Since": EARLIER }, 412],
  [{ "If-Unmodified-Since": "no date" }, 200],
  [{ "If-Match": "TAG", "If-Unmodified-Since": EARLIER }, 200],
  [{ "If-Match": "TAG", "If-None-Match": "TAG" }, 304],
  [{ "If-Match": '"other"', "If-None-Match": "TAG" }, 412],
];

for (const [title, size] of [
  ["a file in memory", 100],
  ["a file on the disk", 400_000],
] as const) {
  describe(`preconditions on ${title}`, () => {
    for (const method of ["GET", "HEAD"]) {
      test(`the server evaluates them in their order for ${method}`, async (t) => {
        const { port } = await startServer(t, {
          yaml: treeYaml({ cache_control: "max-age=5" }),
          files: { "site/a.txt": "x".repeat(size) },
          prepare: ageTree,
        });
        const whole = await get(port, "/a.txt", {}, "HEAD");
        const tag = whole.fields.get("etag") ?? "";
        for (const [fields, expected] of CASES) {
          const given = Object.entries(fields).map(([name, value]) => [name, value.replace("TAG", tag)]);
          const response = await get(port, "/a.txt", Object.fromEntries(given), method);
          const label = JSON.stringify(fields);
          assert.equal(response.status, expected, label);
          if (expected !== 304) continue;
          assert.equal(response.body.length, 0);
          for (const name of ["etag", "vary", "cache-control", "last-modified"])
            assert.equal(response.fields.get(name), whole.fields.get(name), `${label} ${name}`);
          assert.ok(response.fields.has("date"));
          for (const name of ["content-type", "content-range", "content-encoding", "accept-ranges"])
            assert.ok(!response.fields.has(name), `${label} ${name}`);
        }
      });
    }
  });
}

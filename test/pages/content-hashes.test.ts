import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { CONTENT_HASHES, contentHashes } from "../../scripts/content-hashes.ts";

test("the server allows exactly the styles and the script that its pages have now", () => {
  const kept = readFileSync(join(resolve(import.meta.dirname, "../.."), CONTENT_HASHES), "utf8");
  assert.equal(kept, contentHashes(), "run `npm run generate`");
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { keptText } from "../../src/uri/kept-text.ts";

describe("texts that are remembered", () => {
  test("`keptText` gives back an equal text, whatever its characters", () => {
    for (const text of ["", "/a/b", "/caf\xe9", "/\0\xff", "/\u{1f600}\u4e2d", "/\ud800"])
      assert.equal(keptText(text), text);
  });

  test("`keptText` lets go of the text that the part was cut from", () => {
    const module = fileURLToPath(new URL("../../src/uri/kept-text.ts", import.meta.url));
    // 2000 parts of 20 characters, of texts of 64 KiB each: 128 MB, unless each is a copy of its own.
    const script = `
      import { keptText } from ${JSON.stringify(module)};
      const kept = [];
      for (let index = 0; index < 2000; index++) {
        const text = Buffer.alloc(65536, "x").toString("latin1");
        kept.push(keptText(text.slice(10, 30)));
      }
      gc();
      console.log(kept.length, Math.round(process.memoryUsage().heapUsed / 1048576));`;
    const args = ["--expose-gc", "--input-type=module", "--eval", script];
    const [count, megabytes] = execFileSync(process.execPath, args, { encoding: "utf8" })
      .split(" ")
      .map(Number);
    assert.equal(count, 2000);
    assert.ok(megabytes < 40, `${megabytes} MB`);
  });
});

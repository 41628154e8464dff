// What docs/ draws and counts from the code is what the code says now: `npm run generate` makes it so.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { refreshReferences } from "../../scripts/code-references.ts";
import { generatePages, pagesWithReferences } from "../../scripts/generated-pages.ts";
import { replaceSection } from "../../scripts/marked-section.ts";
import { drawStates } from "../../scripts/state-diagrams.ts";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(REPOSITORY, path), "utf8");

describe("the pages of docs/", () => {
  for (const [path, text] of generatePages(REPOSITORY)) {
    test(`${path} is as the code is now`, () => {
      assert.equal(read(path), text, "run `npm run generate`");
    });
  }

  for (const path of pagesWithReferences(REPOSITORY)) {
    test(`${path} names only what the code declares`, () => {
      assert.deepEqual(refreshReferences(join(REPOSITORY, path), read(path)).broken, []);
    });
  }

  test("each page of docs/learn/ is told on this project's code", () => {
    const lessons = pagesWithReferences(REPOSITORY).filter((path) => /^docs\/learn\/(?!README)/.test(path));
    assert.equal(lessons.length, 7);
    for (const path of lessons) {
      assert.ok(refreshReferences(join(REPOSITORY, path), read(path)).references >= 4, path);
    }
  });
});

describe("the makers of generated pages", () => {
  test("`replaceSection` replaces what stands between its marks, and nothing else", () => {
    const page = "a\n<!-- begin x -->\nold\n<!-- end x -->\nb\n";
    assert.equal(replaceSection(page, "x", "new"), "a\n<!-- begin x -->\n\nnew\n\n<!-- end x -->\nb\n");
    assert.throws(() => replaceSection(page, "y", "new"), /no section "y"/);
  });

  test("`drawStates` joins inputs that lead the same way, and ends where nothing leads on", () => {
    assert.equal(
      drawStates({ idle: { eof: "closed", reset: "closed", octets: "idle" }, closed: {} }),
      [
        "```mermaid",
        "stateDiagram-v2",
        "  [*] --> idle",
        "  idle --> closed : eof, reset",
        "  idle --> idle : octets",
        "  closed --> [*]",
        "```",
      ].join("\n"),
    );
  });

  test("`refreshReferences` fills in and corrects lines, and reports what isn't there", () => {
    const page = [
      "[`refreshReferences`](../../scripts/code-references.ts)",
      "[`code-references.ts`](../../scripts/code-references.ts#L99)",
      "[`nothing`](../../scripts/code-references.ts#L7)",
      "[a page](other.md)",
    ].join("\n");
    const { text, broken, references } = refreshReferences(fileURLToPath(import.meta.url), page);
    const [first, second, third, fourth] = text.split("\n");
    const line =
      read("scripts/code-references.ts")
        .split("\n")
        .findIndex((source) => source.startsWith("export function refreshReferences(")) + 1;
    assert.equal(first, `[\`refreshReferences\`](../../scripts/code-references.ts#L${line})`);
    assert.equal(second, "[`code-references.ts`](../../scripts/code-references.ts#L1)");
    assert.equal(third, "[`nothing`](../../scripts/code-references.ts#L7)");
    assert.equal(fourth, "[a page](other.md)");
    assert.deepEqual(broken, [{ symbol: "nothing", file: "../../scripts/code-references.ts" }]);
    assert.equal(references, 3);
  });
});

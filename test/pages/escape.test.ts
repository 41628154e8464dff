import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { escapeHtml } from "../../src/pages/escape.ts";

describe("text from outside in a page", () => {
  test("`escapeHtml` leaves no character that could open a tag, an entity or end a quoted value", () => {
    assert.equal(
      escapeHtml(`<img src="x" onerror='a'>&amp;`),
      "&lt;img src=&quot;x&quot; onerror=&#39;a&#39;&gt;&amp;amp;",
    );
  });

  test("`escapeHtml` gives text without special characters back as it is", () => {
    assert.equal(escapeHtml("plain {{7*7}} ünïcode"), "plain {{7*7}} ünïcode");
  });

  test("`escapeHtml` can be read back, whatever the text", () => {
    const read = (html: string) =>
      html
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&#39;", "'")
        .replaceAll("&amp;", "&");
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("<", ">", "&", '"', "'", "a", ";", "lt") }), (text) => {
        assert.doesNotMatch(escapeHtml(text), /[<>"']/);
        assert.equal(read(escapeHtml(text)), text);
      }),
    );
  });
});

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { ERROR_PAGE_HEADERS, errorPage, fillErrorPage } from "../../src/pages/error-page.ts";

const NOT_FOUND = {
  status: 404,
  reason: "Not Found",
  detail: "There is nothing here.",
  requestId: undefined,
};
const HOSTILE = {
  status: 404,
  reason: "<b>",
  detail: `/<script>alert(1)</script>?q="><svg>`,
  requestId: "<i>",
};

describe("the built-in error page", () => {
  test("names the status, the reason and what was wrong", () => {
    const page = errorPage(NOT_FOUND);
    assert.match(page, /<title>404 Not Found<\/title>/);
    assert.match(page, /<h1>Not Found<\/h1>/);
    assert.match(page, /There is nothing here\./);
    assert.doesNotMatch(page, /<code>/);
  });

  test("shows the request id where there is one", () => {
    assert.match(errorPage({ ...NOT_FOUND, requestId: "7f3a" }), /<code>7f3a<\/code>/);
  });

  test("escapes all that it is given", () => {
    const page = errorPage(HOSTILE);
    assert.doesNotMatch(page, /<script|<svg|<b>|<i>/);
    assert.match(page, /&lt;script&gt;alert\(1\)&lt;\/script&gt;\?q=&quot;&gt;&lt;svg&gt;/);
  });

  test("asks for nothing from elsewhere and runs no script", () => {
    const page = errorPage(NOT_FOUND);
    assert.doesNotMatch(page, /<script|src=|@import|url\(|https?:/);
    assert.ok(page.length < 3000);
  });

  test("allows its own style by hash and nothing else", () => {
    const policy = new Map(ERROR_PAGE_HEADERS).get("Content-Security-Policy") ?? "";
    const style = /<style>([\s\S]*)<\/style>/.exec(errorPage(NOT_FOUND))?.[1] ?? "";
    const digest = createHash("sha256").update(style).digest("base64");
    assert.match(policy, /^default-src 'none'; /);
    assert.ok(policy.includes(`style-src 'sha256-${digest}';`));
    assert.doesNotMatch(policy, /unsafe|script-src/);
    assert.equal(new Map(ERROR_PAGE_HEADERS).get("X-Content-Type-Options"), "nosniff");
  });
});

describe("a configured error page", () => {
  test("gets its placeholders filled in, each time that they occur", () => {
    assert.equal(
      fillErrorPage("{{status}} {{reason}} {{request_id}} {{status}}", { ...NOT_FOUND, requestId: "7f3a" }),
      "404 Not Found 7f3a 404",
    );
  });

  test("gets nothing where there is no request id", () => {
    assert.equal(fillErrorPage("[{{request_id}}]", NOT_FOUND), "[]");
  });

  test("gets values escaped, and never filled in a second time", () => {
    assert.equal(
      fillErrorPage("{{reason}}|{{request_id}}", { ...HOSTILE, requestId: "{{status}}$&$1" }),
      "&lt;b&gt;|{{status}}$&amp;$1",
    );
  });

  test("keeps braces that are no placeholder", () => {
    const template = "{{7*7}} {{ status }} {{detail}} {status}";
    assert.equal(fillErrorPage(template, NOT_FOUND), template);
  });

  test("of the shipped site has the placeholders that it needs", () => {
    const read = (name: string) =>
      readFileSync(new URL(`../../error_pages/${name}`, import.meta.url), "utf8");
    assert.match(read("404.html"), /\{\{status\}\} \{\{reason\}\}/);
    assert.match(read("500.html"), /\{\{request_id\}\}/);
  });
});

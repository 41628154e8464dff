import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { canonicalPath } from "../../src/uri/canonical-path.ts";

describe("one canonical path for routing, guards, files and logs", () => {
  const cleaned: readonly (readonly [title: string, raw: string, path: string])[] = [
    ["keeps the root", "/", "/"],
    ["keeps a clean path", "/static/app.js", "/static/app.js"],
    ["keeps a trailing slash", "/static/", "/static/"],
    ["keeps upper and lower case apart", "/ADMIN/secret.txt", "/ADMIN/secret.txt"],
    [
      "keeps dots within and at the start of a name",
      "/.well-known/..a/b..c/...",
      "/.well-known/..a/b..c/...",
    ],
    ["keeps parameters of a segment as part of its name", "/..;/outside.txt", "/..;/outside.txt"],
    ["keeps characters that a strict client would encode", '/a|b"<>^`{}', '/a|b"<>^`{}'],
    ["decodes percent-encoding once", "/%61%2541", "/a%41"],
    ["decodes a twice encoded dot once", "/.%252e/outside.txt", "/.%2e/outside.txt"],
    ["decodes UTF-8", "/%C3%A9/\xc3\xa9", "/é/é"],
    ["decodes a space, a question mark and a number sign", "/a%20b%3Fc%23d", "/a b?c#d"],
    ["keeps a space at the end of a name", "/admin/secret.txt%20", "/admin/secret.txt "],
    ["merges repeated slashes", "//admin///secret.txt", "/admin/secret.txt"],
    ["merges slashes at the end", "/admin//", "/admin/"],
    ["never begins with two slashes", "//evil.com/index.html", "/evil.com/index.html"],
    ["removes single dots", "/./admin/./secret.txt", "/admin/secret.txt"],
    ["makes a folder of a dot at the end", "/admin/.", "/admin/"],
    ["removes double dots within the path", "/x/../admin/secret.txt", "/admin/secret.txt"],
    ["makes a folder of double dots at the end", "/a/b/..", "/a/"],
    ["comes back to the root", "/a/..", "/"],
    ["removes dot segments after decoding", "/x/%2e%2E/a/%2e/b", "/a/b"],
    ["merges slashes before it removes dot segments", "/a//../b", "/b"],
  ];
  for (const [title, raw, path] of cleaned) {
    test(`\`canonicalPath\` ${title}`, () => {
      assert.deepEqual(canonicalPath(raw), { kind: "path", path, encodedSlash: false });
    });
  }

  const encodedSlashes: readonly (readonly [title: string, raw: string, path: string])[] = [
    ["keeps an encoded slash encoded", "/admin%2fsecret.txt", "/admin%2Fsecret.txt"],
    ["takes an encoded slash for no separator", "/..%2foutside.txt", "/..%2Foutside.txt"],
    ["keeps encoded slashes at the start", "/%2f%2fevil.com/", "/%2F%2Fevil.com/"],
    ["removes dot segments around an encoded slash", "/x/../a%2Fb/.", "/a%2Fb/"],
  ];
  for (const [title, raw, path] of encodedSlashes) {
    test(`\`canonicalPath\` ${title}, and says so`, () => {
      assert.deepEqual(canonicalPath(raw), { kind: "path", path, encodedSlash: true });
    });
  }

  test("`canonicalPath` tells an encoded slash from an encoded percent sign before 2F", () => {
    assert.deepEqual(canonicalPath("/a%252Fb"), { kind: "path", path: "/a%2Fb", encodedSlash: false });
  });

  const refused: readonly (readonly [what: string, raw: string])[] = [
    ["nothing", ""],
    ["a path without its slash", "a/b"],
    ["climbing above the root", "/../outside.txt"],
    ["climbing above the root, encoded", "/%2e%2e/outside.txt"],
    ["climbing above the root from within", "/a/../../outside.txt"],
    ["climbing behind a doubled slash", "//evil.com/../.."],
    ["climbing as the whole path", "/.."],
    ["an encoded NUL", "/a%00.html"],
    ["a raw NUL", "/a\x00"],
    ["an encoded line end", "/dir%0d%0aLocation:x"],
    ["an encoded DEL", "/%7f"],
    ["a bad percent sign", "/%"],
    ["a percent sign without hexadecimal digits", "/%zz"],
    ["a bad percent sign beside an encoded slash", "/%%2f"],
    ["an overlong dot", "/%c0%ae%c0%ae/outside.txt"],
    ["UTF-8 that is cut short", "/%e2%82"],
    ["a raw octet that is no UTF-8", "/\xff"],
    ["a backslash", "/\\evil.com/"],
    ["an encoded backslash", "/..%5coutside.txt"],
    ["an encoded backslash in upper case", "/admin%5Csecret.txt"],
  ];
  for (const [what, raw] of refused) {
    test(`\`canonicalPath\` refuses ${what}`, () => assert.equal(canonicalPath(raw).kind, "path-fault"));
  }
});

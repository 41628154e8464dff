import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseRequestTarget } from "../../src/uri/request-target.ts";

describe("the four forms of a request target (RFC 9112 §3.2)", () => {
  test("`parseRequestTarget` reads the origin-form", () => {
    assert.deepEqual(parseRequestTarget("/a/b", "GET"), {
      kind: "origin-form",
      path: "/a/b",
      query: undefined,
    });
  });
  test("`parseRequestTarget` parts the query at the first question mark", () => {
    assert.deepEqual(parseRequestTarget("/a?b=?c", "GET"), {
      kind: "origin-form",
      path: "/a",
      query: "b=?c",
    });
  });
  test("`parseRequestTarget` tells an empty query from none", () => {
    assert.deepEqual(parseRequestTarget("/?", "GET"), { kind: "origin-form", path: "/", query: "" });
  });
  test("`parseRequestTarget` leaves path and query raw", () => {
    const target = parseRequestTarget("//x/../%2f?%zz=\xe9", "GET");
    assert.deepEqual(target, { kind: "origin-form", path: "//x/../%2f", query: "%zz=\xe9" });
  });
  test("`parseRequestTarget` accepts queries as browsers send them", () => {
    assert.deepEqual(parseRequestTarget("/?|^{}[]\\`", "GET"), {
      kind: "origin-form",
      path: "/",
      query: "|^{}[]\\`",
    });
  });
  test("`parseRequestTarget` reads the absolute-form", () => {
    assert.deepEqual(parseRequestTarget("http://Example.com:8080/admin/secret.txt?x", "GET"), {
      kind: "absolute-form",
      scheme: "http",
      authority: "Example.com:8080",
      path: "/admin/secret.txt",
      query: "x",
    });
  });
  test("`parseRequestTarget` reads a scheme in any case", () => {
    assert.deepEqual(parseRequestTarget("HTTPS://[::1]/", "GET"), {
      kind: "absolute-form",
      scheme: "https",
      authority: "[::1]",
      path: "/",
      query: undefined,
    });
  });
  test("`parseRequestTarget` takes an empty path for the root", () => {
    assert.deepEqual(parseRequestTarget("http://a?q", "GET"), {
      kind: "absolute-form",
      scheme: "http",
      authority: "a",
      path: "/",
      query: "q",
    });
  });
  test("`parseRequestTarget` reads the asterisk-form of OPTIONS", () => {
    assert.deepEqual(parseRequestTarget("*", "OPTIONS"), { kind: "asterisk-form" });
  });
  test("`parseRequestTarget` reads the authority-form of CONNECT", () => {
    const target = parseRequestTarget("example.com:443", "CONNECT");
    assert.deepEqual(target, { kind: "authority-form", authority: "example.com:443" });
  });

  const refused: readonly (readonly [what: string, raw: string, method: string])[] = [
    ["nothing", "", "GET"],
    ["an asterisk for another method", "*", "GET"],
    ["an asterisk with text behind", "*foo", "GET"],
    ["an asterisk with text behind for OPTIONS", "*foo", "OPTIONS"],
    ["a path without its slash", "admin/secret.txt", "GET"],
    ["a backslash for a slash", "\\admin\\secret.txt", "GET"],
    ["a fragment", "/admin/secret.txt#x", "GET"],
    ["a fragment in the query", "/?a#b", "GET"],
    ["a space", "/a b", "GET"],
    ["a tab", "/a\tb", "GET"],
    ["a NUL", "/a\x00", "GET"],
    ["a control character in the query", "/?a\x1b", "GET"],
    ["DEL", "/\x7f", "GET"],
    ["another scheme", "ftp://example.com/", "GET"],
    ["a scheme that runs code", "javascript:alert(1)", "GET"],
    ["an absolute-form without host", "http:///x", "GET"],
    ["an absolute-form with a port alone", "http://:80/", "GET"],
    ["an absolute-form without slashes", "http:example.com/", "GET"],
    ["an absolute-form with userinfo", "http://user@example.com/", "GET"],
    ["an absolute-form with a backslash in its host", "http://a\\b/", "GET"],
    ["the authority-form for another method", "example.com:443", "GET"],
    ["CONNECT to a host without port", "example.com", "CONNECT"],
    ["CONNECT to an empty port", "example.com:", "CONNECT"],
    ["CONNECT with a path", "/", "CONNECT"],
    ["CONNECT with an absolute-form", "http://example.com:80/", "CONNECT"],
  ];
  for (const [what, raw, method] of refused) {
    test(`\`parseRequestTarget\` refuses ${what}`, () =>
      assert.equal(parseRequestTarget(raw, method), undefined));
  }
});

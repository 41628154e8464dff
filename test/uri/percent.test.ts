import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decodePercent, encodePath, encodeSegment } from "../../src/uri/percent.ts";

describe("decoding percent-encoded UTF-8 (RFC 3986 §2.1, RFC 3629 §3)", () => {
  const decoded: readonly (readonly [title: string, raw: string, text: string])[] = [
    ["`decodePercent` leaves text without % as it is", "/a b", "/a b"],
    ["`decodePercent` decodes both cases of hexadecimal digits", "%c3%A9", "é"],
    ["`decodePercent` decodes once only", "%2541", "%41"],
    ["`decodePercent` reads raw octets as UTF-8", "/\xc3\xa9", "/é"],
    ["`decodePercent` joins raw and encoded octets of one character", "\xc3%a9", "é"],
    ["`decodePercent` decodes four octets into one code point", "%F0%9F%A6%80", "🦀"],
    ["`decodePercent` keeps a byte order mark", "%EF%BB%BFa", "\ufeffa"],
  ];
  for (const [title, raw, text] of decoded) {
    test(title, () => assert.deepEqual(decodePercent(raw), { kind: "text", text }));
  }

  const refused: readonly (readonly [what: string, raw: string])[] = [
    ["a lone %", "%"],
    ["a % with one digit", "/a%2"],
    ["a % with a letter that is no digit", "%zz"],
    ["a % before a complete triplet", "%%41"],
    ["an overlong dot", "%c0%ae"],
    ["an overlong slash of three octets", "%e0%80%af"],
    ["a surrogate", "%ed%a0%80"],
    ["a code point above U+10FFFF", "%f4%90%80%80"],
    ["a continuation octet alone", "%80"],
    ["a character that is cut short", "%e2%82"],
    ["a raw octet that is no UTF-8", "/\xe9"],
    ["a character that no octet can be", "/é€"],
  ];
  for (const [what, raw] of refused) {
    test(`\`decodePercent\` refuses ${what}`, () => assert.equal(decodePercent(raw).kind, "percent-fault"));
  }
});

describe("encoding paths (RFC 3986 §3.3)", () => {
  const paths: readonly (readonly [title: string, path: string, encoded: string])[] = [
    ["keeps unreserved characters, sub-delims, : and @", "/a-._~!$&'()*+,;=:@/Z9", "/a-._~!$&'()*+,;=:@/Z9"],
    ["encodes what would end the path", "/a?b#c%d", "/a%3Fb%23c%25d"],
    ["encodes spaces, quotes, brackets and a line end", '/a "<>[]\r\n', "/a%20%22%3C%3E%5B%5D%0D%0A"],
    ["encodes a backslash, which a browser takes for a slash", "/\\evil.com/", "/%5Cevil.com/"],
    ["encodes text as UTF-8", "/é🦀", "/%C3%A9%F0%9F%A6%80"],
    ["never makes another host of a path", "//evil.com/x", "/evil.com/x"],
    ["never makes another host of a path that it encodes", "///evil.com/é", "/evil.com/%C3%A9"],
    ["replaces a lone surrogate", "/\ud800", "/%EF%BF%BD"],
  ];
  for (const [title, path, encoded] of paths) {
    test(`\`encodePath\` ${title}`, () => assert.equal(encodePath(path), encoded));
  }

  const segments: readonly (readonly [title: string, name: string, encoded: string])[] = [
    ["keeps an ordinary name", "index_1-a.b~.html", "index_1-a.b~.html"],
    ["never makes a scheme of a name", "javascript:alert(1)", "javascript%3Aalert(1)"],
    ["encodes slashes, quotes and ampersands", `a/b'c"d&e`, "a%2Fb%27c%22d%26e"],
    ["encodes a percent sign", "%2e%2e", "%252e%252e"],
    ["encodes a query and a fragment mark", "a?b#c", "a%3Fb%23c"],
    ["encodes line ends and tabs", "a\n\tb", "a%0A%09b"],
    ["replaces a lone surrogate", "\udfff.txt", "%EF%BF%BD.txt"],
  ];
  for (const [title, name, encoded] of segments) {
    test(`\`encodeSegment\` ${title}`, () => assert.equal(encodeSegment(name), encoded));
  }
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type EntityTag,
  formatEntityTag,
  parseEntityTagList,
  strongMatch,
  weakMatch,
} from "../../src/http/validators.ts";

const strong = (opaque: string): EntityTag => ({ weak: false, opaque });
const weak = (opaque: string): EntityTag => ({ weak: true, opaque });

describe("entity tags (RFC 9110 §8.8.3)", () => {
  test("`formatEntityTag` quotes the tag, and marks a weak one", () => {
    assert.equal(formatEntityTag(strong("a1")), '"a1"');
    assert.equal(formatEntityTag(weak("a1")), 'W/"a1"');
  });

  const parsed: readonly (readonly [title: string, value: string, tags: readonly EntityTag[] | "*"])[] = [
    ["reads the asterisk", "*", "*"],
    ["reads one tag", '"xyzzy"', [strong("xyzzy")]],
    ["reads a weak tag", 'W/"xyzzy"', [weak("xyzzy")]],
    ["reads an empty tag", '""', [strong("")]],
    ["reads several tags", '"a", W/"b" ,\t"c"', [strong("a"), weak("b"), strong("c")]],
    ["reads tags without spaces between", '"a","b"', [strong("a"), strong("b")]],
    ["reads a comma within a tag", '"a,b", "c"', [strong("a,b"), strong("c")]],
    ["reads octets above 0x7F", '"\xe9"', [strong("\xe9")]],
    ["reads a backslash as itself", '"a\\"', [strong("a\\")]],
    ["passes over empty elements", ', ,"a",, "b", ,', [strong("a"), strong("b")]],
  ];
  for (const [title, value, tags] of parsed) {
    test(`\`parseEntityTagList\` ${title}`, () => assert.deepEqual(parseEntityTagList(value), tags));
  }

  for (const value of [
    "",
    ",",
    "abc",
    '"a',
    'a"',
    'w/"a"',
    'W/ "a"',
    '"a" "b"',
    '"a";x',
    '*, "a"',
    '"a", *',
    '"a b"',
    '"a\x7f"',
    "**",
  ]) {
    test(`\`parseEntityTagList\` refuses ${JSON.stringify(value)}`, () => {
      assert.equal(parseEntityTagList(value), undefined);
    });
  }

  const compared: readonly (readonly [a: EntityTag, b: EntityTag, strongly: boolean, weakly: boolean])[] = [
    [weak("1"), weak("1"), false, true],
    [weak("1"), weak("2"), false, false],
    [weak("1"), strong("1"), false, true],
    [strong("1"), strong("1"), true, true],
  ];
  for (const [a, b, strongly, weakly] of compared) {
    test(`\`strongMatch\` and \`weakMatch\` compare ${formatEntityTag(a)} and ${formatEntityTag(b)}`, () => {
      assert.deepEqual([strongMatch(a, b), strongMatch(b, a)], [strongly, strongly]);
      assert.deepEqual([weakMatch(a, b), weakMatch(b, a)], [weakly, weakly]);
    });
  }
});

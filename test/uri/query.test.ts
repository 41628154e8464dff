import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { queryParameter } from "../../src/uri/query.ts";

describe("parameters of a query", () => {
  const found: readonly (readonly [title: string, query: string, name: string, value: string])[] = [
    ["finds a value", "a=1&format=json", "format", "json"],
    ["takes the first of several values", "a=1&a=2", "a", "1"],
    ["takes no equals sign for an empty value", "archive&x", "archive", ""],
    ["keeps equals signs of a value", "a=b=c", "a", "b=c"],
    ["decodes names and values", "%61=%C3%A9+x", "a", "é x"],
    ["reads raw octets as UTF-8", "a=\xc3\xa9", "a", "é"],
    ["keeps a bad percent sign", "a=%zz%", "a", "%zz%"],
    ["replaces what is not UTF-8", "a=%ff", "a", "\ufffd"],
    ["keeps a question mark at the start", "?a=1", "?a", "1"],
    ["passes over empty pairs", "&&a=1&&", "a", "1"],
    ["finds names that objects have", "__proto__=x", "__proto__", "x"],
  ];
  for (const [title, query, name, value] of found) {
    test(`\`queryParameter\` ${title}`, () => {
      assert.equal(queryParameter(query, name), value);
    });
  }

  for (const [query, name] of [
    [undefined, "a"],
    ["", ""],
    ["b=1", "a"],
    ["A=1", "a"],
    ["x=1", "constructor"],
  ] as const) {
    test(`\`queryParameter\` finds no ${JSON.stringify(name)} in ${JSON.stringify(query)}`, () => {
      assert.equal(queryParameter(query, name), undefined);
    });
  }
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isToken, KNOWN_METHODS } from "../../src/http/method.ts";

describe("methods and tokens (RFC 9110 §9, §5.6.2)", () => {
  test("`KNOWN_METHODS` holds the methods of RFC 9110 and PATCH, case-sensitive", () => {
    const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"];
    assert.deepEqual([...KNOWN_METHODS], methods);
  });
  test("`isToken` accepts all characters of a token", () => {
    assert.equal(isToken("!#$%&'*+-.^_`|~09azAZ"), true);
  });
  for (const text of ["", "a b", "a:", "a\t", "(a)", "a/b", '"a"', "é", "a\n"]) {
    test(`\`isToken\` refuses ${JSON.stringify(text)}`, () => assert.equal(isToken(text), false));
  }
});

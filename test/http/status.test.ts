import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { reasonPhrase } from "../../src/http/status.ts";

describe("reason phrases (RFC 9110 §15)", () => {
  test("`reasonPhrase` gives the registered phrase", () => {
    assert.deepEqual([200, 413, 505].map(reasonPhrase), [
      "OK",
      "Content Too Large",
      "HTTP Version Not Supported",
    ]);
  });
  test("`reasonPhrase` gives the class of a code that nobody registered", () => {
    assert.deepEqual([299, 499, 599].map(reasonPhrase), ["Success", "Client Error", "Server Error"]);
  });
  test("`reasonPhrase` has nothing to say of what is no status code", () => {
    assert.deepEqual([0, 99, 600, -1, 999].map(reasonPhrase), ["", "", "", "", ""]);
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { joinVary } from "../../src/http/vary.ts";

describe("Vary (RFC 9110 §12.5.5)", () => {
  test("`joinVary` names each field once, whatever its case, in the order of the first mention", () => {
    assert.equal(
      joinVary(["Accept-Encoding", "Origin, accept-encoding", "Accept"]),
      "Accept-Encoding, Origin, Accept",
    );
  });
  test("`joinVary` says * where any value does", () => {
    assert.equal(joinVary(["Accept", "*"]), "*");
  });
  test("`joinVary` passes over empty members", () => {
    assert.equal(joinVary(["", " , Accept,"]), "Accept");
  });
});

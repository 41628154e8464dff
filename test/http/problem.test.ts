import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PROBLEM_MEDIA_TYPE, problemJson } from "../../src/http/problem.ts";

describe("problem details (RFC 9457)", () => {
  test("`problemJson` writes the members of a problem, in UTF-8", () => {
    const octets = problemJson({
      status: 404,
      title: "Not Found",
      detail: "No “x” here.",
      instance: "/x",
      requestId: "r1",
    });
    assert.equal(
      Buffer.from(octets).toString("utf8"),
      '{"status":404,"title":"Not Found","detail":"No “x” here.","instance":"/x","request_id":"r1"}',
    );
  });
  test("`problemJson` leaves out what is absent", () => {
    const octets = problemJson({ status: 500, title: "Internal Server Error", detail: "Sorry." });
    assert.equal(
      Buffer.from(octets).toString("utf8"),
      '{"status":500,"title":"Internal Server Error","detail":"Sorry."}',
    );
  });
  test("`PROBLEM_MEDIA_TYPE` is the registered one (§6.1)", () => {
    assert.equal(PROBLEM_MEDIA_TYPE, "application/problem+json");
  });
});

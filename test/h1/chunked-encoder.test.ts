import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CRLF, chunkHead, lastChunk } from "../../src/h1/chunked-encoder.ts";

const text = (octets: Uint8Array) => Buffer.from(octets).toString("latin1");

describe("the chunked transfer coding, going out (RFC 9112 §7.1)", () => {
  test("`chunkHead` writes the size in hexadecimal, as a line", () => {
    assert.equal(text(chunkHead(1)), "1\r\n");
    assert.equal(text(chunkHead(65_536)), "10000\r\n");
    assert.equal(text(CRLF), "\r\n");
  });

  test("`chunkHead` refuses an empty chunk, which would end the content", () => {
    assert.throws(() => chunkHead(0), RangeError);
    assert.throws(() => chunkHead(Number.NaN), RangeError);
  });

  test("`lastChunk` ends the content and the trailer section", () => {
    assert.equal(text(lastChunk()), "0\r\n\r\n");
    assert.equal(
      text(
        lastChunk([
          ["X-Checksum", "9"],
          ["X-B", ""],
        ]),
      ),
      "0\r\nX-Checksum: 9\r\nX-B: \r\n\r\n",
    );
  });

  test("`lastChunk` leaves out what must not be a trailer", () => {
    assert.equal(
      text(
        lastChunk([
          ["Content-Length", "1"],
          ["transfer-encoding", "x"],
          ["A", "b"],
        ]),
      ),
      "0\r\nA: b\r\n\r\n",
    );
  });

  test("`lastChunk` throws for a trailer that would break its line", () => {
    assert.throws(() => lastChunk([["A", "b\r\n\r\nHTTP/1.1 200 OK"]]), TypeError);
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { multipartByteranges } from "../../src/http/multipart-byteranges.ts";

const ALPHABET = new TextEncoder().encode("abcdefghijklmnopqrstuvwxyz");

test("`multipartByteranges` lays out parts as they travel (RFC 9110 §14.6)", () => {
  const layout = multipartByteranges(
    [
      { start: 0, end: 2 },
      { start: 25, end: 26 },
    ],
    "text/plain; charset=utf-8",
    26,
    "THIS_STRING_SEPARATES",
  );
  const octets = layout.parts.flatMap(({ head, range }) => [head, ALPHABET.subarray(range.start, range.end)]);
  const wire = Buffer.concat([...octets, layout.closing]);
  assert.equal(
    wire.toString("latin1"),
    "--THIS_STRING_SEPARATES\r\n" +
      "Content-Type: text/plain; charset=utf-8\r\n" +
      "Content-Range: bytes 0-1/26\r\n" +
      "\r\n" +
      "ab\r\n" +
      "--THIS_STRING_SEPARATES\r\n" +
      "Content-Type: text/plain; charset=utf-8\r\n" +
      "Content-Range: bytes 25-25/26\r\n" +
      "\r\n" +
      "z\r\n" +
      "--THIS_STRING_SEPARATES--\r\n",
  );
  assert.equal(layout.contentLength, wire.length);
  assert.equal(layout.contentType, "multipart/byteranges; boundary=THIS_STRING_SEPARATES");
});

// Several ranges in one answer: the multipart/byteranges content (RFC 9110 §14.6, RFC 2046 §5.1).
import { type ByteRange, contentRange } from "./ranges.ts";

/** One part: `head` goes out, then the octets of `range`. */
export interface RangePart {
  /** Delimiter and field lines of the part, up to and with the empty line. */
  readonly head: Uint8Array;
  readonly range: ByteRange;
}

/** All that surrounds the ranges, known before the first octet is read. */
export interface MultipartByteranges {
  /** Value of the response's Content-Type. */
  readonly contentType: string;
  readonly parts: readonly RangePart[];
  /** The close delimiter, behind the last range. */
  readonly closing: Uint8Array;
  /** Octets of the whole content: heads, ranges and close delimiter. */
  readonly contentLength: number;
}

/**
 * Lays out the content of a 206 with several ranges. No Content-Range may stand in the response's own head (RFC 9110 §15.3.7.2).
 *
 * @param mediaType of the representation, repeated in each part
 * @param size of the whole representation, in octets
 * @param boundary 1 to 70 characters that the representation does not hold: random ones
 */
export function multipartByteranges(
  ranges: readonly ByteRange[],
  mediaType: string,
  size: number,
  boundary: string,
): MultipartByteranges {
  const encoder = new TextEncoder();
  const parts = ranges.map((range, index): RangePart => {
    const lines = `--${boundary}\r\nContent-Type: ${mediaType}\r\nContent-Range: ${contentRange(range, size)}\r\n\r\n`;
    return { head: encoder.encode(index === 0 ? lines : `\r\n${lines}`), range };
  });
  const closing = encoder.encode(`\r\n--${boundary}--\r\n`);
  const contentLength = parts.reduce(
    (sum, { head, range }) => sum + head.length + (range.end - range.start),
    closing.length,
  );
  return { contentType: `multipart/byteranges; boundary=${boundary}`, parts, closing, contentLength };
}

// The chunked transfer coding, going out (RFC 9112 §7.1).
import type { FieldLine } from "../http/fields.ts";
import { serializeFieldLine } from "./field-lines.ts";

/** Ends the data of each chunk. Shared: never to be changed. */
export const CRLF: Uint8Array = Buffer.from("\r\n", "latin1");

const PLAIN_LAST_CHUNK: Uint8Array = Buffer.from("0\r\n\r\n", "latin1");

/** Trailers that a recipient could take for framing or routing (RFC 9110 §6.5.1); they are not sent. */
const NEVER_TRAILERS: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-range",
  "content-type",
  "host",
  "keep-alive",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * @param length octets of the chunk, at least 1: an empty chunk would be the last one
 * @returns the line before the chunk's data
 */
export function chunkHead(length: number): Uint8Array {
  if (!(length > 0)) throw new RangeError("a chunk has at least one octet");
  return Buffer.from(`${length.toString(16)}\r\n`, "latin1");
}

/**
 * @param trailers sent behind the last chunk, less those that must not be
 * @returns the last chunk and the trailer section
 * @throws TypeError where a name or value cannot be sent
 */
export function lastChunk(trailers: readonly FieldLine[] = []): Uint8Array {
  if (trailers.length === 0) return PLAIN_LAST_CHUNK;
  let text = "0\r\n";
  for (const [name, value] of trailers) {
    if (!NEVER_TRAILERS.has(name.toLowerCase())) text += serializeFieldLine(name, value);
  }
  return Buffer.from(`${text}\r\n`, "latin1");
}

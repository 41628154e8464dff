// Sends content that takes more than one step: files and streams, at the pace of the client.
import { CRLF, chunkHead, lastChunk } from "../h1/chunked-encoder.ts";
import type { ResponseFraming } from "../h1/response-encoder.ts";
import type { Content } from "../http/response.ts";
import type { FileStatus, OpenFile } from "../platform/disk.ts";
import type { FileBuffers } from "./file-buffers.ts";
import type { Output } from "./output.ts";

/** How it ended. `cut`: the framing that was promised can't be kept to, so the connection has to be dropped. */
export type SendingEnd = "complete" | "cut";

/** How far the sending of one content has come; whoever cuts it short reads it. */
export interface Progress {
  /** Octets of content given to the output. */
  octets: number;
}

type FileContent = Extract<Content, { kind: "file" }>;
type StreamContent = Extract<Content, { kind: "stream" }>;

/**
 * Sends a part of a file in constant memory and closes it.
 *
 * A file that shrinks, or that changes while it is sent, never completes: its last octets are held back until the
 * status was compared, so that a mixture can't arrive as a whole representation.
 */
export async function sendFile(
  content: FileContent,
  output: Output,
  buffers: FileBuffers,
  progress: Progress,
): Promise<SendingEnd> {
  const { file, start, end } = content;
  let buffer = buffers.take(end - start);
  let position = start;
  try {
    while (position < end) {
      const room = buffer.subarray(0, Math.min(buffer.length, end - position));
      const octets = await file.read(room, position);
      if (octets === 0 || output.closed) return "cut";
      if (position + octets === end && (await hasChanged(file))) return "cut";
      output.push(room.subarray(0, octets));
      output.flush();
      position += octets;
      progress.octets += octets;
      if (output.congested) await output.drained();
      // Octets that the kernel has yet to take can't be overwritten; it will send no drain for a write that it accepted.
      if (output.pendingOctets > 0) buffer = buffers.take(end - position);
    }
    if (output.pendingOctets === 0) buffers.give(buffer);
    return output.closed ? "cut" : "complete";
  } finally {
    await file.close();
  }
}

async function hasChanged(file: OpenFile): Promise<boolean> {
  const now: FileStatus = await file.currentStatus();
  return now.size !== file.status.size || now.modifiedNs !== file.status.modifiedNs;
}

/**
 * Sends chunks as they come.
 *
 * @param chunks of the content; whoever cuts the sending short ends them (`return`), as does a broken length
 */
export async function sendStream(
  content: StreamContent,
  chunks: AsyncIterator<Uint8Array>,
  framing: ResponseFraming,
  output: Output,
  progress: Progress,
): Promise<SendingEnd> {
  for (;;) {
    const next = await chunks.next();
    if (output.closed) break;
    if (next.done === true) {
      if (framing.kind === "length" && progress.octets !== framing.octets) return "cut";
      if (framing.kind === "chunked") output.push(lastChunk(content.trailers?.() ?? []));
      output.flush();
      return "complete";
    }
    const octets = next.value;
    if (octets.length === 0) continue; // An empty chunk would be the last one.
    if (framing.kind === "length" && progress.octets + octets.length > framing.octets) break;
    pushChunk(octets, framing, output);
    progress.octets += octets.length;
    output.flush();
    if (output.congested) await output.drained();
  }
  await chunks.return?.();
  return "cut";
}

function pushChunk(octets: Uint8Array, framing: ResponseFraming, output: Output): void {
  if (framing.kind !== "chunked") return output.push(octets);
  output.push(chunkHead(octets.length));
  output.push(octets);
  output.push(CRLF);
}

/** Lets go of content that will not be sent: to HEAD, to a client that left, or because another answer won. */
export async function discardContent(content: Content): Promise<void> {
  if (content.kind === "file") await content.file.close();
  if (content.kind === "stream") await content.chunks[Symbol.asyncIterator]().return?.();
}

// What a handler answers: status, fields and content, nothing that depends on the version or the connection.
import type { OpenFile } from "../platform/disk.ts";
import type { Transport } from "../platform/transport.ts";
import type { FieldLine } from "./fields.ts";

/** The content of a response. Its framing fields (Content-Length, Transfer-Encoding) are the encoder's business, never the handler's. */
export type Content =
  | { readonly kind: "none" }
  | { readonly kind: "octets"; readonly octets: Uint8Array }
  /** Octets `start` (inclusive) to `end` (exclusive) of a file, which the connection closes, sent or not. */
  | { readonly kind: "file"; readonly file: OpenFile; readonly start: number; readonly end: number }
  /**
   * Chunks as they come. `length`, where known, must be kept to: otherwise the connection is cut. `return()` is called on the
   * iterator when the client leaves. A chunk belongs to the connection once it is given: its producer must not write into it
   * again, since it may wait for the client long after the next one was asked for.
   */
  | {
      readonly kind: "stream";
      readonly chunks: AsyncIterable<Uint8Array>;
      readonly length?: number;
      /** Asked after the last chunk; sent where the version and framing allow (RFC 9110 §6.5). */
      readonly trailers?: () => readonly FieldLine[];
    }
  /** After a 101 the transport belongs to another protocol; `leftover` is what the client sent behind its request (RFC 9110 §7.8). */
  | { readonly kind: "upgrade"; readonly take: (transport: Transport, leftover: Uint8Array) => void };

/** An answer that is ready to be encoded. */
export interface HttpResponse {
  readonly kind: "response";
  /** 200 to 599, or 101 with content of kind `upgrade`. */
  readonly status: number;
  readonly fields: readonly FieldLine[];
  readonly content: Content;
  /** The same object answers many requests: stages may remember what they made of it (by identity). */
  readonly shared?: true;
  /** A page of the server's own making, whose policy names its inline texts: a configured one in its place would take them away. */
  readonly generatedPage?: true;
}

/** The server's own "no": an error page, problem+json or a configured page is made of it. An application's own 404 is an HttpResponse. */
export interface Refusal {
  readonly kind: "refusal";
  readonly status: number;
  /** One sentence for the person who sees it: what was wrong, and where it helps, what to do. Never a path of the disk. */
  readonly detail: string;
  /** Fields that the status needs: Allow, Content-Range, Retry-After… */
  readonly fields?: readonly FieldLine[];
  /** What to log; never shown. */
  readonly cause?: unknown;
  /** The configuration asks for this very status: not a fault, even where it is 5xx. */
  readonly configured?: true;
}

/** What a handler gives back. */
export type Outcome = HttpResponse | Refusal;

export const NO_CONTENT: Content = { kind: "none" };
/** Known to be empty: the answer to HEAD then says Content-Length: 0, as the one to GET does (RFC 9110 §9.3.2). */
export const EMPTY_CONTENT: Content = { kind: "octets", octets: new Uint8Array(0) };

/** @returns a refusal, for brevity where handlers say no */
export function refuse(
  status: number,
  detail: string,
  fields?: readonly FieldLine[],
  cause?: unknown,
): Refusal {
  return {
    kind: "refusal",
    status,
    detail,
    ...(fields === undefined ? {} : { fields }),
    ...(cause === undefined ? {} : { cause }),
  };
}

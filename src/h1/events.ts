// What the protocol core says of the octets that it was fed (RFC 9112 §2).
import type { Fields } from "../http/fields.ts";
import type { HttpVersion } from "../http/request.ts";
import type { FaultCode } from "./faults.ts";

/** The head of a request: request line and header section (RFC 9112 §3, §5). */
export interface RequestHead {
  readonly method: string;
  /** As it stood on the wire; visible ASCII (and octets above 0x7F as Latin-1), not yet parsed. */
  readonly requestTarget: string;
  readonly version: HttpVersion;
  readonly fields: Fields;
}

/** Where the content of a request ends (RFC 9112 §6.3). */
export type RequestFraming =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly octets: number }
  | { readonly kind: "chunked" };

/**
 * What the octets received so far amount to. `need-octets` ends a round: feed more, then ask again.
 * `octets` of a content event lie in the buffer that was fed: they are good until the next `feed` or `retain`.
 */
export type RequestEvent =
  | { readonly kind: "head"; readonly head: RequestHead; readonly framing: RequestFraming }
  | { readonly kind: "content"; readonly octets: Uint8Array }
  | { readonly kind: "end"; readonly trailers: Fields }
  | { readonly kind: "fault"; readonly code: FaultCode }
  | { readonly kind: "need-octets" };

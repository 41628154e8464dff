// A request as handlers see it, whatever version of HTTP carried it (RFC 9110 §3.4).
import type { SocketAddress } from "../platform/transport.ts";
import type { RequestTarget } from "../uri/request-target.ts";
import type { FieldLine, Fields } from "./fields.ts";

export type HttpVersion = "1.0" | "1.1";

/** Thrown out of reading a request's content; the exchange answers it by itself if the handler lets it pass. */
export class ContentError extends Error {
  /** `too-large`: above the route's limit. `incomplete`: the peer left, stalled or broke the framing. */
  readonly kind: "too-large" | "incomplete";
  constructor(kind: "too-large" | "incomplete", message: string) {
    super(message);
    this.name = "ContentError";
    this.kind = kind;
  }
}

/**
 * The content of a request, read once, at the reader's pace. The first read sends `100 (Continue)` where the
 * client waits for it (RFC 9110 §10.1.1). What nobody reads is drained or cut by the connection.
 */
export interface RequestContent extends AsyncIterable<Uint8Array> {
  /** Octets as Content-Length tells, 0 where the request has no content, undefined where only the end will tell. */
  readonly length: number | undefined;
  /**
   * Reads all of it into one buffer.
   * @param maxOctets beyond this, as beyond the route's limit, it throws ContentError "too-large"
   */
  whole(maxOctets?: number): Promise<Uint8Array>;
  /** The trailer section, once the content was read to its end (RFC 9110 §6.5); empty before. */
  readonly trailers: Fields;
}

/** Bounds that only the route knows; the connection keeps to them from then on. */
export interface ExchangeLimits {
  readonly contentOctets: number;
  readonly bodyTimeoutMs: number;
  readonly writeTimeoutMs: number;
}

/** Which server and route answer, for logs and metrics: constant objects, made once per route. */
export interface ServedBy {
  /** Index of the server in the configuration. */
  readonly server: number;
  readonly serverName: string;
  /** The route's path as configured, or "" where none matched. */
  readonly route: string;
}

/** A received request. */
export interface HttpRequest {
  readonly method: string;
  readonly version: HttpVersion;
  readonly scheme: "http" | "https";
  /** Host and port as the client named them: from an absolute-form target, else from Host; "" where HTTP/1.0 names none. */
  readonly authority: string;
  readonly target: RequestTarget;
  /** The request target as it stood in the request line. */
  readonly rawTarget: string;
  readonly fields: Fields;
  readonly content: RequestContent;
  readonly peer: SocketAddress;
  readonly local: SocketAddress;
  /** Monotonic ms at which the head was complete. */
  readonly receivedMs: number;
  /** An identifier that is unique enough for a log, made when first asked for. */
  readonly id: string;
  /** Aborts when nobody is there to read the answer (DESIGN: 250 ms after FIN, at once on reset). Made when first asked for. */
  readonly signal: AbortSignal;
  /** Set once by the dispatcher. */
  servedBy: ServedBy | undefined;
  /** Called once by the dispatcher, before the content is read. */
  limit(limits: ExchangeLimits): void;
  /** Sends an interim response (RFC 9110 §15.2), such as 103; ignored for HTTP/1.0 and after the final response began. */
  sendInterim(status: number, fields: readonly FieldLine[]): void;
}

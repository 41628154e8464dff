// One request on its way through the server, with what the connection knows of it (RFC 9110 §3.3: request and response).
import type { RequestHead } from "../h1/events.ts";
import type { FieldLine, Fields } from "../http/fields.ts";
import type { ExchangeLimits, HttpRequest, HttpVersion, RequestContent, ServedBy } from "../http/request.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { Random } from "../platform/random.ts";
import type { SocketAddress } from "../platform/transport.ts";
import type { RequestTarget } from "../uri/request-target.ts";
import { EMPTY_CONTENT, type PulledContent } from "./request-content.ts";
import { ABORT_AFTER_FIN_MS } from "./settings.ts";

/** What an exchange asks of its connection. */
export interface ExchangeHost {
  readonly peer: SocketAddress;
  readonly local: SocketAddress;
  readonly scheme: "http" | "https";
  readonly clock: Clock;
  readonly random: Random;
  sendInterim(exchange: Exchange, status: number, fields: readonly FieldLine[]): void;
}

/** 96 random bits: never the same twice in a log. */
const ID_OCTETS = 12;

/** The request that handlers see. */
export class Exchange implements HttpRequest {
  readonly method: string;
  readonly version: HttpVersion;
  readonly rawTarget: string;
  readonly fields: Fields;
  readonly target: RequestTarget;
  readonly authority: string;
  readonly receivedMs: number;
  servedBy: ServedBy | undefined = undefined;

  /** Whether the client wants the connection kept (RFC 9112 §9.3). */
  readonly persistent: boolean;
  /** The content to feed; undefined where the request has none. */
  readonly pulled: PulledContent | undefined;
  /** Whether the client holds its content back until it gets a 100. */
  awaitsContinue: boolean;
  /** Of the final response, once there is one: no other can be given then. 0 before. */
  status = 0;
  /** Whether an answer was made already that couldn't be encoded. */
  unwritable = false;
  bodyTimeoutMs: number | undefined = undefined;
  writeTimeoutMs: number | undefined = undefined;

  readonly #host: ExchangeHost;
  #id: string | undefined = undefined;
  #abort: AbortController | undefined = undefined;
  #abortTimer: Timer | undefined = undefined;
  #peerLeft: "no" | "half" | "gone" = "no";

  constructor(
    host: ExchangeHost,
    head: RequestHead,
    parts: {
      readonly target: RequestTarget;
      readonly authority: string;
      readonly persistent: boolean;
      readonly awaitsContinue: boolean;
    },
    pulled: PulledContent | undefined,
    receivedMs: number,
  ) {
    this.method = head.method;
    this.version = head.version;
    this.rawTarget = head.requestTarget;
    this.fields = head.fields;
    this.target = parts.target;
    this.authority = parts.authority;
    this.persistent = parts.persistent;
    this.pulled = pulled;
    this.awaitsContinue = parts.awaitsContinue && pulled !== undefined;
    this.receivedMs = receivedMs;
    this.#host = host;
  }

  get answered(): boolean {
    return this.status !== 0;
  }

  get content(): RequestContent {
    return this.pulled ?? EMPTY_CONTENT;
  }

  get peer(): SocketAddress {
    return this.#host.peer;
  }

  get local(): SocketAddress {
    return this.#host.local;
  }

  get scheme(): "http" | "https" {
    return this.#host.scheme;
  }

  get id(): string {
    if (this.#id === undefined) {
      const octets = Buffer.allocUnsafe(ID_OCTETS);
      this.#host.random.fill(octets);
      this.#id = octets.toString("base64url");
    }
    return this.#id;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      this.#followPeer();
    }
    return this.#abort.signal;
  }

  limit(limits: ExchangeLimits): void {
    this.bodyTimeoutMs = limits.bodyTimeoutMs;
    this.writeTimeoutMs = limits.writeTimeoutMs;
    if (this.pulled !== undefined) this.pulled.maxOctets = limits.contentOctets;
  }

  sendInterim(status: number, fields: readonly FieldLine[]): void {
    this.#host.sendInterim(this, status, fields);
  }

  /** For the connection: the client sent FIN ("half"), or the transport is gone. */
  peerLeft(how: "half" | "gone"): void {
    this.#peerLeft = how;
    if (this.#abort !== undefined) this.#followPeer();
  }

  /** For the connection: nothing happens to this exchange any more. */
  settle(): void {
    this.#abortTimer?.cancel();
  }

  /** A client that sent FIN often still reads, so its signal waits a little; one that is gone does not. */
  #followPeer(): void {
    this.#abortTimer?.cancel();
    if (this.#peerLeft === "gone") this.#abort?.abort();
    if (this.#peerLeft === "half") {
      this.#abortTimer = this.#host.clock.after(ABORT_AFTER_FIN_MS, () => this.#abort?.abort());
    }
  }
}

// One observer hears of every exchange: the access log now, metrics and an inspector later.
import type { HttpRequest } from "../http/request.ts";
import type { SocketAddress } from "../platform/transport.ts";

/** How an exchange went. The record is reused: copy what is kept. */
export interface ExchangeRecord {
  /** undefined where the head was never understood. */
  readonly request: HttpRequest | undefined;
  readonly peer: SocketAddress;
  readonly local: SocketAddress;
  /** 0 where the client left before there was an answer. */
  readonly status: number;
  /** Octets of content sent, without the head and the chunked coding. */
  readonly contentOctets: number;
  /** Monotonic ms from the complete head to the last octet given to the transport. */
  readonly durationMs: number;
  /** `cut` where the answer did not get out whole. */
  readonly ending: "complete" | "cut";
}

/** Hears of connections and exchanges; must be quick and must not throw. */
export interface Observer {
  exchangeEnded(record: ExchangeRecord): void;
  connectionOpened(peer: SocketAddress): void;
  connectionClosed(peer: SocketAddress): void;
}

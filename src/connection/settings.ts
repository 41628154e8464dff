// What bounds a connection, from the configuration of the listener that it came in by.
import type { MessageLimits } from "../h1/limits.ts";

export interface ConnectionSettings {
  readonly message: MessageLimits;
  /** For the whole head, from its first octet; and for the first octet of a new connection. */
  readonly requestTimeoutMs: number;
  /** Between two requests. */
  readonly keepAliveTimeoutMs: number;
  /** Without progress of the content, until a route sets its own. */
  readonly bodyTimeoutMs: number;
  /** Without the peer acknowledging anything, until a route sets its own. */
  readonly writeTimeoutMs: number;
  /** Unread content that is drained for the sake of the connection, or of the answer that the client has yet to read. */
  readonly drainOctets: number;
  /** 0: as many as the client likes. */
  readonly requestsPerConnection: number;
}

/** How long a connection that is done waits for the client's FIN, so that no reset overtakes the answer (RFC 9112 §9.6). */
export const LINGER_MS = 2_000;

/** DESIGN section 5: a function's signal aborts this long after the client's FIN. */
export const ABORT_AFTER_FIN_MS = 250;

/** How long a kept connection without a request is spared when the server stops. */
export const IDLE_FLOOR_MS = 500;

/** Octets that may wait inside a connection while nobody wants them; beyond, reading stops. */
export const RETAINED_OCTETS = 64 * 1024;

/** Answers of one round are written together up to so many octets; a client that doesn't read then stops the round. */
export const ROUND_OCTETS = 64 * 1024;

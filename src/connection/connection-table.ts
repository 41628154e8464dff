// All connections of the server: how many there may be, the one timer behind all their time-outs, and their end.
import { refuse } from "../http/response.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { Network, Transport } from "../platform/transport.ts";
import { Connection, type ConnectionServices } from "./connection.ts";

/** How often time-outs are looked at: none is missed by more than this, none comes early. */
export const SWEEP_MS = 250;

/** Stalled writes are measured in tens of seconds; asking the kernel about them needn't be often. */
const PROGRESS_EVERY_SWEEPS = 4;

/** Where `ConnectionLimits` does not say otherwise. */
const TURNED_AWAY_AT_ONCE = 64;

const RETRY_AFTER_SECS = "2";

/** How many connections there may be. */
export interface ConnectionLimits {
  readonly total: number;
  /** 0: none. */
  readonly perAddress: number;
  /** How many beyond get a 503 at the same time; further ones are dropped, as descriptors are what is short. */
  readonly turnedAwayAtOnce?: number;
}

/** Holds every connection from its transport's first moment to its last. */
export class ConnectionTable {
  readonly #clock: Clock;
  readonly #network: Pick<Network, "unacknowledgedOctets">;
  readonly #limits: ConnectionLimits;
  readonly #connections = new Set<Connection>();
  readonly #turnedAway = new Set<Connection>();
  readonly #perAddress = new Map<string, number>();
  readonly #timer: Timer;
  #sweeps = 0;
  #asking = false;
  #draining = false;
  #whenEmpty: (() => void) | undefined;

  constructor(clock: Clock, network: Pick<Network, "unacknowledgedOctets">, limits: ConnectionLimits) {
    this.#clock = clock;
    this.#network = network;
    this.#limits = limits;
    this.#timer = clock.every(SWEEP_MS, () => this.#sweep());
  }

  /** Connections that are served. */
  get size(): number {
    return this.#connections.size;
  }

  /**
   * Takes a new transport: serves it, or turns it away with 503 where there are too many already.
   *
   * @param services shared by the connections of one listener; their `onClosed` has to be `forget`
   */
  admit(transport: Transport, services: ConnectionServices): void {
    const { address } = transport.peer;
    const ofAddress = this.#perAddress.get(address) ?? 0;
    const tooMany =
      this.#connections.size >= this.#limits.total ||
      (this.#limits.perAddress > 0 && ofAddress >= this.#limits.perAddress);
    if (tooMany) return this.#turnAway(transport, services);
    this.#perAddress.set(address, ofAddress + 1);
    const connection = new Connection(transport, services);
    this.#connections.add(connection);
    if (this.#draining) connection.drain();
  }

  /** A connection is gone. */
  forget(connection: Connection): void {
    if (this.#turnedAway.delete(connection) || !this.#connections.delete(connection)) return;
    const { address } = connection.peer;
    const left = (this.#perAddress.get(address) ?? 1) - 1;
    if (left === 0) this.#perAddress.delete(address);
    else this.#perAddress.set(address, left);
    this.#noticeEmpty();
  }

  /** Ends every connection after what it has begun. Resolves when none is left. */
  drain(): Promise<void> {
    this.#draining = true;
    for (const connection of this.#connections) connection.drain();
    return new Promise((resolve) => {
      this.#whenEmpty = resolve;
      this.#noticeEmpty();
    });
  }

  /** Drops every connection at once, and looks after nothing any more. */
  abort(): void {
    for (const connection of [...this.#connections, ...this.#turnedAway]) connection.transport.abort();
    this.#timer.cancel();
  }

  #turnAway(transport: Transport, services: ConnectionServices): void {
    if (this.#turnedAway.size >= (this.#limits.turnedAwayAtOnce ?? TURNED_AWAY_AT_ONCE))
      return transport.abort();
    const connection = new Connection(transport, services);
    this.#turnedAway.add(connection);
    connection.turnAway(
      refuse(503, "The server has as many connections as it can take. Try again in a moment.", [
        ["Retry-After", RETRY_AFTER_SECS],
      ]),
    );
  }

  #noticeEmpty(): void {
    if (this.#connections.size === 0) this.#whenEmpty?.();
  }

  #sweep(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const connection of this.#connections) connection.sweep(nowMs);
    for (const connection of this.#turnedAway) connection.sweep(nowMs);
    this.#sweeps++;
    if (this.#sweeps % PROGRESS_EVERY_SWEEPS === 0) this.#watchProgress().catch(() => {});
  }

  /** The kernel is asked once for all who have yet to take octets, and never twice at a time. */
  async #watchProgress(): Promise<void> {
    if (this.#asking) return;
    const suspects = [...this.#connections].filter((connection) => connection.writing);
    if (suspects.length === 0) return;
    this.#asking = true;
    try {
      const unacknowledged = await this.#network.unacknowledgedOctets(
        suspects.map(({ transport }) => transport),
      );
      const nowMs = this.#clock.monotonicMs();
      for (const connection of suspects)
        connection.watchProgress(nowMs, unacknowledged.get(connection.transport));
    } finally {
      this.#asking = false;
    }
  }
}

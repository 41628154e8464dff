// All connections of the server: how many there may be, the one timer behind all their time-outs, and their end.
import type { Clock, Timer } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import type { Network, Transport } from "../platform/transport.ts";
import { Connection } from "./connection.ts";
import type { ConnectionServices } from "./connection-services.ts";

/** How often time-outs are looked at: none is missed by more than this, none comes early. */
export const SWEEP_MS = 250;

/** Once a second is often enough to look for stalled writes, which are measured in tens of seconds, and to log. */
const SECOND_SWEEPS = 4;

/** Where `ConnectionLimits` does not say otherwise. */
const TURNED_AWAY_AT_ONCE = 64;

/** How many connections there may be. */
export interface ConnectionLimits {
  readonly total: number;
  /** 0: none. */
  readonly perAddress: number;
  /** How many beyond get a 503 at the same time; further ones are dropped, as descriptors are what is short. */
  readonly turnedAwayAtOnce?: number;
}

/** What the table needs of the machine. */
export interface TableParts {
  readonly clock: Clock;
  readonly network: Pick<Network, "sendQueues">;
  readonly log: Log;
}

/** Holds every connection from its transport's first moment to its last. */
export class ConnectionTable {
  readonly #parts: TableParts;
  #limits: ConnectionLimits;
  readonly #connections = new Set<Connection>();
  readonly #turnedAway = new Set<Connection>();
  readonly #perAddress = new Map<string, number>();
  readonly #timer: Timer;
  #sweeps = 0;
  #turnedAwaySinceSweep = 0;
  #asking = false;
  #draining = false;
  #whenEmpty: (() => void) | undefined;

  /** A connection is gone. One function for all of them. */
  readonly #forget = (connection: Connection): void => {
    if (this.#turnedAway.delete(connection) || !this.#connections.delete(connection)) return;
    const { address } = connection.peer;
    const left = (this.#perAddress.get(address) ?? 1) - 1;
    if (left === 0) this.#perAddress.delete(address);
    else this.#perAddress.set(address, left);
    this.#noticeEmpty();
  };

  constructor(parts: TableParts, limits: ConnectionLimits) {
    this.#parts = parts;
    this.#limits = limits;
    this.#timer = parts.clock.every(SWEEP_MS, () => this.#sweep());
  }

  /** Sets other limits; who is in stays in. */
  limit(limits: ConnectionLimits): void {
    this.#limits = limits;
  }

  /** Connections that are served. */
  get size(): number {
    return this.#connections.size;
  }

  /**
   * Takes a new transport: serves it, or turns it away with 503 where there are too many already.
   *
   * @param services shared by the connections of one listener
   */
  admit(transport: Transport, services: ConnectionServices): void {
    const { address } = transport.peer;
    const ofAddress = this.#perAddress.get(address) ?? 0;
    const tooMany =
      this.#connections.size >= this.#limits.total ||
      (this.#limits.perAddress > 0 && ofAddress >= this.#limits.perAddress);
    if (tooMany) return this.#turnAway(transport, services);
    this.#perAddress.set(address, ofAddress + 1);
    const connection = new Connection(transport, services, this.#forget);
    this.#connections.add(connection);
    if (this.#draining) connection.drain();
  }

  /** Ends the connections of one listener after what they have begun. */
  drainListener(services: ConnectionServices): void {
    for (const connection of this.#connections) if (connection.services === services) connection.drain();
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
    for (const connection of [...this.#connections, ...this.#turnedAway]) connection.abort();
    this.#timer.cancel();
  }

  #turnAway(transport: Transport, services: ConnectionServices): void {
    this.#turnedAwaySinceSweep++;
    const atOnce = this.#limits.turnedAwayAtOnce ?? TURNED_AWAY_AT_ONCE;
    if (this.#turnedAway.size >= atOnce) return transport.abort();
    const connection = new Connection(transport, services, this.#forget);
    this.#turnedAway.add(connection);
    connection.turnAway(services.serving().tooManyConnections);
  }

  #noticeEmpty(): void {
    if (this.#connections.size === 0) this.#whenEmpty?.();
  }

  #sweep(): void {
    const nowMs = this.#parts.clock.monotonicMs();
    for (const connection of this.#connections) connection.sweep(nowMs);
    for (const connection of this.#turnedAway) connection.sweep(nowMs);
    this.#sweeps++;
    if (this.#sweeps % SECOND_SWEEPS !== 0) return;
    this.#tellOfTurnedAway();
    this.#watchProgress().catch((error: unknown) => {
      this.#parts.log.error("Slow readers could not be looked at.", { error });
    });
  }

  #tellOfTurnedAway(): void {
    const connections = this.#turnedAwaySinceSweep;
    this.#turnedAwaySinceSweep = 0;
    if (connections === 0) return;
    this.#parts.log.warn("Connections were turned away with 503: there are as many as there may be.", {
      connections,
      served: this.#connections.size,
    });
  }

  /** The kernel is asked once for all who have yet to take octets, and never twice at a time. */
  async #watchProgress(): Promise<void> {
    if (this.#asking) return;
    const suspects = [...this.#connections].filter((connection) => connection.writing);
    if (suspects.length === 0) return;
    this.#asking = true;
    try {
      const queues = await this.#parts.network.sendQueues(suspects.map(({ transport }) => transport));
      const nowMs = this.#parts.clock.monotonicMs();
      for (const connection of suspects) connection.watchProgress(nowMs, queues.get(connection.transport));
    } finally {
      this.#asking = false;
    }
  }
}

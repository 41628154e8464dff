// A head that is octet for octet the one before needs no second reading: it means the same.
import type { RequestEvent } from "./events.ts";

/** Longer heads aren't remembered. */
const MAX_OCTETS = 1024;

type HeadEvent = Extract<RequestEvent, { kind: "head" }>;

/**
 * Remembers the last head without content that was read, whoever sent it: pollers, health checks, gateways and load
 * generators send the same one all the time, on one connection or on many. What was remembered is complete, so that
 * equal octets are an equal and complete head, and the event made of them can be given again: it never changes.
 * docs/decisions/0006 has the figures, also for heads that don't repeat.
 */
export class RepeatedHead {
  readonly #octets = new Uint8Array(MAX_OCTETS);
  #length = 0;
  #event: HeadEvent | undefined;

  /** Octets of the head that is remembered. */
  get length(): number {
    return this.#length;
  }

  /** @returns the event of the remembered head where the octets from `start` on begin with that very head */
  find(octets: Uint8Array, start: number, end: number): HeadEvent | undefined {
    const length = this.#length;
    if (end - start < length) return undefined;
    const remembered = this.#octets;
    for (let index = 0; index < length; index++) {
      if (octets[start + index] !== remembered[index]) return undefined;
    }
    return this.#event;
  }

  /** @param event made of the `length` octets from `start` on, of a head without content */
  remember(octets: Uint8Array, start: number, length: number, event: HeadEvent): void {
    if (length > MAX_OCTETS) return;
    const remembered = this.#octets;
    for (let index = 0; index < length; index++) remembered[index] = octets[start + index];
    this.#length = length;
    this.#event = event;
  }
}

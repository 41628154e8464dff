// Whether octets are taken from a transport, and how many of those that nobody wants.
import type { Transport } from "../platform/transport.ts";

/** The valve on the way in: the kernel's buffer, then the client, feel it when it is shut. */
export class Intake {
  readonly #transport: Transport;
  #paused = false;
  #dropped = 0;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Octets that were dropped since `count` began anew. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Counts octets that were read for nothing. */
  drop(octets: number): void {
    this.#dropped += octets;
  }

  /** Begins to count anew. */
  resetCount(): void {
    this.#dropped = 0;
  }

  shut(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#transport.pause();
  }

  open(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#transport.resume();
  }
}

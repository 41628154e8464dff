// The way out: collects what one round of reading produced and gives it to the transport in one write.
import type { Transport } from "../platform/transport.ts";

/** Up to this, small answers are copied together: one buffer costs the kernel less than a vector of many. */
const COPY_TOGETHER_OCTETS = 64 * 1024;

/** Octets on their way to one transport, with backpressure. */
export class Output {
  readonly #transport: Transport;
  /** The first that waits stands by itself: most often it is the only one, and no list is touched. */
  #first: Uint8Array | undefined = undefined;
  #more: Uint8Array[] | undefined = undefined;
  #waitingOctets = 0;
  #congested = false;
  #closed = false;
  #givenOctets = 0;
  #wake: (() => void) | undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Whether the transport asked to wait: nothing new should be produced until it has drained. */
  get congested(): boolean {
    return this.#congested;
  }

  /** Whether the transport is gone: whoever produces may stop. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Octets that were pushed and wait for `flush`. */
  get waitingOctets(): number {
    return this.#waitingOctets;
  }

  /** All octets that the transport was ever given. */
  get givenOctets(): number {
    return this.#givenOctets;
  }

  /** Octets that the kernel has not taken yet. */
  get pendingOctets(): number {
    return this.#waitingOctets + this.#transport.pendingOctets;
  }

  /** Adds octets to the next write; they must not change afterwards. */
  push(octets: Uint8Array): void {
    if (this.#first === undefined) this.#first = octets;
    else if (this.#more === undefined) this.#more = [this.#first, octets];
    else this.#more.push(octets);
    this.#waitingOctets += octets.length;
  }

  /** Writes what was pushed. */
  flush(): void {
    const first = this.#first;
    if (first === undefined || this.#closed) return;
    const more = this.#more;
    const total = this.#waitingOctets;
    this.#forgetWaiting();
    this.#givenOctets += total;
    if (more === undefined) this.#congested = !this.#transport.write(first);
    else if (total <= COPY_TOGETHER_OCTETS) this.#congested = !this.#transport.write(joined(more, total));
    else this.#writeVector(more);
  }

  #writeVector(pieces: readonly Uint8Array[]): void {
    this.#transport.cork();
    for (const octets of pieces) this.#congested = !this.#transport.write(octets);
    this.#transport.uncork();
  }

  #forgetWaiting(): void {
    this.#first = undefined;
    this.#more = undefined;
    this.#waitingOctets = 0;
  }

  /** Resolves when the transport took everything, or is gone: look at `closed`. */
  drained(): Promise<void> {
    if (!this.#congested || this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** For the connection: the transport said so. */
  onDrain(): void {
    this.#congested = false;
    this.#wakeUp();
  }

  /** For the connection: nothing goes out any more. */
  close(): void {
    this.#closed = true;
    this.#forgetWaiting();
    this.#wakeUp();
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

function joined(pieces: readonly Uint8Array[], total: number): Uint8Array {
  const together = Buffer.allocUnsafe(total);
  let position = 0;
  for (const piece of pieces) {
    together.set(piece, position);
    position += piece.length;
  }
  return together;
}

// The way out: collects what one round of reading produced and gives it to the transport in one write.
import type { Transport } from "../platform/transport.ts";

/** Up to this, small answers are copied together: one buffer costs the kernel less than a vector of many. */
const COPY_TOGETHER_OCTETS = 64 * 1024;

/** Octets on their way to one transport, with backpressure. */
export class Output {
  readonly #transport: Transport;
  #waiting: Uint8Array[] = [];
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
    this.#waiting.push(octets);
    this.#waitingOctets += octets.length;
  }

  /** Writes what was pushed. */
  flush(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0 || this.#closed) return;
    const total = this.#waitingOctets;
    this.#waitingOctets = 0;
    this.#givenOctets += total;
    if (waiting.length === 1) {
      const [only] = waiting;
      waiting.length = 0;
      this.#congested = !this.#transport.write(only);
    } else if (total <= COPY_TOGETHER_OCTETS) {
      const together = joined(waiting, total);
      waiting.length = 0;
      this.#congested = !this.#transport.write(together);
    } else {
      this.#waiting = [];
      this.#transport.cork();
      for (const octets of waiting) this.#congested = !this.#transport.write(octets);
      this.#transport.uncork();
    }
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
    this.#waiting = [];
    this.#waitingOctets = 0;
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

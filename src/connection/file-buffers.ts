// Buffers for reading files that are sent: a few are kept, since allocating (and zeroing) them costs more than reading.

/** Large enough that the disk's round trip doesn't count, small enough that 200 slow clients cost less than 1 MiB each. */
const BUFFER_OCTETS = 256 * 1024;

/** More than this many idle buffers are left to the garbage collector. */
const KEPT = 16;

/** A small stock of equal buffers. */
export class FileBuffers {
  readonly #idle: Uint8Array[] = [];

  /** @param octets how much is to be read: short files get a buffer of their own size */
  take(octets: number): Uint8Array {
    if (octets < BUFFER_OCTETS) return Buffer.allocUnsafeSlow(octets);
    return this.#idle.pop() ?? Buffer.allocUnsafeSlow(BUFFER_OCTETS);
  }

  /** Gives a buffer back that nobody reads or writes any more. */
  give(buffer: Uint8Array): void {
    if (buffer.length === BUFFER_OCTETS && this.#idle.length < KEPT) this.#idle.push(buffer);
  }
}

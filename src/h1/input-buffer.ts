// The octets that wait to be read: those just fed, in the caller's buffer, or a copy of our own of what must outlive it.

const EMPTY = new Uint8Array(0);
const MIN_CAPACITY = 1024;

/**
 * A window on octets. While it is over a caller's buffer nothing is copied; `keep` and `append` copy. Appending one
 * octet at a time stays linear, since a buffer of our own doubles when it grows.
 */
export class InputBuffer {
  octets: Uint8Array = EMPTY;
  /** Index of the first octet that nobody has used. */
  position = 0;
  /** End (exclusive) of what was received. */
  end = 0;
  #isOwn = false;

  /** Adds octets behind those that wait. With none waiting, they are used where they lie. */
  append(octets: Uint8Array): void {
    if (this.position === this.end) {
      this.octets = octets;
      this.position = 0;
      this.end = octets.length;
      this.#isOwn = false;
      return;
    }
    this.#reserve(octets.length);
    this.octets.set(octets, this.end);
    this.end += octets.length;
  }

  /** Makes what waits independent of the caller's buffer. */
  keep(): void {
    if (this.position === this.end) this.clear();
    else if (!this.#isOwn) this.#reserve(0);
  }

  /** Forgets everything. */
  clear(): void {
    this.octets = EMPTY;
    this.position = 0;
    this.end = 0;
    this.#isOwn = false;
  }

  /** Makes the buffer ours, with room for `more` octets at its end. */
  #reserve(more: number): void {
    const waiting = this.end - this.position;
    if (this.#isOwn && this.end + more <= this.octets.length) return;
    const enough = this.#isOwn && waiting + more <= this.octets.length / 2;
    if (enough) {
      this.octets.copyWithin(0, this.position, this.end);
    } else {
      const capacity = Math.max(MIN_CAPACITY, waiting + more, this.#isOwn ? waiting * 2 : 0);
      const larger = new Uint8Array(capacity);
      larger.set(this.octets.subarray(this.position, this.end));
      this.octets = larger;
    }
    this.position = 0;
    this.end = waiting;
    this.#isOwn = true;
  }
}

// What a connection waits for, and until when: one at a time, looked at by one coarse timer.

/**
 * What is due from the client. `unwanted-content`: the rest of a request that is answered already. `last-octets`: its
 * FIN. `nothing`: an answer is being made or sent; that the client reads it is watched elsewhere (`WriteWatch`).
 */
export type Due =
  | "first-octets"
  | "head"
  | "next-request"
  | "content"
  | "unwanted-content"
  | "last-octets"
  | "nothing";

/** One thing that is due, and its time. */
export class Deadline {
  #due: Due = "nothing";
  #atMs = Number.POSITIVE_INFINITY;

  get due(): Due {
    return this.#due;
  }

  /** @param atMs monotonic */
  set(due: Due, atMs: number): void {
    this.#due = due;
    this.#atMs = atMs;
  }

  /** Nothing is due any more. */
  clear(): void {
    this.#due = "nothing";
    this.#atMs = Number.POSITIVE_INFINITY;
  }

  /** Brings the time forward, never back. */
  hasten(atMs: number): void {
    this.#atMs = Math.min(this.#atMs, atMs);
  }

  isOver(nowMs: number): boolean {
    return nowMs >= this.#atMs;
  }
}

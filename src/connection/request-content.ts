// The content of one request, pulled by its reader: the connection parses no further than the reader asks.
import { Fields } from "../http/fields.ts";
import { ContentError, type RequestContent } from "../http/request.ts";

/** Content that isn't there. */
export const EMPTY_CONTENT: RequestContent = {
  length: 0,
  trailers: Fields.empty,
  whole: () => Promise.resolve(new Uint8Array(0)),
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};

interface Waiter {
  resolve(octets: Uint8Array | undefined): void;
  reject(error: ContentError): void;
}

/** Where the content stands. `open` until the message's end or a failure was seen. */
type Progress =
  | { readonly kind: "open" }
  | { readonly kind: "ended" }
  | { readonly kind: "failed"; readonly error: ContentError };

/** A reader gets about so many octets at a time, at the most. */
const GATHERED_OCTETS = 64 * 1024;

const OPEN: Progress = { kind: "open" };
const ENDED: Progress = { kind: "ended" };

/** One request's content. The connection feeds it (`accept`, `end`, `fail`); a handler reads it. */
export class PulledContent implements RequestContent {
  readonly length: number | undefined;
  trailers: Fields = Fields.empty;
  /** Octets that the route allows. */
  maxOctets = Number.MAX_SAFE_INTEGER;
  readonly #demand: () => void;
  #received = 0;
  #progress: Progress = OPEN;
  #waiter: Waiter | undefined;
  #gathered: Uint8Array[] = [];
  #gatheredOctets = 0;

  /**
   * @param length octets, or undefined for chunked
   * @param demand called when a reader waits: the connection then parses on, and sends `100 (Continue)` at first
   */
  constructor(length: number | undefined, demand: () => void) {
    this.length = length;
    this.#demand = demand;
  }

  /** Whether a reader waits for octets, and has not got as many as are good at a time. */
  get wanted(): boolean {
    return this.#waiter !== undefined && this.#gatheredOctets < GATHERED_OCTETS;
  }

  /** Whether the end, or the failure, of the content is known. */
  get settled(): boolean {
    return this.#progress.kind !== "open";
  }

  /** Whether all of it arrived, so that the next octets are the next request's. */
  get ended(): boolean {
    return this.#progress.kind === "ended";
  }

  /** Octets that are still to come, as far as anybody can tell. */
  get remainingOctets(): number {
    if (this.settled) return 0;
    return this.length === undefined ? Number.POSITIVE_INFINITY : this.length - this.#received;
  }

  /** Counts octets and keeps a copy (their buffer is reused) for the reader that waits, until `release`. */
  accept(octets: Uint8Array): void {
    if (this.settled) return;
    this.#received += octets.length;
    if (this.#received > this.maxOctets) {
      return this.fail(new ContentError("too-large", `The content exceeds ${this.maxOctets} octets.`));
    }
    this.#gathered.push(new Uint8Array(octets));
    this.#gatheredOctets += octets.length;
  }

  /** Gives what one round of reading brought to the reader: a thousand small chunks wake it once. */
  release(): void {
    if (this.#gathered.length > 0) this.#takeWaiter()?.resolve(this.#takeGathered());
  }

  end(trailers: Fields): void {
    if (this.settled) return;
    this.trailers = trailers;
    this.release();
    this.#progress = ENDED;
    this.#takeWaiter()?.resolve(undefined);
  }

  fail(error: ContentError): void {
    if (this.settled) return;
    this.#progress = { kind: "failed", error };
    this.#gathered = [];
    this.#takeWaiter()?.reject(error);
  }

  async whole(maxOctets = Number.MAX_SAFE_INTEGER): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let total = 0;
    for (;;) {
      const octets = await this.#pull();
      if (octets === undefined) return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces, total);
      total += octets.length;
      if (total > maxOctets) throw new ContentError("too-large", `The content exceeds ${maxOctets} octets.`);
      pieces.push(octets);
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: async () => {
        const octets = await this.#pull();
        return octets === undefined ? { done: true, value: undefined } : { done: false, value: octets };
      },
    };
  }

  #pull(): Promise<Uint8Array | undefined> {
    if (this.#progress.kind === "ended") return Promise.resolve(undefined);
    if (this.#progress.kind === "failed") return Promise.reject(this.#progress.error);
    if (this.#waiter !== undefined) throw new Error("The content of a request has one reader at a time.");
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
      this.#demand();
    });
  }

  #takeWaiter(): Waiter | undefined {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    return waiter;
  }

  #takeGathered(): Uint8Array {
    const gathered = this.#gathered;
    const octets = gathered.length === 1 ? gathered[0] : Buffer.concat(gathered, this.#gatheredOctets);
    this.#gathered = [];
    this.#gatheredOctets = 0;
    return octets;
  }
}

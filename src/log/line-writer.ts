// Log lines on their way to a sink: collected, written in batches, one write in flight, bounded.
// A log never holds a request up and never throws: what can't be written is dropped, counted and told later.
import type { Clock, Timer } from "../platform/clock.ts";
import { errnoOf, type LineSink } from "./line-sink.ts";

/** Lines are sealed into a batch at this size, or after this time. */
const BATCH_OCTETS = 16 * 1024;
const BATCH_MS = 100;
/** More than this never waits; lines beyond it are dropped. */
const MAX_WAITING_OCTETS = 1024 * 1024;
/** A disk that failed is tried again after this; a pipe whose reader is gone only after `reopen`. */
const RETRY_MS = 1000;
/** A full pipe is tried again after 1, 2, 4 … ms, at most this. */
const MAX_PIPE_WAIT_MS = 100;
/** How long `close` waits for a reader that is behind. */
const CLOSE_MS = 2000;

/** Makes the line (with its line feed) that tells how many lines were lost before it. */
export type DescribeLoss = (lines: number) => string;

/** What a writer needs. */
export interface LineWriterParts {
  readonly sink: LineSink;
  readonly clock: Clock;
  /** Hears once of each row of failures; must not write to the same log. */
  readonly onFailure?: (errno: string) => void;
}

interface Batch {
  readonly octets: Uint8Array;
  /** How many lines are lost with it. */
  readonly lines: number;
  /** Its beginning is in the sink already. */
  readonly remainder: boolean;
  /** It begins with the line feed that ends a line torn before. */
  readonly mends: boolean;
}

/** A buffered, bounded writer of lines. */
export class LineWriter {
  readonly #sink: LineSink;
  readonly #clock: Clock;
  readonly #onFailure: (errno: string) => void;
  /** Lines that are not sealed yet: appending makes a rope, which is made flat once a batch. */
  #open = "";
  #openLines = 0;
  #sealed: Batch[] = [];
  #waitingOctets = 0;
  #lost = 0;
  #describeLoss: DescribeLoss | undefined;
  #timer: Timer | undefined;
  #writing: Promise<void> | undefined;
  #reopening: Promise<void> | undefined;
  #working = true;
  #retryAtMs = 0;
  /** A failed write left half a line behind: the next begins on a line of its own. */
  #torn = false;
  #closed = false;
  #wake: (() => void) | undefined;

  constructor({ sink, clock, onFailure = () => {} }: LineWriterParts) {
    this.#sink = sink;
    this.#clock = clock;
    this.#onFailure = onFailure;
  }

  /** Lines that were dropped and not told of yet. */
  get lostLines(): number {
    return this.#lost;
  }

  /**
   * Takes one line; returns at once.
   *
   * @param line text that ends in a line feed
   * @param describeLoss makes the line that goes before it where lines were lost
   */
  write(line: string, describeLoss: DescribeLoss): void {
    this.#describeLoss = describeLoss;
    if (this.#closed || !this.#accepts()) {
      this.#lost++;
      return;
    }
    this.#tellLoss();
    this.#open += line;
    this.#openLines++;
    if (this.#open.length >= BATCH_OCTETS) this.#flushOpen();
    else this.#timer ??= this.#clock.every(BATCH_MS, () => this.#tick());
  }

  /**
   * Opens the sink's name again once the write in flight is done, and tries again what had failed. Logs that share
   * this writer may all ask for it: asked at once, it is done once. Resolves when it is open.
   */
  reopen(): Promise<void> {
    this.#reopening ??= this.#reopen();
    return this.#reopening;
  }

  async #reopen(): Promise<void> {
    do await this.#writing;
    while (this.#writing !== undefined);
    this.#reopening = undefined;
    // Stands where a write would: none may start on a descriptor that is being exchanged.
    this.#writing = this.#sink.reopen().then(
      () => {
        this.#working = true;
      },
      (error: unknown) => this.#onFailure(errnoOf(error)),
    );
    await this.#writing;
    this.#writing = undefined;
    this.#flushOpen();
  }

  /** Resolves when all that was written so far is in the sink, or lost. */
  async flush(): Promise<void> {
    this.#tellLoss();
    this.#flushOpen();
    while (this.#writing !== undefined) await this.#writing;
  }

  /** Writes all that waits before it returns: for the end of a process. A write in flight is left to finish by itself. */
  flushSync(): void {
    this.#tellLoss();
    this.#seal();
    for (let batch = this.#sealed.shift(); batch !== undefined; batch = this.#sealed.shift()) {
      try {
        this.#took(batch, this.#sink.writeSync(batch.octets));
      } catch (error) {
        this.#failed(batch, errnoOf(error));
        return;
      }
    }
  }

  /** Flushes, for at most two seconds, and closes the sink. Lines written later are lost. */
  async close(): Promise<void> {
    if (this.#closed) return;
    const expired = Promise.withResolvers<void>();
    const deadline = this.#clock.after(CLOSE_MS, () => {
      this.#closed = true;
      this.#wake?.();
      // What only waited for a pipe gives up by itself first.
      setImmediate(expired.resolve);
    });
    const flushed = this.flush();
    // A write may never come back: a log on a file system whose server is gone.
    await Promise.race([flushed, expired.promise]);
    deadline.cancel();
    this.#closed = true;
    this.#timer?.cancel();
    if (this.#writing === undefined) return this.#closeSink();
    // To close the descriptor under the write could let it into another file: the sink is closed once it comes back, if ever.
    this.#failed(undefined, "ETIMEDOUT");
    void flushed.then(() => this.#closeSink());
  }

  async #closeSink(): Promise<void> {
    try {
      await this.#sink.close();
    } catch (error) {
      this.#onFailure(errnoOf(error));
    }
  }

  #accepts(): boolean {
    if (this.#open.length + this.#waitingOctets >= MAX_WAITING_OCTETS) return false;
    return this.#working || this.#clock.monotonicMs() >= this.#retryAtMs;
  }

  #tellLoss(): void {
    if (this.#lost === 0 || this.#describeLoss === undefined) return;
    this.#open += this.#describeLoss(this.#lost);
    // Should this line be lost too, the count is whole again.
    this.#openLines += this.#lost;
    this.#lost = 0;
  }

  #tick(): void {
    this.#flushOpen();
    if (this.#writing !== undefined) return;
    // An idle log has no timer.
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #flushOpen(): void {
    this.#seal();
    this.#drain();
  }

  #seal(): void {
    if (this.#open === "") return;
    const mends = this.#torn;
    const octets = Buffer.from(mends ? `\n${this.#open}` : this.#open);
    this.#torn = false;
    this.#sealed.push({ octets, lines: this.#openLines, remainder: false, mends });
    this.#waitingOctets += octets.length;
    this.#open = "";
    this.#openLines = 0;
  }

  #drain(): void {
    if (this.#writing !== undefined || this.#sealed.length === 0) return;
    this.#writing = this.#writeSealed().finally(() => {
      this.#writing = undefined;
    });
  }

  async #writeSealed(): Promise<void> {
    let pipeWaitMs = 1;
    // Taken off the queue before it is written: `flushSync` must not write what is in flight a second time.
    for (let batch = this.#sealed.shift(); batch !== undefined; batch = this.#sealed.shift()) {
      let written = 0;
      try {
        written = await this.#sink.write(batch.octets);
      } catch (error) {
        return this.#failed(batch, errnoOf(error));
      }
      this.#took(batch, written);
      if (written > 0) {
        this.#working = true;
        pipeWaitMs = 1;
        continue;
      }
      if (!this.#closed) await this.#pause(pipeWaitMs);
      if (this.#closed) return this.#failed(this.#sealed.shift(), "EAGAIN");
      pipeWaitMs = Math.min(pipeWaitMs * 2, MAX_PIPE_WAIT_MS);
    }
  }

  /** Puts what was not written of a batch back to the head of the queue. */
  #took({ octets, lines, remainder, mends }: Batch, written: number): void {
    this.#waitingOctets -= written;
    if (written === octets.length) return;
    this.#sealed.unshift({
      octets: octets.subarray(written),
      lines,
      remainder: remainder || written > 0,
      mends: mends && written === 0,
    });
  }

  /** Gives up everything that waits: the log goes on with what comes after. */
  #failed(batch: Batch | undefined, errno: string): void {
    const given = batch === undefined ? this.#sealed : [batch, ...this.#sealed];
    // A tear stays one where the line feed that would have ended it is lost as well.
    this.#torn ||= given.some(({ remainder, mends }) => remainder || mends);
    for (const { lines } of given) this.#lost += lines;
    this.#sealed = [];
    this.#waitingOctets = 0;
    const gone = errno === "EPIPE" || errno === "EBADF";
    this.#retryAtMs = gone ? Number.POSITIVE_INFINITY : this.#clock.monotonicMs() + RETRY_MS;
    if (!this.#working) return;
    this.#working = false;
    this.#onFailure(errno);
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(delayMs, resolve);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
  }
}

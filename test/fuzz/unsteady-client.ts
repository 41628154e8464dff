// A client in memory that does what a seed says: sends in pieces, stops reading, half-closes, breaks off.
import type { ManualClock } from "../support/manual-clock.ts";
import { MemoryTransport } from "../support/memory-transport.ts";
import type { SeededRandom } from "./random.ts";
import { makeScript, type Script } from "./script.ts";
import type { Seeds } from "./seeds.ts";
import { judge, type Verdict } from "./verdict.ts";

/** A little less than the write time-out of the site: whoever takes nothing for so long may be cut. */
const MOST_PATIENCE_MS = 9_000;

/** One simulated connection, from its client's side. */
export class UnsteadyClient {
  readonly transport: MemoryTransport;
  readonly script: Script;
  readonly #random: SeededRandom;
  readonly #clock: ManualClock;
  readonly #sent: Buffer[] = [];
  #next = 0;
  #ended = false;
  /** Whether the client did something for which the server may cut it. */
  #excused = false;

  #stalledMs = Number.POSITIVE_INFINITY;
  /** Stops reading for good, once it has stopped. */
  readonly #isDead: boolean;

  constructor(seed: number, seeds: Seeds, random: SeededRandom, clock: ManualClock) {
    this.#clock = clock;
    this.#isDead = random.chance(0.05);
    this.script = makeScript(seed, seeds);
    this.#random = random;
    this.transport = new MemoryTransport({ address: "198.51.100.7", port: 1024 + (seed % 60_000) });
  }

  /** Whether the server has let go of the connection. */
  get gone(): boolean {
    return this.transport.state === "closed" || this.transport.state === "aborted";
  }

  /** Does one thing, or nothing. */
  act(): void {
    this.#noticePatience();
    if (this.gone) return;
    const random = this.#random;
    if (random.chance(0.01)) return this.#breakOff();
    if (this.transport.stalled) {
      if (random.chance(0.5)) this.#drain();
      else this.#send();
      return;
    }
    if (random.chance(0.1)) return this.#stall();
    if (this.#next < this.script.pieces.length) return this.#send();
    if (random.chance(0.5)) this.#end();
  }

  /** Says all that is left to say and takes all that comes. */
  conclude(): void {
    this.#noticePatience();
    if (this.gone) return;
    this.#drain();
    while (!this.gone && !this.transport.paused && this.#next < this.script.pieces.length) this.#send();
    if (!this.transport.paused) this.#end();
  }

  /** Whatever happens to the disk from now on may cut this connection. */
  excuse(): void {
    this.#excused = true;
  }

  /** What the server has done right, or wrong, once it has let go. */
  verdict(): Verdict {
    const ending = this.transport.state === "aborted" ? "reset" : "closed";
    const received = Buffer.from(this.transport.received, "latin1");
    const verdict = judge(Buffer.concat(this.#sent), received, this.gone ? ending : "open");
    if (verdict.kind === "unsound" && this.#excused && /broke off|owed|was reset/.test(verdict.reason)) {
      return { kind: "sound", responses: [] };
    }
    return verdict;
  }

  #stall(): void {
    this.transport.stalled = true;
    this.#stalledMs = this.#clock.monotonicMs();
  }

  /** Whether the server had every right to give this client up. */
  #noticePatience(): void {
    if (!this.transport.stalled) return;
    this.#excused ||= this.#isDead || this.#clock.monotonicMs() - this.#stalledMs > MOST_PATIENCE_MS;
  }

  #drain(): void {
    if (!this.transport.stalled) return;
    if (!this.#isDead) this.transport.drain();
  }

  #send(): void {
    const piece = this.script.pieces[this.#next];
    // A transport that is paused delivers nothing.
    if (piece === undefined || this.transport.paused || this.#ended) return;
    this.#next++;
    // Behind its last answer the server looks at nothing, even if it ends what was begun before.
    if (this.transport.state === "open") this.#sent.push(piece);
    this.transport.send(piece.toString("latin1"));
  }

  #end(): void {
    if (this.#ended || this.gone) return;
    this.#ended = true;
    this.transport.sendEnd();
  }

  #breakOff(): void {
    this.#excused = true;
    this.transport.reset();
  }
}

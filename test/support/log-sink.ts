// A log's destination in memory: it can fail, take a part, be behind, or hold a write until the test lets it go.
import type { LineSink } from "../../src/log/line-sink.ts";

/** How the sink answers the next writes: `hold` keeps them in flight. */
export type SinkMood =
  | { readonly kind: "take" }
  | { readonly kind: "part"; readonly octets: number }
  | { readonly kind: "behind" }
  | { readonly kind: "fail"; readonly errno: string }
  | { readonly kind: "hold" };

export class MemorySink implements LineSink {
  text = "";
  writes = 0;
  reopened = 0;
  closed = false;
  /** The most writes that were in flight at once. */
  mostInFlight = 0;
  mood: SinkMood = { kind: "take" };
  reopenFails: string | undefined;
  #inFlight = 0;
  readonly #held: (() => void)[] = [];

  async write(octets: Uint8Array): Promise<number> {
    this.mostInFlight = Math.max(this.mostInFlight, ++this.#inFlight);
    try {
      if (this.mood.kind === "hold") await new Promise<void>((resolve) => this.#held.push(resolve));
      return this.writeSync(octets);
    } finally {
      this.#inFlight--;
    }
  }

  writeSync(octets: Uint8Array): number {
    this.writes++;
    const { mood } = this;
    if (mood.kind === "fail") throw errno(mood.errno);
    if (mood.kind === "behind") return 0;
    const taken = mood.kind === "part" ? octets.subarray(0, mood.octets) : octets;
    this.text += Buffer.from(taken).toString();
    return taken.length;
  }

  /** Lets the writes in flight go, and later ones pass. */
  letGo(): void {
    this.mood = { kind: "take" };
    for (const resolve of this.#held.splice(0)) resolve();
  }

  async reopen(): Promise<void> {
    if (this.reopenFails !== undefined) throw errno(this.reopenFails);
    this.reopened++;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

function errno(code: string): Error {
  return Object.assign(new Error(code), { code });
}

// What one client of the fuzzer does on its connection, from a seed: which octets, cut where, and how it ends.
import { mutate } from "./mutation.ts";
import { SeededRandom } from "./random.ts";
import type { Seeds } from "./seeds.ts";

/** How the client takes its leave once everything is sent. */
export type Leave =
  /** Half-closes and reads on: every request has to be answered. */
  | "half-close"
  /** Says nothing more: time-outs have to end the connection. */
  | "silence"
  /** Is gone, with RST: nothing can be said about the answers. */
  | "vanish";

/** One connection's worth of input. */
export interface Script {
  readonly seed: number;
  /** Each goes out in a write of its own. */
  readonly pieces: readonly Buffer[];
  /** Messages that it was made of, before they were spoiled. */
  readonly requests: number;
  readonly leave: Leave;
}

/** @returns always the same for the same seed and seeds */
export function makeScript(seed: number, seeds: Seeds): Script {
  const random = new SeededRandom(seed);
  const requests = random.chance(0.2) ? 1 : random.between(2, 12);
  // A fault ends what is read of a connection: were every message spoiled, the later ones would be sent for nothing.
  const spoiling = random.pick([0, 0.05, 0.2, 1]);
  const messages: Buffer[] = [];
  for (let request = 0; request < requests; request++) {
    const isLast = request === requests - 1;
    const message = random.pick(isLast || random.chance(0.05) ? seeds.all : seeds.sound);
    const spoiled = random.chance(isLast ? 0.5 : spoiling);
    messages.push(spoiled ? mutate(message, random, seeds.all) : message);
  }
  return { seed, pieces: cut(Buffer.concat(messages), random), requests, leave: chooseLeave(random) };
}

function chooseLeave(random: SeededRandom): Leave {
  if (random.chance(0.02)) return "vanish";
  return random.chance(0.001) ? "silence" : "half-close";
}

/** Whole, octet by octet (where that is short), or at a few places. */
function cut(octets: Buffer, random: SeededRandom): readonly Buffer[] {
  if (random.chance(0.5)) return [octets];
  if (octets.length < 400 && random.chance(0.1)) {
    return Array.from(octets, (_, index) => octets.subarray(index, index + 1));
  }
  const places = Array.from({ length: random.between(1, 6) }, () => random.below(octets.length + 1));
  const bounds = [0, ...places.sort((a, b) => a - b), octets.length];
  return bounds
    .slice(1)
    .map((end, index) => octets.subarray(bounds[index], end))
    .filter(({ length }) => length > 0);
}

/** @returns the pieces as expressions that can be pasted into a test */
export function writtenOut({ pieces }: Script): string {
  const written = pieces.map((piece) => JSON.stringify(piece.toString("latin1")));
  return written.join(",\n").replace(LONG_RUN, (run, one) => `" + "${one}".repeat(${run.length}) + "`);
}

const LONG_RUN = /([\w%/ ])\1{40,}/g;

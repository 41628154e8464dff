// A clock that the test moves, for logs.
import type { Clock, Timer } from "../../src/platform/clock.ts";

interface Appointment {
  atMs: number;
  readonly periodMs: number | undefined;
  readonly callback: () => void;
}

/** Starts at 2026-11-25T10:25:40.123Z. */
export class LogClock implements Clock {
  #nowMs = 0;
  readonly #startMs: number;
  readonly #appointments = new Set<Appointment>();

  constructor(startMs = Date.UTC(2026, 10, 25, 10, 25, 40, 123)) {
    this.#startMs = startMs;
  }

  wallMs(): number {
    return this.#startMs + this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  every(periodMs: number, callback: () => void): Timer {
    return this.#add({ atMs: this.#nowMs + periodMs, periodMs, callback });
  }

  after(delayMs: number, callback: () => void): Timer {
    return this.#add({ atMs: this.#nowMs + delayMs, periodMs: undefined, callback });
  }

  /** Timers that are running. */
  get running(): number {
    return this.#appointments.size;
  }

  /** Moves time on, calling what falls due, and lets what was awaited run. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.#nowMs = next.atMs;
      if (next.periodMs === undefined) this.#appointments.delete(next);
      else next.atMs += next.periodMs;
      next.callback();
      await settled();
    }
    this.#nowMs = endMs;
    await settled();
  }

  #next(endMs: number): Appointment | undefined {
    const due = [...this.#appointments].filter(({ atMs }) => atMs <= endMs);
    return due.sort((a, b) => a.atMs - b.atMs)[0];
  }

  #add(appointment: Appointment): Timer {
    this.#appointments.add(appointment);
    return { cancel: () => void this.#appointments.delete(appointment) };
  }
}

/** Resolves once all that is due in this turn of the loop has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

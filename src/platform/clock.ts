// Time, passed in: the one real clock lives here, the simulated one in the tests.

/** What a timer's maker gets back; `cancel` may be called any number of times. */
export interface Timer {
  cancel(): void;
}

/** The two kinds of time a server needs, and the only way to wait for either. */
export interface Clock {
  /** Milliseconds since 1970 (UTC), for `Date`, validators and logs. May jump when the machine's clock is set. */
  wallMs(): number;
  /** Milliseconds since some fixed moment, never going back, for time-outs and durations. */
  monotonicMs(): number;
  /** Calls `callback` each `periodMs` until cancelled. Never keeps the process alive by itself. */
  every(periodMs: number, callback: () => void): Timer;
  /** Calls `callback` once after `delayMs`, or after the longest time that the clock can wait. Keeps the process alive until then. */
  after(delayMs: number, callback: () => void): Timer;
}

/** The most that a timer takes (2^31 - 1 ms, 24.8 days): it would take a longer delay, Infinity too, for 1 ms. */
const MAX_DELAY_MS = 2_147_483_647;

/** The machine's own clock. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  every(periodMs, callback) {
    const handle = setInterval(callback, Math.min(periodMs, MAX_DELAY_MS));
    handle.unref();
    return { cancel: () => clearInterval(handle) };
  },
  after(delayMs, callback) {
    const handle = setTimeout(callback, Math.min(delayMs, MAX_DELAY_MS));
    return { cancel: () => clearTimeout(handle) };
  },
};

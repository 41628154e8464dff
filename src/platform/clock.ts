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
  /** Calls `callback` once after `delayMs`. Keeps the process alive until then. */
  after(delayMs: number, callback: () => void): Timer;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  every(periodMs, callback) {
    const handle = setInterval(callback, periodMs);
    handle.unref();
    return { cancel: () => clearInterval(handle) };
  },
  after(delayMs, callback) {
    const handle = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
};

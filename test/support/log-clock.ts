// A clock that the test moves, for logs: it starts at a moment that is easy to recognize in a line.
import { ManualClock } from "./manual-clock.ts";

/** Starts at 2026-11-25T10:25:40.123Z. */
export class LogClock extends ManualClock {
  constructor(startMs = Date.UTC(2026, 10, 25, 10, 25, 40, 123)) {
    super(startMs);
  }
}

/** Resolves once all that is due in this turn of the loop has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

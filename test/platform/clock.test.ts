import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { systemClock } from "../../src/platform/clock.ts";

describe("the machine's clock", () => {
  test("waits as long as it can where a delay is longer than a timer takes, instead of no time at all", (context) => {
    const timers = [
      context.mock.method(globalThis, "setTimeout"),
      context.mock.method(globalThis, "setInterval"),
    ];
    for (const delayMs of [Number.POSITIVE_INFINITY, 2 ** 31]) {
      systemClock.after(delayMs, () => {}).cancel();
      systemClock.every(delayMs, () => {}).cancel();
    }
    systemClock.after(5, () => {}).cancel();
    const delays = timers.map(({ mock }) => mock.calls.map((call) => call.arguments[1]));
    assert.deepEqual(delays, [
      [2 ** 31 - 1, 2 ** 31 - 1, 5],
      [2 ** 31 - 1, 2 ** 31 - 1],
    ]);
  });
});

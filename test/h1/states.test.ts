import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { advanceReading, advanceWriting, READING, WRITING } from "../../src/h1/states.ts";

/** Every state that can be reached from `start` over the table. */
function reachableFrom(
  start: string,
  table: Readonly<Record<string, Readonly<Partial<Record<string, string>>>>>,
): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const state of reached)
    for (const next of Object.values(table[state])) if (next !== undefined) reached.add(next);
  return reached;
}

for (const [machine, table] of [
  ["reading", READING],
  ["writing", WRITING],
] as const) {
  describe(`the ${machine} machine`, () => {
    const states = Object.keys(table);

    test("leads from every state only to states of its table", () => {
      for (const transitions of Object.values(table)) {
        for (const next of Object.values<string>(transitions)) assert.ok(states.includes(next), next);
      }
    });

    test("reaches every state from idle", () => {
      assert.deepEqual([...reachableFrom("idle", table)].sort(), states.sort());
    });

    test("comes to closed from every state, and never out of it", () => {
      for (const state of states) assert.ok(reachableFrom(state, table).has("closed"), state);
      assert.deepEqual([...reachableFrom("closed", table)], ["closed"]);
    });
  });
}

describe("`advanceReading`", () => {
  test("follows one exchange from its first octet to the next one's", () => {
    assert.equal(advanceReading("idle", "octets"), "head");
    assert.equal(advanceReading("head", "headEnd"), "content");
    assert.equal(advanceReading("content", "messageEnd"), "complete");
    assert.equal(advanceReading("complete", "answered"), "idle");
  });

  test("never parses again after a fault", () => {
    assert.deepEqual([...reachableFrom("lingering", READING)].sort(), ["closed", "lingering"]);
  });

  test("throws where the table has no transition", () => {
    assert.throws(() => advanceReading("closed", "octets"), /reading: no transition from closed by octets/);
  });
});

describe("`advanceWriting`", () => {
  test("follows one exchange with an interim response", () => {
    assert.equal(advanceWriting("idle", "request"), "awaiting");
    assert.equal(advanceWriting("awaiting", "interim"), "awaiting");
    assert.equal(advanceWriting("awaiting", "finalHead"), "content");
    assert.equal(advanceWriting("content", "end"), "idle");
  });

  test("throws for a second final response", () => {
    assert.throws(
      () => advanceWriting("content", "finalHead"),
      /writing: no transition from content by finalHead/,
    );
  });
});

// A short fuzz run, always the same, with every test; the long one is `npm run fuzz`.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runLive } from "./live-run.ts";
import { createSeeds } from "./seeds.ts";

const SECONDS = 60;

describe("the server under mutated requests", () => {
  test("answers or closes each connection, stays well-formed, quiet and alive, and stops cleanly", {
    timeout: SECONDS * 1000,
  }, async () => {
    const seeds = createSeeds("own");
    const report = await runLive({ requests: 6000, seed: 20_260_101, seeds, connections: 16 });
    assert.deepEqual(report.failures, []);
    const statuses = [...report.answers.keys()];
    // A run that only ever met refusals would prove little.
    for (const status of [200, 206, 304, 400, 404, 405, 412, 413, 416, 501]) {
      assert.ok(statuses.includes(status), `no answer had status ${status}: ${statuses}`);
    }
  });
});

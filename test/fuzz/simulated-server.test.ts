// The whole server without a socket, a disk or a clock of this machine: every run is a seed, and can be played again.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createSeeds } from "./seeds.ts";
import { createSimulation, simulate } from "./simulated-run.ts";

/** `FUZZ_SEED=123` plays one seed alone; `FUZZ_RUNS=100000` many. */
const FIRST = Number(process.env["FUZZ_SEED"] ?? 1);
const RUNS = process.env["FUZZ_SEED"] === undefined ? Number(process.env["FUZZ_RUNS"] ?? 150) : 1;

describe("the server on a simulated machine", () => {
  test("answers in order, well-formed, and holds nothing once its clients are gone", async () => {
    const simulation = await createSimulation(createSeeds("own"));
    for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
      assert.deepEqual(await simulate(seed, simulation), []);
    }
  });
});

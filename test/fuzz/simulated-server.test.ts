// The whole server without a socket, a disk or a clock of this machine: every run is a seed, and can be played again.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createSeeds } from "./seeds.ts";
import { createSimulation, simulate } from "./simulated-run.ts";

/** `node test/fuzz/simulated-server.ts` plays more of them. */
const RUNS = 100;

describe("the server on a simulated machine", () => {
  test("answers in order, well-formed, and holds nothing once its clients are gone", async () => {
    const simulation = await createSimulation(createSeeds("own"));
    for (let seed = 1; seed <= RUNS; seed++) assert.deepEqual(await simulate(seed, simulation), []);
  });
});

// The whole server on simulated machines: `node test/fuzz/simulated-server.ts [RUNS] [SEED]`. A failure prints its seed;
// `node test/fuzz/simulated-server.ts 1 SEED` plays that one alone.
import { createSeeds } from "./seeds.ts";
import { createSimulation, simulate } from "./simulated-run.ts";

const runs = Number(process.argv[2] ?? 2000);
const first = Number(process.argv[3] ?? 1);
const simulation = await createSimulation(createSeeds("own-and-shared"));
const started = performance.now();
let failed = 0;
for (let seed = first; seed < first + runs && failed < 5; seed++) {
  const failures = await simulate(seed, simulation);
  for (const failure of failures) console.error(`FAILED: ${failure}\n`);
  if (failures.length > 0) failed++;
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${runs} runs from seed ${first} in ${seconds} s; ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

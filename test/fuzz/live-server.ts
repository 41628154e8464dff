// Mutated requests against the real server: `node test/fuzz/live-server.ts [REQUESTS] [SEED]`, or `npm run fuzz -- …`.
// A failure prints the seed of its connection; `node test/fuzz/live-server.ts 1 SEED` plays that connection alone.
import { type LiveRunReport, runLive } from "./live-run.ts";
import { createSeeds } from "./seeds.ts";

const requests = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000_000);
const seeds = createSeeds("own-and-shared");
const started = performance.now();

function print({ requests, scripts, memory, answers, failures, accessLogLines }: LiveRunReport): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const answered = [...answers.values()].reduce((sum, count) => sum + count, 0);
  const counts = [...answers].map(([status, count]) => `${status}: ${count}`).join(", ");
  console.log(
    `${seconds} s: ${requests} requests on ${scripts} connections, ${answered} answers (${counts}); ` +
      `server ${memory.start} MiB at first, ${memory.end} now, ${memory.peak} at most; ` +
      `${accessLogLines} lines logged; ${failures.length} failures`,
  );
}

console.log(`${requests} requests, seed ${seed}, from ${seeds.all.length} seed messages`);
const report = await runLive({ requests, seed, seeds, connections: 64, onProgress: print });
print(report);
for (const failure of report.failures) console.error(`\nFAILED: ${failure}`);
process.exitCode = report.failures.length === 0 ? 0 : 1;

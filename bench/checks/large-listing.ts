// `node bench/checks/large-listing.ts`: what a listing of 50,000 entries does to small GETs that are asked meanwhile.
// Promised: other requests are not blocked.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { report, startChecked, timeGet } from "./checked-server.ts";

const ENTRIES = 50_000;
const LISTINGS = 3;

const server = await startChecked("", (site) => {
  mkdirSync(join(site, "many"), { recursive: true });
  writeFileSync(join(site, "small.txt"), "small");
  for (let entry = 0; entry < ENTRIES; entry++) writeFileSync(join(site, "many", `file-${entry}.txt`), "");
});

/** Small GETs, one after the other, until `isOver` says so. */
async function latencies(isOver: () => boolean): Promise<readonly number[]> {
  const found: number[] = [];
  while (!isOver()) found.push(await timeGet(server.port, "/small.txt"));
  return found.sort((one, other) => one - other);
}

function described(sorted: readonly number[]): string {
  const at = (part: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1);
  return `${sorted.length} GETs, median ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)} ms`;
}

for (let warmUp = 0; warmUp < 500; warmUp++) await timeGet(server.port, "/small.txt");
const until = performance.now() + 2000;
report("small GETs before", described(await latencies(() => performance.now() > until)), true);
for (const target of ["/many/", "/many/?format=json"]) {
  let over = false;
  const times: number[] = [];
  const listing = (async () => {
    for (let round = 0; round < LISTINGS; round++) times.push(await timeGet(server.port, target));
    over = true;
  })();
  const during = await latencies(() => over);
  await listing;
  report(`${target} itself`, `${times.map((ms) => ms.toFixed(0)).join(", ")} ms`, true);
  report("small GETs meanwhile", described(during), (during.at(-1) ?? 0) < 100);
}
await server.stop();

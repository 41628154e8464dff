// The whole test command: lint and format, types, then every test file. `npm test -- test/h1` runs a part without the checks.
import { spawnSync } from "node:child_process";
import { globSync, statSync } from "node:fs";

const asked = process.argv.slice(2);

function run(program: string, ...parameters: string[]): void {
  const { status } = spawnSync(program, parameters, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

if (asked.length === 0) {
  run("biome", "check", ".");
  run("tsc", "--noEmit");
}
const places = asked.length === 0 ? ["test"] : asked;
const files = places.flatMap((place) =>
  statSync(place).isDirectory() ? globSync(`${place}/**/*.test.ts`).sort() : [place],
);
run(process.execPath, "--test", "--test-reporter=spec", ...files);

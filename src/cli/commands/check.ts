// `ferrous check [config.yaml]`: finds every mistake in a configuration, and starts nothing.
import type { Config } from "../../config/config.ts";
import { createSystemDisk } from "../../files/system-disk.ts";
import { notBuiltYet, unbuiltFeature } from "../../handlers/unbuilt/unbuilt-parts.ts";
import type { CommandLine } from "../command.ts";
import { DEFAULT_CONFIGURATION, readConfiguration } from "../configuration-file.ts";
import type { Terminal } from "../terminal.ts";

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** One line for each feature that routes ask for in vain, with their paths. */
function unbuiltLines({ servers }: Config): readonly string[] {
  const paths = new Map<string, Set<string>>();
  for (const { path, handler } of servers.flatMap(({ routes }) => routes)) {
    const feature = unbuiltFeature(handler);
    if (feature !== undefined) paths.set(feature, (paths.get(feature) ?? new Set()).add(path));
  }
  return [...paths].map(([feature, asking]) => `${notBuiltYet(feature)} (${[...asking].join(", ")})`);
}

/** Prints all diagnostics on stderr and fails, or one line on stdout. */
export async function run(line: CommandLine, terminal: Terminal): Promise<void> {
  const config = await readConfiguration(line.positionals[0], createSystemDisk(), terminal);
  const routes = config.servers.reduce((sum, server) => sum + server.routes.length, 0);
  const name = line.positionals[0] ?? DEFAULT_CONFIGURATION;
  terminal.print(`${name} is valid: ${count(config.servers.length, "server")}, ${count(routes, "route")}.`);
  for (const text of unbuiltLines(config)) terminal.print(text);
}

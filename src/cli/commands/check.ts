// `ferrous check [config.yaml]`: finds every mistake in a configuration, and starts nothing.
import { createSystemDisk } from "../../files/system-disk.ts";
import type { CommandLine } from "../command.ts";
import { DEFAULT_CONFIGURATION, readConfiguration } from "../configuration-file.ts";
import type { Terminal } from "../terminal.ts";

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Prints all diagnostics on stderr and fails, or one line on stdout. */
export async function run(line: CommandLine, terminal: Terminal): Promise<void> {
  const config = await readConfiguration(line.positionals[0], createSystemDisk(), terminal);
  const routes = config.servers.reduce((sum, server) => sum + server.routes.length, 0);
  const name = line.positionals[0] ?? DEFAULT_CONFIGURATION;
  terminal.print(`${name} is valid: ${count(config.servers.length, "server")}, ${count(routes, "route")}.`);
}

// Reading a configuration for a command: warnings to stderr, mistakes as a Failure.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Config } from "../config/config.ts";
import { formatDiagnostic } from "../config/diagnostics.ts";
import { loadConfig } from "../config/load.ts";
import type { PrivateTexts } from "../files/private-texts.ts";
import type { Disk } from "../platform/disk.ts";
import { Failure } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

/** The file that is read where none is named. */
export const DEFAULT_CONFIGURATION = "config.yaml";

/** Says in words of the command line what the loader could only call an unreadable file. */
function checkReadable(name: string, file: string): void {
  const status = statSync(file, { throwIfNoEntry: false });
  if (status === undefined) {
    const advice = "`ferrous init` writes one to start from, `ferrous serve` serves a folder without one.";
    throw new Failure(`ferrous: there is no ${name} here. ${advice}`);
  }
  if (status.isDirectory()) {
    throw new Failure(
      `ferrous: ${name} is a folder, not a configuration. \`ferrous serve ${name}\` serves it.`,
    );
  }
}

/**
 * Loads the configuration that a command was given.
 *
 * @param name as typed, or undefined for `config.yaml`
 * @param memory of earlier starts; without it the file is read and checked from the beginning
 * @throws Failure with every mistake in it, one a line
 */
export async function readConfiguration(
  name: string | undefined,
  disk: Disk,
  terminal: Terminal,
  memory?: PrivateTexts,
): Promise<Config> {
  const typed = name ?? DEFAULT_CONFIGURATION;
  const file = resolve(typed);
  checkReadable(typed, file);
  const loaded = await loadConfig(file, disk, memory);
  if (loaded.kind === "invalid") {
    throw new Failure(loaded.diagnostics.map((diagnostic) => formatDiagnostic(diagnostic)).join("\n"));
  }
  for (const warning of loaded.warnings) terminal.printError(formatDiagnostic(warning));
  return loaded.config;
}

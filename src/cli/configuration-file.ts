// Reading a configuration for a command: warnings to stderr, mistakes as a Failure.
import type { Config } from "../config/config.ts";
import { type Diagnostic, formatDiagnostic } from "../config/diagnostics.ts";
import { loadConfig } from "../config/load.ts";
import type { PrivateTexts } from "../files/private-texts.ts";
import type { Disk } from "../platform/disk.ts";
import { Failure } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

/** The file that is read where none is named. */
export const DEFAULT_CONFIGURATION = "config.yaml";

/**
 * Loads the configuration that a command was given.
 *
 * @param name as typed, or undefined for `config.yaml`
 * @param memory of earlier starts; without it the file is read and checked from the beginning
 * @throws Failure with every mistake in it, one a line, and every warning behind them
 */
export async function readConfiguration(
  name: string | undefined,
  disk: Disk,
  terminal: Terminal,
  memory?: PrivateTexts,
): Promise<Config> {
  if (name === "") throw new Failure("ferrous: the name of the configuration is empty.", 2);
  const loaded = await loadConfig(name ?? DEFAULT_CONFIGURATION, disk, memory);
  if (loaded.kind === "invalid") {
    const lines = [...loaded.diagnostics.map(formatDiagnostic), ...loaded.warnings.map(formatWarning)];
    throw new Failure(lines.join("\n"));
  }
  for (const warning of loaded.warnings) terminal.printError(formatWarning(warning));
  return loaded.config;
}

/** Beside mistakes, it has to be seen which is which. */
function formatWarning(warning: Diagnostic): string {
  return formatDiagnostic({ ...warning, message: `warning: ${warning.message}` });
}

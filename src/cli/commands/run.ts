// `ferrous [config.yaml]`: runs the server that the configuration describes.
import { createSystemDisk } from "../../files/system-disk.ts";
import type { CommandLine } from "../command.ts";
import { readConfiguration } from "../configuration-file.ts";
import { startServer } from "../start-server.ts";
import type { Terminal } from "../terminal.ts";

/** Loads the configuration and serves. */
export async function run(line: CommandLine, terminal: Terminal): Promise<void> {
  const config = await readConfiguration(line.positionals[0], createSystemDisk(), terminal);
  await startServer(config, line, terminal);
}

// `ferrous [config.yaml]`: runs the server that the configuration describes.
import { silentLog } from "../../platform/log.ts";
import { createSystemPlatform } from "../../server.ts";
import type { CommandLine } from "../commands.ts";
import { readConfiguration } from "../configuration-file.ts";
import { startServer } from "../start-server.ts";
import type { Terminal } from "../terminal.ts";

/** Loads the configuration and serves. */
export async function run(line: CommandLine, terminal: Terminal): Promise<void> {
  // The log's own settings stand in the configuration: until that is read there is none.
  const { disk } = createSystemPlatform(silentLog);
  const config = await readConfiguration(line.positionals[0], disk, terminal);
  await startServer(config, line, terminal);
}

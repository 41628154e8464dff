// `ferrous [config.yaml]`: runs the server that the configuration describes.
import { getCompileCacheDir } from "node:module";
import { join } from "node:path";
import { createPrivateTexts, type PrivateTexts } from "../../files/private-texts.ts";
import { createSystemDisk } from "../../files/system-disk.ts";
import type { CommandLine } from "../command.ts";
import { readConfiguration } from "../configuration-file.ts";
import { startServer } from "../start-server.ts";
import type { Terminal } from "../terminal.ts";

/** Beside the compiled code, which is kept for the same reason. Whoever switches that off (NODE_DISABLE_COMPILE_CACHE) gets neither. */
function startMemory(): PrivateTexts | undefined {
  const folder = getCompileCacheDir();
  return folder === undefined ? undefined : createPrivateTexts(join(folder, "configurations"));
}

/** Loads the configuration and serves. */
export async function run(line: CommandLine, terminal: Terminal): Promise<void> {
  const config = await readConfiguration(line.positionals[0], createSystemDisk(), terminal, startMemory());
  await startServer(config, line, terminal);
}

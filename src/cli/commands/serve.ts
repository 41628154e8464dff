// `ferrous serve [DIR]`: serves a folder, with no configuration at all.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { folderConfig } from "../../config/folder-config.ts";
import type { CommandLine } from "../command.ts";
import { Failure } from "../failure.ts";
import { startServer } from "../start-server.ts";
import type { Terminal } from "../terminal.ts";

const DEFAULT_PORT = 8080;
/** Loopback: whoever wants to show a folder to the whole network says so. */
const DEFAULT_HOST = "127.0.0.1";

function readPort(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65535) return port;
  throw new Failure(`ferrous: "${text}" is no port: it is a number from 0 (any free one) to 65535.`, 2);
}

function checkFolder(typed: string, folder: string): void {
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status === undefined) throw new Failure(`ferrous: there is no folder ${typed}.`);
  if (!status.isDirectory()) throw new Failure(`ferrous: ${typed} is no folder.`);
}

/** Serves the folder. */
export async function run(line: CommandLine, terminal: Terminal): Promise<void> {
  const port = readPort(line.values.get("port"));
  const typed = line.positionals[0] ?? ".";
  const folder = resolve(typed);
  checkFolder(typed, folder);
  const config = folderConfig({
    folder,
    host: line.values.get("host") ?? DEFAULT_HOST,
    port,
    spa: line.switches.has("spa"),
    upload: line.switches.has("upload"),
  });
  await startServer(config, line, terminal);
}

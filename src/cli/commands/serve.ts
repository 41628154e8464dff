// `ferrous serve [DIR]`: serves a folder, with no configuration at all.
import { resolve } from "node:path";
import { ROUTE_DEFAULTS } from "../../config/defaults.ts";
import { folderConfig } from "../../config/folder-config.ts";
import { isPort, parseListenHost } from "../../config/listen-host.ts";
import { folderFault, spaFault } from "../../config/served-folder.ts";
import { createSystemDisk } from "../../files/system-disk.ts";
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
  if (isPort(port)) return port;
  throw new Failure(`ferrous: "${text}" is no port: it is a number from 0 (any free one) to 65535.`, 2);
}

function readHost(text: string | undefined): string {
  if (text === undefined) return DEFAULT_HOST;
  const host = parseListenHost(text);
  if (host !== undefined) return host;
  const advice =
    "it is an address or a host name without a port, such as 127.0.0.1 or ::1; 0.0.0.0 is all of them";
  throw new Failure(`ferrous: "${text}" is no host to listen on: ${advice}.`, 2);
}

/** Serves the folder. */
export async function run(line: CommandLine, terminal: Terminal): Promise<void> {
  const port = readPort(line.values.get("port"));
  const host = readHost(line.values.get("host"));
  const typed = line.positionals[0] ?? ".";
  if (typed === "") throw new Failure("ferrous: the name of the folder is empty.", 2);
  const folder = resolve(typed);
  const disk = createSystemDisk();
  const fault = await folderFault(folder, typed, disk);
  if (fault !== undefined) throw new Failure(`ferrous: ${fault}`);
  const spa = line.switches.has("spa");
  const warning = spa ? await spaFault(folder, ROUTE_DEFAULTS.index[0], disk) : undefined;
  if (warning !== undefined) terminal.printError(`ferrous: ${warning}`);
  const config = folderConfig({ folder, host, port, spa, upload: line.switches.has("upload") });
  await startServer(config, line, terminal);
}

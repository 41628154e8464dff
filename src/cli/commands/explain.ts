// `ferrous explain METHOD URL [config.yaml]`: which host, route and file would answer, and why; starts nothing.
import { createSystemDisk } from "../../files/system-disk.ts";
import { isToken } from "../../http/method.ts";
import { silentLog } from "../../platform/log.ts";
import { explainRequest } from "../../routing/explain.ts";
import { createSystemPlatform } from "../../server.ts";
import type { CommandLine } from "../command.ts";
import { readConfiguration } from "../configuration-file.ts";
import { Failure } from "../failure.ts";
import type { Terminal } from "../terminal.ts";

/** What a request line can ask for, as far as it can be told apart from a method: a URL, a path, or the server as a whole. */
const TARGET = /^(\/|\*$|https?:\/\/[^/?#])/i;

function checkWords(method: string, url: string): void {
  if (!TARGET.test(url) && TARGET.test(method) && isToken(url)) {
    throw new Failure(`ferrous: METHOD comes first: ferrous explain ${url} ${method}`, 2);
  }
  if (!isToken(method)) {
    throw new Failure(`ferrous: "${method}" is no method: ferrous explain GET ${url}`, 2);
  }
  if (!TARGET.test(url)) {
    throw new Failure(
      `ferrous: "${url}" is neither a URL nor a path; write it like http://localhost:8080/`,
      2,
    );
  }
}

/** Prints the explanation, a rule a line. */
export async function run(line: CommandLine, terminal: Terminal): Promise<void> {
  const [method, url, file] = line.positionals;
  checkWords(method, url);
  const config = await readConfiguration(file, createSystemDisk(), terminal);
  const machine = createSystemPlatform(silentLog);
  for (const text of await explainRequest(config, method.toUpperCase(), url, machine)) terminal.print(text);
}

// `ferrous explain METHOD URL [config.yaml]`: which host, route and file would answer, and why; starts nothing.
import { RepresentationCache } from "../../files/representation-cache.ts";
import { createSystemDisk } from "../../files/system-disk.ts";
import { silentLog } from "../../platform/log.ts";
import { explainRequest } from "../../routing/explain.ts";
import { createSystemPlatform } from "../../server.ts";
import type { CommandLine } from "../command.ts";
import { readConfiguration } from "../configuration-file.ts";
import { Failure } from "../failure.ts";
import type { Terminal } from "../terminal.ts";

/** A method is a token (RFC 9110 §5.6.2, §9.1). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Prints the explanation, a rule a line. */
export async function run(line: CommandLine, terminal: Terminal): Promise<void> {
  const [method, url, file] = line.positionals;
  if (!TOKEN.test(method))
    throw new Failure(`ferrous: "${method}" is no method: ferrous explain GET ${url}`, 2);
  if (!/^(\/|https?:\/\/[^/?#])/i.test(url)) {
    throw new Failure(
      `ferrous: "${url}" is neither a URL nor a path; write it like http://localhost:8080/`,
      2,
    );
  }
  const config = await readConfiguration(file, createSystemDisk(), terminal);
  const platform = createSystemPlatform(silentLog);
  const services = { ...platform, representations: new RepresentationCache(platform.clock) };
  for (const text of await explainRequest(config, method.toUpperCase(), url, services)) terminal.print(text);
}

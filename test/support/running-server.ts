// The whole server on a free port of loopback, from YAML as a user would write it.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import type { Config } from "../../src/config/config.ts";
import { formatDiagnostic } from "../../src/config/diagnostics.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { Log } from "../../src/platform/log.ts";
import type { Platform } from "../../src/platform/platform.ts";
import { type Applied, createRuntime, createSystemPlatform, type Runtime } from "../../src/server.ts";

/** What the error log was told. */
export interface LoggedEntry {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A server at work in this process, stopped when its test ends. */
export interface RunningServer {
  /** The first listener's. */
  readonly port: number;
  readonly ports: readonly number[];
  /** The folder that holds config.yaml and the files. */
  readonly folder: string;
  readonly runtime: Runtime;
  readonly logged: readonly LoggedEntry[];
}

/** What a test may change about the server. */
export interface ServerSetup {
  /** The whole config.yaml; ports 0. Its access log is off unless the text sets one. */
  readonly yaml: string;
  /** Files beside it: path to content. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Changes what touches the machine: a clock that the test moves, a disk that fails. */
  readonly platform?: (system: Platform) => Platform;
  /** Called with the folder before the start, for links and special files. */
  readonly prepare?: (folder: string) => void;
}

/** Starts a server for one test. */
export async function startServer(context: TestContext, setup: ServerSetup): Promise<RunningServer> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "ferrous-server-")));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(setup.files ?? {})) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  setup.prepare?.(folder);
  const yaml = /^access_log:/m.test(setup.yaml) ? setup.yaml : `access_log: off\n${setup.yaml}`;
  writeFileSync(join(folder, "config.yaml"), yaml);
  const logged: LoggedEntry[] = [];
  const system = createSystemPlatform(collectingLog(logged));
  const platform = setup.platform?.(system) ?? system;
  const config = await readConfig(join(folder, "config.yaml"), system);
  const runtime = createRuntime(platform);
  const applied = await runtime.apply(config);
  if (applied.kind === "failed") throw new Error(applied.messages.join("\n"));
  context.after(() => runtime.kill());
  const ports = portsOf(applied);
  return { port: ports[0], ports, folder, runtime, logged };
}

function portsOf({ listeners }: Applied): readonly number[] {
  return listeners.map(({ port }) => port);
}

async function readConfig(file: string, { disk }: Platform): Promise<Config> {
  const loaded = await loadConfig(file, disk);
  if (loaded.kind === "config") return loaded.config;
  throw new Error(loaded.diagnostics.map((diagnostic) => formatDiagnostic(diagnostic)).join("\n"));
}

function collectingLog(entries: LoggedEntry[]): Log {
  const at =
    (level: LoggedEntry["level"]): Log["info"] =>
    (message, details = {}) =>
      void entries.push({ level, message, details });
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

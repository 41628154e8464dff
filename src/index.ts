// The library: `serve()` and its types. Everything else in the package is private.
import { resolve } from "node:path";
import type { Config } from "./config/config.ts";
import { folderConfig } from "./config/folder-config.ts";
import { isPort, parseListenHost } from "./config/listen-host.ts";
import { folderFault } from "./config/served-folder.ts";
import { createSystemDisk } from "./files/system-disk.ts";
import type { ErrorLog } from "./log/error-log.ts";
import { createRuntime, createSystemPlatform } from "./server.ts";

export type { Config } from "./config/config.ts";

/** What to serve, and where. Either a folder or a configuration; without both, the working folder. */
export interface ServeOptions {
  /** A folder to serve as it is, with listings and without an access log (a configuration has one, on stdout unless it says otherwise). */
  readonly folder?: string;
  /** The path of a `config.yaml`, or a configuration made in memory. */
  readonly config?: string | Config;
  /** 0 (the default for a folder) is any free port. With a configuration: replaces the port of its only listener. */
  readonly port?: number;
  /** Default for a folder: 127.0.0.1. With a configuration: replaces the host of its only listener. */
  readonly host?: string;
}

/** A server at work. */
export interface RunningServer {
  /** Where it is reached, such as `http://127.0.0.1:40123/`; of several listeners the first. */
  readonly url: string;
  /** The port that it really listens on. */
  readonly port: number;
  /** Stops accepting, finishes what is in flight (within `shutdown_timeout_secs`), then resolves. May be called again. */
  close(): Promise<void>;
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The server could not start; the message says why, one reason a line. */
export class ServeError extends Error {
  /** @param messages sentences for a person */
  constructor(messages: readonly string[]) {
    super(messages.join("\n"));
    this.name = "ServeError";
  }
}

/** The schema and the YAML parser are half of the code: loaded only where a file is to be read. */
async function readConfig(file: string): Promise<Config> {
  const [{ loadConfig }, { formatDiagnostic }] = await Promise.all([
    import("./config/load.ts"),
    import("./config/diagnostics.ts"),
  ]);
  const loaded = await loadConfig(resolve(file), createSystemDisk());
  if (loaded.kind === "config") return loaded.config;
  throw new ServeError(loaded.diagnostics.map((diagnostic) => formatDiagnostic(diagnostic)));
}

/** @throws ServeError for what can be neither host nor port, whoever gave it */
function checkAddress(host: unknown, port: unknown): void {
  if (typeof host !== "string" || parseListenHost(host) === undefined) {
    throw new ServeError([
      `${JSON.stringify(host)} is no host to listen on: an address or a name, without a port.`,
    ]);
  }
  if (!isPort(port)) {
    throw new ServeError([`${JSON.stringify(port)} is no port: a number from 0 (any free one) to 65535.`]);
  }
}

/** Puts another host or port in place of the configured ones, where it is clear which. */
function moved(config: Config, { host, port }: ServeOptions): Config {
  if (config.servers.length === 0) throw new ServeError(["The configuration has no server."]);
  const [first] = config.servers;
  const isMoved = host !== undefined || port !== undefined;
  if (isMoved && config.servers.some((server) => server.host !== first.host || server.port !== first.port)) {
    throw new ServeError(["`host` and `port` can't be given for a configuration with several listeners."]);
  }
  const servers = config.servers.map((server) => {
    const address = { host: host ?? server.host, port: port ?? server.port };
    checkAddress(address.host, address.port);
    return { ...server, ...address, host: parseListenHost(address.host) ?? address.host };
  });
  return { ...config, servers };
}

/** The folder's log would fill the stdout of a program that is about something else. */
async function ofFolder({ folder = ".", host = "127.0.0.1", port = 0 }: ServeOptions): Promise<Config> {
  const path = resolve(folder);
  checkAddress(host, port);
  const fault = await folderFault(path, folder, createSystemDisk());
  if (fault !== undefined) throw new ServeError([fault]);
  const accessLog = { to: { kind: "off" }, format: "combined" } as const;
  const address = { host: parseListenHost(host) ?? host, port };
  return folderConfig({ folder: path, ...address, spa: false, upload: false, accessLog });
}

async function configOf(options: ServeOptions): Promise<Config> {
  const { folder, config } = options;
  if (config === undefined) return await ofFolder(options);
  if (folder !== undefined) throw new ServeError(["Give `folder` or `config`, not both."]);
  return moved(typeof config === "string" ? await readConfig(config) : config, options);
}

async function openErrorLog({ logLevel, errorLog }: Config): Promise<ErrorLog> {
  const [{ createErrorLog }, { LogOpenError }] = await Promise.all([
    import("./log/error-log.ts"),
    import("./log/line-sink.ts"),
  ]);
  try {
    return createErrorLog({ level: logLevel, destination: errorLog });
  } catch (error) {
    if (error instanceof LogOpenError) throw new ServeError([error.message]);
    throw error;
  }
}

/**
 * Starts a server in this process. Installs no signal handler, and logs as its configuration says; a folder has no access log.
 *
 * @throws ServeError where an option or the configuration is wrong, a log can't be opened or a listener can't be had
 * @example
 * const server = await serve({ folder: "public", port: 8080 });
 * console.log(server.url);
 * await server.close();
 */
export async function serve(options: ServeOptions = {}): Promise<RunningServer> {
  const config = await configOf(options);
  const log = await openErrorLog(config);
  const runtime = createRuntime(createSystemPlatform(log));
  const outcome = await runtime.apply(config);
  if (outcome.kind === "failed") {
    runtime.kill();
    throw new ServeError(outcome.messages);
  }
  const [{ urls, port }] = outcome.listeners;
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= runtime.stop().then(() => log.flush());
    return closed;
  };
  return { url: urls[0], port, close, [Symbol.asyncDispose]: close };
}

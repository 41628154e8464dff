// The composition root: what outlives a configuration is made and wired here, and nowhere else.
import { networkInterfaces } from "node:os";
import type { Config, ServerConfig } from "./config/config.ts";
import { type ConnectionLimits, ConnectionTable } from "./connection/connection-table.ts";
import { FileBuffers } from "./connection/file-buffers.ts";
import { ExchangeRecorder } from "./connection/observer.ts";
import { RepresentationCache } from "./files/representation-cache.ts";
import { createSystemDisk } from "./files/system-disk.ts";
import { ResponseEncoder } from "./h1/response-encoder.ts";
import type { Services } from "./handlers/handler.ts";
import { LogOpenError } from "./log/line-sink.ts";
import { LogWriters } from "./log/log-writers.ts";
import { createTcpNetwork } from "./net/tcp-network.ts";
import { systemClock } from "./platform/clock.ts";
import { type Disk, DiskError } from "./platform/disk.ts";
import type { Log } from "./platform/log.ts";
import type { Platform } from "./platform/platform.ts";
import { noProcesses } from "./platform/processes.ts";
import { systemRandom } from "./platform/random.ts";
import { connectionShare, fileShare } from "./runtime/descriptor-shares.ts";
import { createGeneration, type Generation } from "./runtime/generation.ts";
import { type ListenerState, Listeners, type SharedConnectionServices } from "./runtime/listeners.ts";
import { hostInUrl } from "./uri/authority.ts";

/** A configuration is at work. */
export interface Applied {
  readonly kind: "applied";
  readonly listeners: readonly AppliedListener[];
}

/** Where the server listens, and what it serves there. */
export interface AppliedListener {
  readonly host: string;
  /** The real one, where the configuration says 0. */
  readonly port: number;
  /** How it is reached from here and, where it listens on all addresses, from elsewhere. */
  readonly urls: readonly string[];
  readonly servers: readonly ServerConfig[];
}

/** A configuration could not be put to work: the one before, if any, goes on. */
export interface ApplyFailure {
  readonly kind: "failed";
  /** Sentences for a person. */
  readonly messages: readonly string[];
}

/** What outlives a configuration. */
export interface Runtime {
  /** Puts a configuration to work, whole or not at all. Listeners that both have stay open. */
  apply(config: Config): Promise<Applied | ApplyFailure>;
  /** Opens the access logs again, after a rotation. */
  reopenLogs(): void;
  /** Stops accepting, finishes what is in flight; after the configuration's deadline the rest is cut. */
  stop(): Promise<"drained" | "cut">;
  /** Ends everything at once. */
  kill(): void;
}

/** The machine itself. */
export function createSystemPlatform(log: Log): Platform {
  const network = createTcpNetwork();
  return {
    clock: systemClock,
    disk: createSystemDisk({ maxOpenFiles: fileShare(network.descriptorLimit()) }),
    network,
    processes: noProcesses,
    random: systemRandom,
    log,
  };
}

/** Makes a runtime. Everything that touches the machine comes in through `platform`: tests and the simulation pass their own. */
export function createRuntime(platform: Platform): Runtime {
  return new ServerRuntime(platform);
}

class ServerRuntime implements Runtime {
  readonly #platform: Platform;
  readonly #services: Services;
  readonly #writers: LogWriters;
  readonly #connectionServices: SharedConnectionServices;
  readonly #listeners: Listeners;
  #table: ConnectionTable | undefined;
  #generation: Generation | undefined;
  /** The last `apply`: the next one waits for it. */
  #applying: Promise<unknown> = Promise.resolve();

  constructor(platform: Platform) {
    this.#platform = platform;
    const { clock, disk, processes, random, log } = platform;
    this.#services = { clock, disk, processes, random, log, representations: new RepresentationCache(clock) };
    this.#writers = new LogWriters({
      clock,
      onFailure: (destination, errno) =>
        log.error("A log takes no lines; they are lost.", { destination, errno }),
    });
    this.#connectionServices = {
      clock,
      random,
      log,
      encoder: new ResponseEncoder(clock),
      fileBuffers: new FileBuffers(),
      recorder: new ExchangeRecorder(clock),
    };
    this.#listeners = new Listeners(platform.network);
  }

  apply(config: Config): Promise<Applied | ApplyFailure> {
    const applied = this.#applying.then(() => this.#apply(config));
    this.#applying = applied.catch(() => {});
    return applied;
  }

  async #apply(config: Config): Promise<Applied | ApplyFailure> {
    const prepared = await this.#prepare(config);
    if ("messages" in prepared) return { kind: "failed", messages: prepared.messages };
    const { generation } = prepared;
    const limits = this.#connectionLimits(config);
    this.#table ??= new ConnectionTable(this.#platform, limits);
    const failures = await this.#listeners.follow(
      generation.listeners,
      this.#connectionServices,
      this.#table,
    );
    if (failures.length > 0) {
      await generation.close();
      return { kind: "failed", messages: failures };
    }
    this.#table.limit(limits);
    const previous = this.#generation;
    this.#generation = generation;
    await previous?.close();
    return { kind: "applied", listeners: this.#listeners.states.map(describe) };
  }

  reopenLogs(): void {
    this.#generation?.reopenLogs();
  }

  async stop(): Promise<"drained" | "cut"> {
    await this.#listeners.close();
    const deadlineMs = this.#generation?.config.shutdownTimeoutMs ?? 0;
    const { clock } = this.#platform;
    const ending = await new Promise<"drained" | "cut">((resolve) => {
      const deadline = clock.after(deadlineMs, () => resolve("cut"));
      const drained = this.#table?.drain() ?? Promise.resolve();
      drained.then(() => {
        deadline.cancel();
        resolve("drained");
      });
    });
    this.#table?.abort();
    await this.#generation?.close();
    return ending;
  }

  kill(): void {
    void this.#listeners.close();
    this.#table?.abort();
    this.#writers.flushSync();
  }

  #connectionLimits({ limits }: Config): ConnectionLimits {
    const { network, log } = this.#platform;
    const connections = connectionShare(limits, network.descriptorLimit());
    if (connections.total < limits.connections) {
      log.warn("limits.connections is more than the descriptor limit leaves; fewer connections are taken.", {
        configured: limits.connections,
        taken: connections.total,
      });
    }
    return connections;
  }

  /** Makes the generation, and the folders that uploads need. */
  async #prepare(
    config: Config,
  ): Promise<{ readonly generation: Generation } | { readonly messages: readonly string[] }> {
    const messages = await makeUploadFolders(config, this.#platform.disk);
    if (messages.length > 0) return { messages };
    try {
      return { generation: createGeneration(config, this.#services, this.#writers) };
    } catch (error) {
      if (error instanceof LogOpenError) return { messages: [error.message] };
      throw error;
    }
  }
}

/** A tree that accepts uploads may be empty, even missing, at first: it is there once the server runs. */
async function makeUploadFolders({ servers }: Config, disk: Disk): Promise<readonly string[]> {
  const messages: string[] = [];
  for (const { handler } of servers.flatMap(({ routes }) => routes)) {
    if (handler.kind !== "file" || handler.target.kind !== "tree") continue;
    if (!handler.methods.includes("POST") && !handler.methods.includes("PUT")) continue;
    try {
      await disk.makeFolder(handler.target.root);
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      messages.push(`The folder ${handler.target.root} for uploads can't be made (${error.code}).`);
    }
  }
  return messages;
}

function describe({ port, plan }: ListenerState): AppliedListener {
  const host = plan.address.address;
  return { host, port, urls: urlsOf(host, port), servers: plan.servers };
}

/** A wildcard address stands for all of the machine's: localhost first, as that is what is tried first. */
function urlsOf(host: string, port: number): readonly string[] {
  const isWildcard = host === "0.0.0.0" || host === "::";
  const hosts = isWildcard ? ["localhost", ...ownAddresses(host === "::")] : [host];
  return hosts.map((name) => `http://${hostInUrl(name)}:${port}/`);
}

function ownAddresses(withIpv6: boolean): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family, scopeid }) => !internal && (family === "IPv4" || (withIpv6 && !scopeid)))
    .map(({ address }) => address);
}

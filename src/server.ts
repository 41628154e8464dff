// The composition root: what outlives a configuration is made and wired here, and nowhere else.
import { networkInterfaces } from "node:os";
import type { Config, ServerConfig } from "./config/config.ts";
import type { ConnectionServices } from "./connection/connection.ts";
import { type ConnectionLimits, ConnectionTable } from "./connection/connection-table.ts";
import { FileBuffers } from "./connection/file-buffers.ts";
import { ExchangeRecorder } from "./connection/observer.ts";
import { RepresentationCache } from "./files/representation-cache.ts";
import { createSystemDisk } from "./files/system-disk.ts";
import { createGeneration, type Generation, type ListenerPlan } from "./generation.ts";
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
import type { Listener, Transport } from "./platform/transport.ts";

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
  return {
    clock: systemClock,
    disk: createSystemDisk(),
    network: createTcpNetwork(),
    processes: noProcesses,
    random: systemRandom,
    log,
  };
}

/** Descriptors that are kept for files, logs, scripts and connections that are turned away. */
const MOST_RESERVED = 512;

/** At most so many connections are told that there are too many, before further ones are dropped. */
const MOST_TURNED_AWAY = 64;

/**
 * Divides the descriptors: what connections may have, as configured or all but the reserve, and of the reserve a quarter
 * for those who are turned away. The rest stays free for files, so that a crowd at the door costs nobody inside an answer.
 */
function connectionLimits(limits: Config["limits"], descriptorLimit: number): ConnectionLimits {
  const reserved = Math.min(MOST_RESERVED, Math.ceil(descriptorLimit / 4)) + 32;
  const most = Math.max(1, descriptorLimit - reserved);
  return {
    total: limits.connections > 0 ? Math.min(limits.connections, most) : most,
    perAddress: limits.connectionsPerIp,
    turnedAwayAtOnce: Math.min(MOST_TURNED_AWAY, Math.floor(reserved / 4)),
  };
}

/** A listener that is open, and the plan by which it answers now. */
interface OpenListener {
  readonly listener: Listener;
  plan: ListenerPlan;
  services: ConnectionServices;
}

/** Makes a runtime. Everything that touches the machine comes in through `platform`: tests and the simulation pass their own. */
export function createRuntime(platform: Platform): Runtime {
  return new ServerRuntime(platform);
}

class ServerRuntime implements Runtime {
  readonly #platform: Platform;
  readonly #services: Services;
  readonly #writers: LogWriters;
  readonly #encoder: ResponseEncoder;
  readonly #fileBuffers = new FileBuffers();
  readonly #recorder: ExchangeRecorder;
  readonly #open = new Map<string, OpenListener>();
  #table: ConnectionTable | undefined;
  #generation: Generation | undefined;

  constructor(platform: Platform) {
    this.#platform = platform;
    const { clock, disk, processes, random, log } = platform;
    this.#services = { clock, disk, processes, random, log, representations: new RepresentationCache(clock) };
    this.#writers = new LogWriters({
      clock,
      onFailure: (destination, errno) =>
        log.error("A log takes no lines; they are lost.", { destination, errno }),
    });
    this.#encoder = new ResponseEncoder(platform.clock);
    this.#recorder = new ExchangeRecorder(platform.clock, () => this.#generation?.observer);
  }

  async apply(config: Config): Promise<Applied | ApplyFailure> {
    const prepared = await this.#prepare(config);
    if ("messages" in prepared) return { kind: "failed", messages: prepared.messages };
    const { generation } = prepared;
    this.#table ??= this.#createTable(config);
    const failures = await this.#listen(generation, this.#table);
    if (failures.length > 0) {
      await generation.close();
      return { kind: "failed", messages: failures };
    }
    const previous = this.#generation;
    this.#generation = generation;
    await this.#closeListenersExcept(generation.listeners);
    await previous?.close();
    return { kind: "applied", listeners: [...this.#open.values()].map(describe) };
  }

  reopenLogs(): void {
    this.#generation?.reopenLogs();
  }

  async stop(): Promise<"drained" | "cut"> {
    await this.#closeListenersExcept(new Map());
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
    for (const { listener } of this.#open.values()) void listener.close();
    this.#open.clear();
    this.#table?.abort();
    this.#writers.flushSync();
  }

  #createTable({ limits }: Config): ConnectionTable {
    const { clock, network, log } = this.#platform;
    const allowed = connectionLimits(limits, network.descriptorLimit());
    if (allowed.total < limits.connections) {
      log.warn("limits.connections is more than the descriptor limit leaves; fewer connections are taken.", {
        configured: limits.connections,
        taken: allowed.total,
      });
    }
    return new ConnectionTable(clock, network, allowed);
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

  /** Opens the listeners that aren't open yet, all or none; then all answer by the new generation. */
  async #listen(generation: Generation, table: ConnectionTable): Promise<readonly string[]> {
    const opened = new Map<string, OpenListener>();
    const failures: string[] = [];
    for (const [key, plan] of generation.listeners) {
      if (this.#open.has(key)) continue;
      const outcome = await this.#openListener(plan, table);
      if ("message" in outcome) failures.push(outcome.message);
      else opened.set(key, outcome);
    }
    if (failures.length > 0) {
      await Promise.all([...opened.values()].map(({ listener }) => listener.close()));
      return failures;
    }
    for (const [key, open] of opened) this.#open.set(key, open);
    for (const [key, open] of this.#open) {
      open.plan = generation.listeners.get(key) ?? open.plan;
      open.services = this.#connectionServices(open, table);
    }
    return [];
  }

  async #openListener(
    plan: ListenerPlan,
    table: ConnectionTable,
  ): Promise<OpenListener | { readonly message: string }> {
    // Connections that come before the whole configuration is at work wait in this list for a moment.
    const early: Transport[] = [];
    let accept = (transport: Transport): void => void early.push(transport);
    const outcome = await this.#platform.network.listen(plan.address, (transport) => accept(transport));
    if ("kind" in outcome) return { message: outcome.message };
    const holder: { plan: ListenerPlan } = { plan };
    const open: OpenListener = { listener: outcome, plan, services: this.#connectionServices(holder, table) };
    accept = (transport) => table.admit(transport, open.services);
    for (const transport of early) accept(transport);
    return open;
  }

  #connectionServices(open: { readonly plan: ListenerPlan }, table: ConnectionTable): ConnectionServices {
    return {
      clock: this.#platform.clock,
      random: this.#platform.random,
      log: this.#platform.log,
      encoder: this.#encoder,
      fileBuffers: this.#fileBuffers,
      recorder: this.#recorder,
      settings: open.plan.settings,
      application: () => open.plan.application,
      onClosed: (connection) => table.forget(connection),
    };
  }

  async #closeListenersExcept(kept: ReadonlyMap<string, unknown>): Promise<void> {
    const gone = [...this.#open].filter(([key]) => !kept.has(key));
    for (const [key] of gone) this.#open.delete(key);
    await Promise.all(gone.map(([, { listener }]) => listener.close()));
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

function describe({ listener, plan }: OpenListener): AppliedListener {
  const { port } = listener.local;
  const host = plan.address.address;
  return { host, port, urls: urlsOf(host, port), servers: plan.servers };
}

/** A wildcard address stands for all of the machine's: localhost first, as that is what is tried first. */
function urlsOf(host: string, port: number): readonly string[] {
  const isWildcard = host === "0.0.0.0" || host === "::";
  const hosts = isWildcard ? ["localhost", ...ownAddresses(host === "::")] : [host];
  return hosts.map((name) => `http://${name.includes(":") ? `[${name}]` : name}:${port}/`);
}

function ownAddresses(withIpv6: boolean): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family, scopeid }) => !internal && (family === "IPv4" || (withIpv6 && !scopeid)))
    .map(({ address }) => address);
}

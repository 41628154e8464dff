// The whole server on a machine in memory: clients, clock and disk follow from a seed, and so does every failure.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Config } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load.ts";
import { DiskError } from "../../src/platform/disk.ts";
import type { Log } from "../../src/platform/log.ts";
import { noProcesses } from "../../src/platform/processes.ts";
import type { Network, Transport } from "../../src/platform/transport.ts";
import { createRuntime, type Runtime } from "../../src/server.ts";
import { ManualClock, settle } from "../support/manual-clock.ts";
import { FUZZ_FILES, FUZZ_YAML } from "./fuzz-site.ts";
import { MemoryDisk } from "./memory-disk.ts";
import { SeededRandom } from "./random.ts";
import { writtenOut } from "./script.ts";
import type { Seeds } from "./seeds.ts";
import { UnsteadyClient } from "./unsteady-client.ts";

const CLIENTS = 6;
const STEPS = 60;
/** Longer than every time-out of the site, one after the other. */
const LONG_ENOUGH_MS = 30_000;
const CHANGED = ["/site/static/hello.txt", "/site/static/middle.bin", "/site/static/big.bin"];

/** Everything that all runs share. */
export interface Simulation {
  readonly seeds: Seeds;
  readonly config: Config;
}

/** Reads the site's configuration once: that takes longer than a run. */
export async function createSimulation(seeds: Seeds): Promise<Simulation> {
  const disk = createSiteDisk();
  disk.put("/site/config.yaml", `access_log: off\n${FUZZ_YAML}`);
  const loaded = await loadConfig("/site/config.yaml", disk);
  if (loaded.kind !== "config") throw new Error(JSON.stringify(loaded.diagnostics));
  return { seeds, config: loaded.config };
}

/** Plays one seed. @returns what went wrong, each with all that is needed to see it again; empty where nothing did */
export async function simulate(seed: number, simulation: Simulation): Promise<readonly string[]> {
  const world = await World.create(seed, simulation);
  await world.live();
  return await world.end();
}

function createSiteDisk(): MemoryDisk {
  const disk = new MemoryDisk();
  for (const [name, content] of Object.entries(FUZZ_FILES)) disk.put(`/site/${name}`, content);
  return disk;
}

class World {
  readonly #seed: number;
  readonly #random: SeededRandom;
  readonly #clock = new ManualClock();
  readonly #disk = createSiteDisk();
  readonly #clients: UnsteadyClient[] = [];
  readonly #failures: string[] = [];
  readonly #runtime: Runtime;
  #accept: (transport: Transport) => void = () => {};
  /** Half of the runs have a disk that fails and files that change. */
  readonly #unsteadyDisk: boolean;

  private constructor(seed: number) {
    this.#seed = seed;
    this.#random = new SeededRandom(seed);
    this.#unsteadyDisk = this.#random.chance(0.5);
    const network: Network = {
      descriptorLimit: () => 1000,
      sendQueues: async () => new Map(),
      listen: async (local, onTransport) => {
        this.#accept = onTransport;
        return { local, close: async () => {} };
      },
    };
    this.#runtime = createRuntime({
      clock: this.#clock,
      disk: this.#disk,
      network,
      processes: noProcesses,
      random: { fill: (into) => void into.fill(this.#random.below(256)) },
      log: this.#log(),
    });
  }

  static async create(seed: number, { seeds, config }: Simulation): Promise<World> {
    const world = new World(seed);
    const applied = await world.#runtime.apply(config);
    if (applied.kind === "failed") throw new Error(applied.messages.join("\n"));
    for (let client = 0; client < CLIENTS; client++) {
      world.#clients.push(new UnsteadyClient(seed * CLIENTS + client, seeds, world.#random, world.#clock));
    }
    return world;
  }

  /** Many small things, one at a time. */
  async live(): Promise<void> {
    const random = this.#random;
    for (const { transport } of this.#clients) this.#accept(transport);
    if (this.#unsteadyDisk) this.#disk.fate = () => this.#diskError();
    for (let step = 0; step < STEPS; step++) {
      random.pick(this.#clients).act();
      if (this.#unsteadyDisk && random.chance(0.05)) this.#changeFile();
      // Often nothing settles in between: octets, FIN and resets meet answers that are half made.
      if (random.chance(0.3)) await settle();
      // A listing lets others go first: it takes turns of the loop.
      if (random.chance(0.3)) await nextTurn();
      if (random.chance(0.2)) await this.#clock.advance(random.chance(0.1) ? 7000 : random.between(1, 300));
    }
  }

  /** Every client ends, time passes: nothing may be left. */
  async end(): Promise<readonly string[]> {
    for (let round = 0; round < 20; round++) {
      for (const client of this.#clients) client.conclude();
      await nextTurn();
      await this.#clock.advance(round < 10 ? 0 : LONG_ENOUGH_MS / 10);
    }
    for (const client of this.#clients) {
      const verdict = client.verdict();
      if (verdict.kind === "unsound") this.#fail(`${verdict.reason}\n${writtenOut(client.script)}`);
    }
    if (this.#disk.open !== 0) this.#fail(`${this.#disk.open} files are still open`);
    if (this.#disk.closedTwice !== 0) this.#fail(`${this.#disk.closedTwice} files were closed twice`);
    // Drained at once means that no connection is left in the table.
    const stopping = this.#runtime.stop();
    await this.#clock.advance(11_000);
    const ending = await stopping;
    if (ending !== "drained") this.#fail("connections are left in the table");
    if (this.#clock.pendingTimers !== 0) this.#fail(`${this.#clock.pendingTimers} timers are left`);
    return this.#failures;
  }

  #diskError(): string | undefined {
    if (!this.#random.chance(0.02)) return undefined;
    for (const client of this.#clients) client.excuse();
    return this.#random.pick(["EMFILE", "EIO", "EACCES", "ENOENT", "ESTALE", "ELOOP"]);
  }

  /** Longer, shorter, other, or gone. */
  #changeFile(): void {
    const path = this.#random.pick(CHANGED);
    for (const client of this.#clients) client.excuse();
    if (this.#random.chance(0.2)) return this.#disk.remove(path);
    const octets = Buffer.alloc(this.#random.below(400_000), String(this.#random.below(10)));
    this.#disk.put(path, octets, this.#clock.wallMs());
  }

  /** What fails without a failing disk is a bug. */
  #log(): Log {
    const say = (message: string, details: Readonly<Record<string, unknown>> = {}) => {
      const error = details["error"];
      if (this.#unsteadyDisk && (error === undefined || isOfTheDisk(error))) return;
      this.#fail(`logged: ${message} ${error instanceof Error ? error.stack : ""}`);
    };
    return { debug() {}, info() {}, warn: say, error: say };
  }

  #fail(reason: string): void {
    this.#failures.push(`seed ${this.#seed}: ${reason}`);
  }
}

function isOfTheDisk(error: unknown): boolean {
  return error instanceof DiskError || (error instanceof Error && isOfTheDisk(error.cause));
}

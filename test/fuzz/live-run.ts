// A fuzz run against a live server: many scripts at once, and everything that must hold while and after it.
import { FuzzedServer } from "./fuzzed-server.ts";
import { makeScript, type Script, writtenOut } from "./script.ts";
import { play } from "./scripted-client.ts";
import type { Seeds } from "./seeds.ts";

/** How much is done, from where on. */
export interface LiveRunOptions {
  /** At least so many requests are sent. */
  readonly requests: number;
  /** The first connection's seed; each further one has the next number. */
  readonly seed: number;
  readonly seeds: Seeds;
  readonly connections: number;
  /** Called now and then with how far it is. */
  readonly onProgress?: (report: LiveRunReport) => void;
}

/** What came of it. No `failures` is what is wanted. */
export interface LiveRunReport {
  readonly requests: number;
  readonly scripts: number;
  /** Answers by status. */
  readonly answers: ReadonlyMap<number, number>;
  readonly failures: readonly string[];
  /** Of the server, MiB. */
  readonly memory: { readonly start: number; readonly end: number; readonly peak: number };
  readonly accessLogLines: number;
}

/** Longer than any time-out of the site, and than the wait for a client's FIN. */
const HANG_MS = 20_000;
/** A run is stopped by so many failures: the first ones tell enough. */
const MOST_FAILURES = 5;
/** Resident memory of the server, MiB: well above what a warm one has, well below what a leak of 100 octets a request adds. */
const MEMORY_LIMIT = 300;
const PROGRESS_EVERY = 20_000;

/** Runs it. */
export async function runLive(options: LiveRunOptions): Promise<LiveRunReport> {
  const server = await FuzzedServer.start();
  const run = new LiveRun(options, server);
  try {
    await Promise.all(Array.from({ length: options.connections }, () => run.work()));
    await run.checkAfterwards();
  } finally {
    const status = await server.stop();
    if (status !== 0) run.fail(`the server's exit status is ${status}`);
  }
  return run.report();
}

class LiveRun {
  readonly #options: LiveRunOptions;
  readonly #server: FuzzedServer;
  readonly #answers = new Map<number, number>();
  readonly #failures: string[] = [];
  readonly #startMemory: number;
  #memory: { readonly now: number; readonly peak: number };
  #requests = 0;
  #scripts = 0;
  #reportedAt = 0;

  constructor(options: LiveRunOptions, server: FuzzedServer) {
    this.#options = options;
    this.#server = server;
    this.#memory = server.memory;
    this.#startMemory = this.#memory.now;
  }

  /** One client after the other, until enough was sent. */
  async work(): Promise<void> {
    while (this.#requests < this.#options.requests && this.#failures.length < MOST_FAILURES) {
      const script = makeScript(this.#options.seed + this.#scripts++, this.#options.seeds);
      this.#requests += script.requests;
      const verdict = await play(script, this.#server.port, HANG_MS);
      if (verdict.kind === "unsound") this.#failScript(script, verdict.reason);
      else for (const { status } of verdict.responses) this.#count(status);
      if (!this.#server.alive) return this.#failScript(script, "the server is gone");
      this.#reportProgress();
    }
  }

  /** The server has to be as it was before. */
  async checkAfterwards(): Promise<void> {
    const plain: Script = {
      seed: -1,
      pieces: [Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")],
      requests: 1,
      leave: "half-close",
    };
    const verdict = await play(plain, this.#server.port, HANG_MS);
    const answered = verdict.kind === "sound" && verdict.responses[0]?.status === 200;
    if (!answered) this.fail(`GET / at the end: ${JSON.stringify(verdict)}`);
    this.#memory = this.#server.memory;
    if (this.#memory.peak > MEMORY_LIMIT) this.fail(`resident memory went up to ${this.#memory.peak} MiB`);
    if (this.#server.complaints !== "") this.fail(`stderr: ${this.#server.complaints.slice(0, 4000)}`);
    for (const line of this.#server.accessLog.malformed) this.fail(`access log: ${JSON.stringify(line)}`);
  }

  fail(reason: string): void {
    this.#failures.push(reason);
  }

  report(): LiveRunReport {
    const { now: end, peak } = this.#memory;
    return {
      requests: this.#requests,
      scripts: this.#scripts,
      answers: new Map([...this.#answers].sort(([one], [other]) => one - other)),
      failures: this.#failures,
      memory: { start: this.#startMemory, end, peak },
      accessLogLines: this.#server.accessLog.lines,
    };
  }

  #failScript(script: Script, reason: string): void {
    this.fail(`seed ${script.seed} (${script.leave}): ${reason}\n${writtenOut(script)}`);
  }

  #count(status: number): void {
    this.#answers.set(status, (this.#answers.get(status) ?? 0) + 1);
  }

  #reportProgress(): void {
    if (this.#requests - this.#reportedAt < PROGRESS_EVERY) return;
    this.#reportedAt = this.#requests;
    this.#memory = this.#server.memory;
    this.#options.onProgress?.(this.report());
  }
}

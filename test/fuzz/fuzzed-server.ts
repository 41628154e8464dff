// The real command on the fuzzer's site, watched from outside: its output, its memory, its end.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { writeFuzzSite } from "./fuzz-site.ts";

const BIN = resolve(import.meta.dirname, "../../bin/ferrous.js");

/** A server in a process of its own. */
export class FuzzedServer {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #output: Output;

  private constructor(child: ChildProcess, folder: string, output: Output) {
    this.#child = child;
    this.#folder = folder;
    this.#output = output;
    this.port = output.port;
  }

  /** @returns once it has said that it is ready */
  static async start(): Promise<FuzzedServer> {
    const folder = mkdtempSync(join(tmpdir(), "ferrous-fuzz-"));
    writeFuzzSite(folder);
    const child = spawn(process.execPath, [BIN, join(folder, "config.yaml")], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = new Output(child);
    await output.ready;
    return new FuzzedServer(child, folder, output);
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it wrote to stderr; nothing is what is expected. */
  get complaints(): string {
    return this.#output.stderr;
  }

  /** Lines of the access log, and those that no line may be (control characters). */
  get accessLog(): { readonly lines: number; readonly malformed: readonly string[] } {
    return { lines: this.#output.lines, malformed: this.#output.malformed };
  }

  /** Resident memory in MiB: now, and at its highest (Linux only; 0 elsewhere). */
  get memory(): { readonly now: number; readonly peak: number } {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, "latin1");
      const mib = (name: string) =>
        Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
      return { now: mib("VmRSS"), peak: mib("VmHWM") };
    } catch {
      return { now: 0, peak: 0 }; // No /proc here: memory isn't judged.
    }
  }

  /** @returns its exit status: 0 after a clean drain */
  async stop(): Promise<number | null> {
    if (this.alive) {
      this.#child.kill("SIGTERM");
      await once(this.#child, "close");
    }
    rmSync(this.#folder, { recursive: true, force: true });
    return this.#child.exitCode;
  }
}

/** What a child says, line by line. */
class Output {
  port = 0;
  readonly malformed: string[] = [];
  stderr = "";
  lines = 0;
  readonly ready: Promise<void>;
  #rest = "";

  constructor(child: ChildProcess) {
    this.ready = new Promise((resolve, reject) => {
      child.stdout?.setEncoding("utf8").on("data", (text: string) => {
        const lines = (this.#rest + text).split("\n");
        this.#rest = lines.pop() ?? "";
        for (const line of lines) this.#take(line, resolve);
      });
      child.on("close", () => reject(new Error(`the server ended at its start:\n${this.stderr}`)));
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
  }

  #take(line: string, ready: () => void): void {
    const [, port] = /^Listening on http:\/\/127\.0\.0\.1:(\d+)\//.exec(line) ?? [];
    if (port !== undefined) this.port = Number(port);
    if (line.startsWith("Ready in ")) ready();
    if (!/^127\.0\.0\.1 - /.test(line)) return;
    this.lines++;
    if (/[\x00-\x1f\x7f-\x9f]/.test(line) && this.malformed.length < 10) this.malformed.push(line);
  }
}

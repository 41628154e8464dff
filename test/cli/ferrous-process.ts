// The real command as a child process: run to its end, or started and stopped by its own pid.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestContext } from "node:test";

const BIN = resolve(import.meta.dirname, "../../bin/ferrous.js");

/** How a command came out. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A server that has said where it listens. */
export interface Started {
  /** The first line's URL, with 127.0.0.1 for 0.0.0.0. */
  readonly url: string;
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves once stdout or stderr matches. */
  says(pattern: RegExp): Promise<void>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended>;
}

/** @returns a folder that is gone after the test */
export async function temporaryFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ferrous-test-"));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A child's output as it comes, and its end. */
class Watched {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  readonly closed: Promise<Ended>;

  constructor(
    context: TestContext,
    command: string,
    args: readonly string[],
    cwd: string,
    env = process.env,
  ) {
    this.child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    this.child.stdout?.on("data", (octets) => {
      this.stdout += octets;
    });
    this.child.stderr?.on("data", (octets) => {
      this.stderr += octets;
    });
    this.closed = once(this.child, "close").then(([status]) => ({
      status,
      stdout: this.stdout,
      stderr: this.stderr,
    }));
    context.after(() => void this.child.kill("SIGKILL"));
  }

  async says(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.stdout) && !pattern.test(this.stderr)) {
      const ended = await Promise.race([
        this.closed,
        this.child.stdout && once(this.child.stdout, "data").then(() => undefined),
        this.child.stderr && once(this.child.stderr, "data").then(() => undefined),
      ]);
      if (ended && !pattern.test(this.stdout) && !pattern.test(this.stderr)) {
        assert.fail(`ended with ${ended.status} before it said ${pattern}:\n${ended.stdout}${ended.stderr}`);
      }
    }
  }
}

/** Options of a run. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
}

function watch(context: TestContext, args: readonly string[], options: RunOptions): Watched {
  const { cwd = import.meta.dirname, env = {}, nodeOptions = [] } = options;
  return new Watched(context, process.execPath, [...nodeOptions, BIN, ...args], cwd, {
    ...process.env,
    ...env,
  });
}

/** Runs a command to its end. */
export function runFerrous(
  context: TestContext,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ended> {
  return watch(context, args, options).closed;
}

/** Starts a server and waits until it has said where it listens. */
export async function startFerrous(
  context: TestContext,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Started> {
  const watched = watch(context, args, options);
  await watched.says(/^Ready in /m);
  const [, url] = /^Listening on (http:\S+)/m.exec(watched.stdout) ?? assert.fail(watched.stdout);
  return {
    url: url.replace("0.0.0.0", "127.0.0.1"),
    child: watched.child,
    stdout: () => watched.stdout,
    stderr: () => watched.stderr,
    says: (pattern) => watched.says(pattern),
    end: (signal) => {
      watched.child.kill(signal);
      return watched.closed;
    },
  };
}

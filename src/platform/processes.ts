// Child processes, passed in. CGI is their user; until it is built this is the shape that it will meet.
import type { Readable, Writable } from "node:stream";

/** What to run: a program and its arguments, never a shell line. */
export interface ProcessSpec {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly workingDirectory: string;
  readonly environment: ReadonlyMap<string, string>;
}

/** How a child ended. */
export type ProcessEnd =
  | { readonly kind: "exited"; readonly status: number }
  | { readonly kind: "signalled"; readonly signal: string }
  | { readonly kind: "not-started"; readonly code: string };

/** A child in a process group of its own. */
export interface ChildProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly ended: Promise<ProcessEnd>;
  /** Sends a signal to the child's whole group; a group that is gone is no error. */
  signalGroup(signal: "SIGTERM" | "SIGKILL"): void;
}

/** Starts children. */
export interface Processes {
  start(spec: ProcessSpec): ChildProcess;
}

/** For platforms that start none: every child says so. */
export const noProcesses: Processes = {
  start(spec) {
    throw new Error(`this platform starts no processes: ${spec.program}`);
  },
};

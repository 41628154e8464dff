// Where log lines go in the end: a descriptor that takes octets. The writer above decides when; this decides how.
import { close, closeSync, constants, fstatSync, mkdirSync, open, openSync, write, writeSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import type { LogDestination } from "../config/config.ts";

/** Takes octets. Failures are errno exceptions, and the writer's business. */
export interface LineSink {
  /** Writes some or all of the octets; resolves to how many, 0 where the reader of a pipe is behind. Called one at a time. */
  write(octets: Uint8Array): Promise<number>;
  /** The same at once, for the last lines of a process; waits briefly for a pipe that is full. */
  writeSync(octets: Uint8Array): number;
  /** Opens the name again, after a rotation moved the file away. Nothing to do for stdout and stderr. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** The operator named a log file that can't be written; `message` is one sentence. */
export class LogOpenError extends Error {
  constructor(path: string, cause: unknown) {
    super(`The log file ${path} can't be opened for writing: ${errnoOf(cause)}.`, { cause });
    this.name = "LogOpenError";
  }
}

// Append: two processes, or a rotation that copies and truncates, never overwrite each other's lines.
// Non-blocking: a FIFO as a log never holds the server, and regular files don't care.
const LOG_FILE_FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
// Logs hold addresses and queries: nobody outside the group reads them.
const LOG_FILE_MODE = 0o640;
const LOG_FOLDER_MODE = 0o750;

const openAsync = promisify(open);
const closeAsync = promisify(close);

/**
 * Opens a destination. A file is opened now, its missing folders made, so that a wrong path stops the start.
 *
 * @throws LogOpenError where the file can't be had
 */
export function openLineSink(destination: Exclude<LogDestination, { readonly kind: "off" }>): LineSink {
  switch (destination.kind) {
    case "stdout":
      return standardSink(1);
    case "stderr":
      return standardSink(2);
    case "file":
      return new FileSink(destination.path);
  }
}

/** @returns the errno of an exception, or a word for one that has none */
export function errnoOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}

class DescriptorSink implements LineSink {
  protected descriptor: number;

  constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  write(octets: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      write(this.descriptor, octets, (error, written) => {
        if (error === null) resolve(written);
        else if (error.code === "EAGAIN") resolve(0);
        else reject(error);
      });
    });
  }

  writeSync(octets: Uint8Array): number {
    for (let attempt = 1; ; attempt++) {
      try {
        return writeSync(this.descriptor, octets);
      } catch (error) {
        if (errnoOf(error) !== "EAGAIN" || attempt === FULL_PIPE_ATTEMPTS) throw error;
        // The process is about to end: there is no loop left to come back to.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_WAIT_MS);
      }
    }
  }

  async reopen(): Promise<void> {}
  async close(): Promise<void> {}
}

const FULL_PIPE_ATTEMPTS = 50;
const FULL_PIPE_WAIT_MS = 2;

/**
 * A standard stream without `process.stdout`, whose writes to a pipe are synchronous on Linux: a reader that stops
 * (`ferrous | less`) would stop the server. A pipe is opened again through /proc, which gives a non-blocking
 * description of our own; setting the flag on the inherited one would change it for every process that shares it.
 */
function standardSink(descriptor: 1 | 2): LineSink {
  try {
    if (!fstatSync(descriptor).isFIFO()) return new DescriptorSink(descriptor);
    return new DescriptorSink(
      openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK),
    );
  } catch {
    // No /proc (macOS), or a closed descriptor: the plain one, whose blocking writes hold a pool thread, not the loop.
    return new DescriptorSink(descriptor);
  }
}

class FileSink extends DescriptorSink {
  readonly #path: string;

  constructor(path: string) {
    super(openLogFile(path));
    this.#path = path;
  }

  override async reopen(): Promise<void> {
    const old = this.descriptor;
    this.descriptor = await openAsync(this.#path, LOG_FILE_FLAGS, LOG_FILE_MODE);
    await closeAsync(old);
  }

  override async close(): Promise<void> {
    closeSync(this.descriptor);
  }
}

function openLogFile(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: LOG_FOLDER_MODE });
    return openSync(path, LOG_FILE_FLAGS, LOG_FILE_MODE);
  } catch (error) {
    throw new LogOpenError(path, error);
  }
}

// The writers at work, one per destination: two servers that log to one path share its buffer and its descriptor.
import type { LogDestination } from "../config/config.ts";
import type { Clock } from "../platform/clock.ts";
import { type LineSink, openLineSink } from "./line-sink.ts";
import { LineWriter } from "./line-writer.ts";

/** A destination that something is written to. */
export type OpenDestination = Exclude<LogDestination, { readonly kind: "off" }>;

/** A share in a writer: released once, and the last release flushes and closes it. */
export interface WriterLease {
  readonly writer: LineWriter;
  release(): Promise<void>;
}

/** What the writers need of the machine. */
export interface LogWritersParts {
  readonly clock: Clock;
  /** Opens a destination; the machine's own where absent. Throws LogOpenError. */
  readonly openSink?: (destination: OpenDestination) => LineSink;
  /** Hears, once per row of failures, that a destination takes no lines. */
  readonly onFailure?: (destination: string, errno: string) => void;
}

/** Lends writers. It outlives a configuration, so that a reload keeps the files that both generations log to. */
export class LogWriters {
  readonly #parts: LogWritersParts;
  readonly #shared = new Map<string, { readonly writer: LineWriter; leases: number }>();

  constructor(parts: LogWritersParts) {
    this.#parts = parts;
  }

  /**
   * Lends the writer of a destination, opened now if nobody has it.
   *
   * @throws LogOpenError where a file can't be opened
   */
  lease(destination: OpenDestination): WriterLease {
    const name = destinationName(destination);
    const shared = this.#shared.get(name) ?? this.#open(name, destination);
    shared.leases++;
    let released = false;
    const release = async () => {
      if (released) return;
      released = true;
      if (--shared.leases > 0) return;
      this.#shared.delete(name);
      await shared.writer.close();
    };
    return { writer: shared.writer, release };
  }

  /** Opens every file again, after a rotation. */
  async reopen(): Promise<void> {
    await Promise.all([...this.#shared.values()].map(({ writer }) => writer.reopen()));
  }

  /** Writes all that waits at once: for the end of a process that can't wait. */
  flushSync(): void {
    for (const { writer } of this.#shared.values()) writer.flushSync();
  }

  #open(name: string, destination: OpenDestination) {
    const { clock, openSink = openLineSink, onFailure } = this.#parts;
    const writer = new LineWriter({
      sink: openSink(destination),
      clock,
      ...(onFailure === undefined ? {} : { onFailure: (errno: string) => onFailure(name, errno) }),
    });
    const shared = { writer, leases: 0 };
    this.#shared.set(name, shared);
    return shared;
  }
}

/** @returns `stdout`, `stderr` or the path */
export function destinationName(destination: OpenDestination): string {
  return destination.kind === "file" ? destination.path : destination.kind;
}

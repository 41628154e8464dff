// The log of errors and events: sentences on a terminal, JSON lines (made by pino) everywhere else.
import { isatty } from "node:tty";
import type { Logger } from "pino";
import type { LogDestination } from "../config/config.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import { LOG_LEVELS, type Log, type LogLevel } from "../platform/log.ts";
import { escapeControlsInJson } from "./escape.ts";
import { hastyEntry } from "./hasty-entry.ts";
import type { LineWriter } from "./line-writer.ts";
import { LogWriters, type WriterLease } from "./log-writers.ts";
import { type LogEntry, readableEntry } from "./readable-entry.ts";

/** A log whose end is in its owner's hands. */
export interface ErrorLog extends Log {
  /** Opens the file again, after a rotation. */
  reopen(): void;
  /** Writes everything before it returns: for a process that ends now. */
  flush(): void;
  /** Resolves once everything is written, or can't be. */
  close(): Promise<void>;
}

/** What is logged, and where to. */
export interface ErrorLogOptions {
  /** Entries below it are dropped. */
  readonly level: LogLevel;
  readonly destination: LogDestination;
}

/** What an error log is given; the machine's own where absent. */
export interface ErrorLogParts {
  readonly clock?: Clock;
  readonly writers?: LogWriters;
  /** `readable` for a person, `json` for a program; where absent, a terminal decides. */
  readonly form?: "readable" | "json";
}

/**
 * Opens the error log.
 *
 * @throws LogOpenError where the file can't be opened
 */
export function createErrorLog({ level, destination }: ErrorLogOptions, parts: ErrorLogParts = {}): ErrorLog {
  const { clock = systemClock } = parts;
  const { writers = new LogWriters({ clock }), form = isTerminal(destination) ? "readable" : "json" } = parts;
  const output = destination.kind === "off" ? undefined : new EntryOutput(writers.lease(destination), form);
  const threshold = LOG_LEVELS.indexOf(level);
  const at = (entryLevel: LogEntry["level"]): Log["info"] => {
    if (output === undefined || LOG_LEVELS.indexOf(entryLevel) < threshold) return () => {};
    return (message, details = {}) =>
      output.write({ level: entryLevel, wallMs: clock.wallMs(), message, details });
  };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    reopen: () => output?.reopen(),
    flush: () => output?.flush(),
    close: async () => output?.close(),
  };
}

function isTerminal({ kind }: LogDestination): boolean {
  return (kind === "stderr" && isatty(2)) || (kind === "stdout" && isatty(1));
}

/** Entries that wait while pino is loaded; a burst at the start must not grow without bound. */
const MAX_WAITING_ENTRIES = 1000;

/** Takes entries in their order. pino costs 30-50 ms to load from source: it is loaded for the first entry, and entries wait until it is there. */
class EntryOutput {
  readonly #lease: WriterLease;
  #render: ((entry: LogEntry) => string) | undefined;
  #loading: Promise<void> | undefined;
  #waiting: LogEntry[] = [];
  #lost = 0;

  constructor(lease: WriterLease, form: "readable" | "json") {
    this.#lease = lease;
    if (form === "readable") this.#render = readableEntry;
  }

  get #writer(): LineWriter {
    return this.#lease.writer;
  }

  write(entry: LogEntry): void {
    if (this.#render !== undefined) {
      this.#write(this.#render(entry));
      return;
    }
    if (this.#waiting.length < MAX_WAITING_ENTRIES) this.#waiting.push(entry);
    else this.#lost++;
    this.#loading ??= this.#load();
  }

  reopen(): void {
    void this.#writer.reopen();
  }

  /** The end of a process has no time to load pino: entries that wait for it go without. */
  flush(): void {
    this.#writeWaiting(this.#render ?? hastyEntry);
    this.#writer.flushSync();
  }

  async close(): Promise<void> {
    await this.#loading;
    await this.#lease.release();
  }

  async #load(): Promise<void> {
    try {
      this.#render = await jsonRenderer();
    } catch {
      // An installation without pino: a plainer log is better than none.
      this.#render = hastyEntry;
    }
    this.#writeWaiting(this.#render);
  }

  #writeWaiting(render: (entry: LogEntry) => string): void {
    for (const entry of this.#waiting) this.#write(render(entry));
    this.#waiting = [];
    if (this.#lost > 0) this.#write(lossLine(this.#lost));
    this.#lost = 0;
  }

  #write(line: string): void {
    this.#writer.write(line, lossLine);
  }
}

const lossLine = (lines: number) => `{"level":"warn","msg":"log lines were lost","lost_lines":${lines}}\n`;

/** Loads pino. What it is asked for: errors with their causes, circular values, numbers beyond JSON. */
async function jsonRenderer(): Promise<(entry: LogEntry) => string> {
  const { default: pino } = await import("pino");
  let wallMs = 0;
  let line = "";
  const logger: Logger = pino(
    {
      level: "trace",
      base: null,
      timestamp: () => `,"time":"${new Date(wallMs).toISOString()}"`,
      formatters: {
        level: (label) => ({ level: label }),
        log: (details) =>
          Object.fromEntries(
            Object.entries(details).map(([name, value]) => [
              RESERVED.has(name) ? `${name}_` : name,
              value instanceof Error ? pino.stdSerializers.errWithCause(value) : value,
            ]),
          ),
      },
    },
    {
      write: (text: string) => {
        line = text;
      },
    },
  );
  return (entry) => {
    wallMs = entry.wallMs;
    logger[entry.level](entry.details, entry.message);
    return escapeControlsInJson(line.slice(0, -1)).concat("\n");
  };
}

/** Names that an entry has itself: JSON with a name twice means something else to each reader. */
const RESERVED: ReadonlySet<string> = new Set(["level", "time", "msg"]);

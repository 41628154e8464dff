// What a command is: how it is typed, and what runs it.
import type { LogLevel } from "../platform/log.ts";
import type { Terminal } from "./terminal.ts";

/** An option as `--help` shows it and the parser checks it. */
export interface Option {
  readonly name: string;
  /** One letter, for `-p`. */
  readonly short?: string;
  /** What stands for the value in the help; absent for a switch. */
  readonly value?: string;
  readonly help: string;
}

/** What was typed, checked against the command's options. */
export interface CommandLine {
  readonly positionals: readonly string[];
  /** Options with a value. */
  readonly values: ReadonlyMap<string, string>;
  /** Options without one. */
  readonly switches: ReadonlySet<string>;
  /** Of `--log-level`; undefined where it was not given. */
  readonly logLevel: LogLevel | undefined;
}

/** What a command's module exports. Resolves when the command is done, or, for a server, once it runs. */
export interface CommandModule {
  run(line: CommandLine, terminal: Terminal): Promise<void>;
}

/** One command. */
export interface Command {
  /** "" is what `ferrous` alone does. */
  readonly name: string;
  /** Positional arguments as the usage line shows them. */
  readonly usage: string;
  readonly summary: string;
  readonly minPositionals: number;
  readonly maxPositionals: number;
  readonly options: readonly Option[];
  readonly load: () => Promise<CommandModule>;
}

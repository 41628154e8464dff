// From what was typed to a command and its options. Whatever makes no sense is answered with one line and exit status 2.
import { parseArgs } from "node:util";
import { nearest } from "../config/diagnostics.ts";
import { LOG_LEVELS, type LogLevel } from "../platform/log.ts";
import type { Command, CommandLine, Option } from "./command.ts";
import { COMMANDS, COMMON_OPTIONS, RUN_COMMAND } from "./commands.ts";
import { Failure } from "./failure.ts";

/** What to do. */
export type Invocation =
  | { readonly kind: "run"; readonly command: Command; readonly line: CommandLine }
  /** `command` is undefined for the help on everything. */
  | { readonly kind: "help"; readonly command: Command | undefined }
  | { readonly kind: "version" };

const ALL_OPTIONS: readonly Option[] = [...COMMON_OPTIONS, ...COMMANDS.flatMap((command) => command.options)];

/** Of the many shapes that `parseArgs` gives its tokens, what is needed here. */
type GivenOption = { readonly name: string; readonly rawName: string; readonly value: string | undefined };

function misuse(message: string): Failure {
  return new Failure(`ferrous: ${message}`, 2);
}

/** @returns ` Did you mean "…"?`, or "" where nothing is near */
function didYouMean(typed: string, words: readonly string[], prefix = ""): string {
  const word = nearest(typed, words);
  return word === undefined ? "" : ` Did you mean "${prefix}${word}"?`;
}

function tokenize(argv: readonly string[]): { given: GivenOption[]; positionals: string[] } {
  const options = Object.fromEntries(
    ALL_OPTIONS.map(({ name, short, value }) => [
      name,
      { type: value === undefined ? ("boolean" as const) : ("string" as const), ...(short && { short }) },
    ]),
  );
  // Not strict: the mistakes are told apart below, in words of our own.
  const { tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given: GivenOption[] = [];
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "option") given.push({ name: token.name, rawName: token.rawName, value: token.value });
    if (token.kind === "positional") positionals.push(token.value);
  }
  return { given, positionals };
}

/** A word that can be a configuration's name, rather than a mistyped command. */
function looksLikeFile(word: string): boolean {
  return /[./\\]/.test(word);
}

function chooseCommand(
  positionals: readonly string[],
  fileExists: (name: string) => boolean,
): { command: Command; rest: readonly string[] } {
  const [word, ...rest] = positionals;
  const command = COMMANDS.find(({ name }) => name === word);
  if (command !== undefined) return { command, rest };
  if (word === undefined || looksLikeFile(word) || fileExists(word))
    return { command: RUN_COMMAND, rest: positionals };
  const names = COMMANDS.map(({ name }) => name);
  const guess =
    didYouMean(word, names) || ` The commands are ${names.join(", ")}; a configuration file ends in .yaml.`;
  throw misuse(`there is no command "${word}".${guess}`);
}

function checkOption(option: GivenOption, command: Command): void {
  const takes = [...COMMON_OPTIONS, ...command.options];
  const known = takes.find(({ name }) => name === option.name);
  const called = command.name === "" ? "ferrous" : `ferrous ${command.name}`;
  if (known === undefined) {
    const owner = COMMANDS.find(({ options }) => options.some(({ name }) => name === option.name));
    if (owner !== undefined) {
      throw misuse(`${option.rawName} is an option of \`ferrous ${owner.name}\`, not of \`${called}\`.`);
    }
    const names = takes.map(({ name }) => name);
    const guess = didYouMean(option.name, names, "--") || ` See \`${called} --help\`.`;
    throw misuse(`there is no option ${option.rawName}.${guess}`);
  }
  if (known.value !== undefined && option.value === undefined) {
    throw misuse(`${option.rawName} needs a value: ${option.rawName} ${known.value}.`);
  }
  if (known.value === undefined && option.value !== undefined) {
    throw misuse(`${option.rawName} takes no value.`);
  }
}

function checkCount(command: Command, positionals: readonly string[]): void {
  const usage = ["ferrous", command.name, command.usage].filter((part) => part !== "").join(" ");
  if (positionals.length < command.minPositionals) throw misuse(`something is missing: ${usage}`);
  const surplus = positionals[command.maxPositionals];
  if (surplus !== undefined) throw misuse(`"${surplus}" is one argument too many: ${usage}`);
}

function readLogLevel(value: string | undefined): LogLevel | undefined {
  if (value === undefined) return undefined;
  const level = LOG_LEVELS.find((name) => name === value);
  if (level !== undefined) return level;
  const guess = didYouMean(value, LOG_LEVELS) || ` It is one of ${LOG_LEVELS.join(", ")}.`;
  throw misuse(`there is no log level "${value}".${guess}`);
}

/**
 * Reads a command line.
 *
 * @param argv without Node and the script
 * @param fileExists whether a word that is no command names a file: then it is a configuration
 * @throws Failure with exit status 2 where it makes no sense
 */
export function parseCommandLine(
  argv: readonly string[],
  fileExists: (name: string) => boolean = () => false,
): Invocation {
  const { given, positionals } = tokenize(argv);
  const asksHelp = given.some(({ name }) => name === "help") || positionals[0] === "help";
  if (asksHelp) {
    const word = positionals.find((positional) => positional !== "help");
    return { kind: "help", command: COMMANDS.find(({ name }) => name === word) };
  }
  if (given.some(({ name }) => name === "version")) return { kind: "version" };
  const { command, rest } = chooseCommand(positionals, fileExists);
  for (const option of given) checkOption(option, command);
  checkCount(command, rest);
  const values = new Map<string, string>();
  const switches = new Set<string>();
  for (const { name, value } of given) {
    if (value === undefined) switches.add(name);
    else values.set(name, value);
  }
  const logLevel = readLogLevel(values.get("log-level"));
  return { kind: "run", command, line: { positionals: rest, values, switches, logLevel } };
}

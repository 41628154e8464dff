// The text of `--help`, made from the table of commands.
import type { Command, Option } from "./command.ts";
import { COMMANDS, COMMON_OPTIONS, RUN_COMMAND } from "./commands.ts";

/** @returns lines in two columns, the second aligned */
function inColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

function optionRow({ name, short, value, help }: Option): readonly [string, string] {
  const long = value === undefined ? `--${name}` : `--${name} ${value}`;
  return [short === undefined ? `    ${long}` : `-${short}, ${long}`, help];
}

function usage(command: Command): string {
  const options = command.options.length === 0 ? "" : "[options]";
  return ["ferrous", command.name, command.usage, options].filter((part) => part !== "").join(" ");
}

/** @returns the help on one command, or, for undefined, on all of them */
export function helpText(command: Command | undefined): string {
  if (command !== undefined) {
    return [
      `Usage: ${usage(command)}`,
      "",
      `${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`,
      "",
      "Options:",
      ...inColumns([...command.options, ...COMMON_OPTIONS].map(optionRow)),
    ].join("\n");
  }
  return [
    "Ferrous serves what a config.yaml describes: sites, uploads, listings, scripts and functions.",
    "",
    "Usage:",
    ...inColumns([RUN_COMMAND, ...COMMANDS].map((each) => [usage(each), each.summary] as const)),
    "",
    "Options:",
    ...inColumns(COMMON_OPTIONS.map(optionRow)),
    "",
    "`ferrous COMMAND --help` tells more about one of them.",
  ].join("\n");
}

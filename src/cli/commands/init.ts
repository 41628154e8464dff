// `ferrous init [FILE]`: writes a commented configuration to start from. What exists is never touched.
import { writeFileSync } from "node:fs";
import { STARTER } from "../../config/starter.ts";
import type { CommandLine } from "../command.ts";
import { DEFAULT_CONFIGURATION } from "../configuration-file.ts";
import { Failure } from "../failure.ts";
import type { Terminal } from "../terminal.ts";

/** Why a file could not be written, for the errors that a person can do something about. */
const REASONS: Readonly<Record<string, string>> = {
  EEXIST: "it exists already, and stays as it is",
  ENOENT: "there is no such folder",
  ENOTDIR: "there is no such folder",
  EACCES: "you may not write there",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
};

/** Writes the starter. */
export async function run(line: CommandLine, terminal: Terminal): Promise<void> {
  const file = line.positionals[0] ?? DEFAULT_CONFIGURATION;
  try {
    // `wx` fails if the name exists, also as a link that leads nowhere: nothing to check beforehand, and no race.
    writeFileSync(file, STARTER, { flag: "wx" });
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? REASONS[String(error.code)] : undefined;
    if (reason === undefined) throw error;
    throw new Failure(`ferrous: ${file} was not written: ${reason}.`);
  }
  terminal.print(
    `Wrote ${file}. Start it with \`ferrous${file === DEFAULT_CONFIGURATION ? "" : ` ${file}`}\`.`,
  );
}

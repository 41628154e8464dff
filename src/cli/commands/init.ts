// `ferrous init [FILE]`: writes a commented configuration to start from. What exists is never touched.
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { STARTER_FOLDER, startCommand, starter, starterPage } from "../../config/starter.ts";
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
  EISDIR: "it is a folder",
  ELOOP: "a link on the way leads round in a circle",
  ENAMETOOLONG: "its name is too long",
};

/** Why nothing was written, for a person. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  // Anything without an errno is a bug of ours.
  if (code === undefined || code.startsWith("ERR_")) throw error;
  return REASONS[code] ?? `the system says ${code}`;
}

function write(file: string, text: string): void {
  try {
    // `wx` fails if the name exists, also as a link that leads nowhere: nothing to check beforehand, and no race.
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    throw new Failure(`ferrous: ${file} was not written: ${reasonOf(error)}.`);
  }
}

/** @returns the page that was written; undefined where the site's folder, or something else of its name, exists already */
function writePage(folder: string, configuration: string): string | undefined {
  const site = join(folder, STARTER_FOLDER);
  try {
    mkdirSync(site);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return undefined;
    throw new Failure(`ferrous: the folder ${site} was not made: ${reasonOf(error)}.`);
  }
  const page = join(site, "index.html");
  write(page, starterPage(configuration));
  return page;
}

/** Writes the starter and, where there is no folder for the site yet, a first page. */
export async function run(line: CommandLine, terminal: Terminal): Promise<void> {
  const file = line.positionals[0] ?? DEFAULT_CONFIGURATION;
  if (file === "") throw new Failure("ferrous: the name of the file is empty.", 2);
  const name = basename(file);
  write(file, starter(name));
  const page = writePage(dirname(file), name);
  const written = page === undefined ? file : `${file} and ${page}`;
  terminal.print(`Wrote ${written}. Start with \`${startCommand(file)}\`.`);
}

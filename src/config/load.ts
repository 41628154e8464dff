// config.yaml to a validated configuration, or to all that is wrong with it at once.
import { dirname, resolve } from "node:path";
import { type Disk, DiskError } from "../platform/disk.ts";
import type { Config } from "./config.ts";
import { type Diagnostic, formatKeyPath } from "./diagnostics.ts";
import type { PathKind } from "./level.ts";
import { Problems } from "./problems.ts";
import { createSchemas } from "./schema-top.ts";
import { readTop } from "./top.ts";
import { readYaml } from "./yaml-source.ts";

/** A configuration that can be used, or the reasons why there is none. Diagnostics are in the order of the file. */
export type LoadedConfig =
  | { readonly kind: "config"; readonly config: Config; readonly warnings: readonly Diagnostic[] }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/** What a configuration file may have in octets: far beyond any that people write, far below what hurts. */
const MAX_FILE_OCTETS = 4 * 1024 * 1024;

/**
 * Reads a configuration file.
 *
 * @param file its path, absolute or relative to the working directory; diagnostics name it as it is given
 * @param disk where it and the paths in it are looked up
 * @returns never rejects for what stands in the file, nor for a file that cannot be read
 */
export async function loadConfig(
  file: string,
  disk: Pick<Disk, "readWhole" | "status">,
): Promise<LoadedConfig> {
  const path = resolve(file);
  let octets: Uint8Array;
  try {
    octets = await disk.readWhole(path, MAX_FILE_OCTETS);
  } catch (error) {
    return refused(file, describeUnreadable(error));
  }
  const text = decodeUtf8(octets);
  if (text === undefined) return refused(file, "is not UTF-8 text");
  return await parseConfig(text, { file, folder: dirname(path), path }, pathKinds(disk));
}

function refused(file: string, message: string): LoadedConfig {
  return { kind: "invalid", diagnostics: [{ file, line: 1, column: 1, keyPath: "", message }] };
}

function decodeUtf8(octets: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(octets);
  } catch {
    return undefined; // The decoder throws for one reason alone.
  }
}

function describeUnreadable(error: unknown): string {
  if (!(error instanceof DiskError)) throw error;
  switch (error.code) {
    case "ENOENT":
    case "ENOTDIR":
      return "there is no such file; `ferrous init` writes one to start from, `ferrous serve DIR` needs none";
    case "EISDIR":
      return "is a folder; `ferrous serve DIR` serves a folder without a configuration";
    case "EACCES":
    case "EPERM":
      return "may not be read by this user";
    case "EFBIG":
      return `is larger than ${MAX_FILE_OCTETS} octets`;
    default:
      return `cannot be read: ${error.message}`;
  }
}

/** Tells what paths lead to, by the disk. */
function pathKinds(disk: Pick<Disk, "status">): (path: string) => Promise<PathKind> {
  return async (path) => {
    try {
      const { kind } = await disk.status(path);
      return kind === "symlink" ? "other" : kind;
    } catch (error) {
      if (!(error instanceof DiskError)) return "unreadable";
      return error.code === "ENOENT" || error.code === "ENOTDIR" ? "missing" : "unreadable";
    }
  };
}

/** Where a configuration's text comes from. */
export interface ConfigOrigin {
  /** As diagnostics name it. */
  readonly file: string;
  /** Absolute; relative paths in the text start here. */
  readonly folder: string;
  /** The absolute path of the file, if it is one. */
  readonly path?: string;
}

/**
 * Reads the text of a configuration.
 *
 * @param kindOf looks at an absolute path; must not reject
 * @returns never rejects, whatever the text
 */
export async function parseConfig(
  text: string,
  origin: ConfigOrigin,
  kindOf: (path: string) => Promise<PathKind>,
): Promise<LoadedConfig> {
  const { source, problems: yamlProblems } = readYaml(text);
  const { file, folder, path } = origin;
  const fromYaml = yamlProblems.map(({ position, path: keys, message }) => {
    return { file, ...position, keyPath: formatKeyPath(keys), message };
  });
  if (source === undefined) return { kind: "invalid", diagnostics: fromYaml };
  const problems = new Problems(file, source);
  for (const diagnostic of fromYaml) problems.add(diagnostic);
  const config = await readTop(source.value, createSchemas(), path, { problems, folder, kindOf });
  return config === undefined || problems.errors.length > 0
    ? { kind: "invalid", diagnostics: problems.errors }
    : { kind: "config", config, warnings: problems.warnings };
}

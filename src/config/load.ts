// config.yaml to a validated configuration, or to all that is wrong with it at once.
import { dirname, resolve } from "node:path";
import type { PrivateTexts } from "../files/private-texts.ts";
import { type Disk, DiskError } from "../platform/disk.ts";
import type { Config } from "./config.ts";
import { type Diagnostic, formatKeyPath } from "./diagnostics.ts";
import type { PathKind } from "./level.ts";
import { Problems } from "./problems.ts";
import { KNOWN_SHAPES, recall, remember } from "./remembered.ts";
import { readTop } from "./top.ts";

/** A configuration that can be used, or the reasons why there is none; and what is probably not meant. Each in the order of the file. */
export type LoadedConfig =
  | { readonly kind: "config"; readonly config: Config; readonly warnings: readonly Diagnostic[] }
  | {
      readonly kind: "invalid";
      readonly diagnostics: readonly Diagnostic[];
      readonly warnings: readonly Diagnostic[];
    };

/** What a configuration file may have in octets: far beyond any that people write, far below what hurts. */
const MAX_FILE_OCTETS = 4 * 1024 * 1024;

/**
 * Reads a configuration file.
 *
 * @param file its path, absolute or relative to the working directory; diagnostics name it as it is given
 * @param disk where it and the paths in it are looked up
 * @param memory where what a start before made of the same text may be found, and is kept; without it the whole way is gone
 * @returns never rejects for what stands in the file, nor for a file that cannot be read
 */
export async function loadConfig(
  file: string,
  disk: Pick<Disk, "readWhole" | "status">,
  memory?: PrivateTexts,
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
  const origin = { file, folder: dirname(path), path };
  const kindOf = pathKinds(disk);
  const known = memory === undefined ? undefined : await recallConfig(text, origin, kindOf, memory);
  return known ?? (await parseConfig(text, origin, kindOf, memory));
}

function refused(file: string, message: string): LoadedConfig {
  return {
    kind: "invalid",
    diagnostics: [{ file, line: 1, column: 1, keyPath: "", message }],
    warnings: [],
  };
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
      return "is no file, but a folder or a device; `ferrous serve DIR` serves a folder without a configuration";
    case "EACCES":
    case "EPERM":
      return "may not be read by this user";
    case "ELOOP":
      return "is a link that leads round in a circle";
    case "ENAMETOOLONG":
      return "has a name that is too long for this system";
    case "EFBIG":
      return `is larger than ${MAX_FILE_OCTETS} octets`;
    default:
      return `cannot be read: the system says ${error.code}`;
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
 * @param memory where a text without mistake or warning is kept for the next start
 * @returns never rejects, whatever the text
 */
export async function parseConfig(
  text: string,
  origin: ConfigOrigin,
  kindOf: (path: string) => Promise<PathKind>,
  memory?: PrivateTexts,
): Promise<LoadedConfig> {
  const { readWritten } = await import("./written.ts");
  const { source, problems: yamlProblems, shapes } = readWritten(text);
  const { file, folder, path } = origin;
  const fromYaml = yamlProblems.map(({ position, path: keys, message }) => {
    return { file, ...position, keyPath: formatKeyPath(keys), message };
  });
  if (source === undefined) return { kind: "invalid", diagnostics: fromYaml, warnings: [] };
  const problems = new Problems(file, source);
  for (const diagnostic of fromYaml) problems.add(diagnostic);
  const config = await readTop(source.value, shapes, path, { problems, folder, kindOf });
  const { errors, warnings } = problems;
  if (config === undefined || errors.length > 0) return { kind: "invalid", diagnostics: errors, warnings };
  if (memory !== undefined && path !== undefined && warnings.length === 0)
    remember(memory, path, { text, value: source.value, config });
  return { kind: "config", config, warnings };
}

/** @returns undefined where the text is new, and where there is something to tell: then the text is needed to say where it stands */
async function recallConfig(
  text: string,
  { file, folder, path }: Required<ConfigOrigin>,
  kindOf: (path: string) => Promise<PathKind>,
  memory: PrivateTexts,
): Promise<LoadedConfig | undefined> {
  const source = recall(memory, path, text);
  if (source === undefined) return undefined;
  const problems = new Problems(file, source);
  const config = await readTop(source.value, KNOWN_SHAPES, path, { problems, folder, kindOf });
  const isClear = problems.errors.length === 0 && problems.warnings.length === 0;
  return config !== undefined && isClear ? { kind: "config", config, warnings: [] } : undefined;
}

// The options of a File route: a tree or one file.
import { resolve } from "node:path";
import type { FileOptions, TryFile } from "../handlers/file/options.ts";
import { isPrefix } from "../uri/route-pattern.ts";
import { ROUTE_DEFAULTS } from "./defaults.ts";
import { describeFound, type KeyPath } from "./diagnostics.ts";
import { describePath, type Reading } from "./level.ts";
import type { RawRoute } from "./schema-top.ts";

/** Keys that only mean something on a tree. */
const TREE_KEYS = ["directory_listing", "index", "spa", "try_files", "upload"] as const;

/**
 * Reads the options of a File route.
 *
 * @param methods the route's methods, by default too
 * @returns undefined where `file` leads nowhere; that was told
 */
export async function readFileRoute(
  raw: RawRoute,
  file: string,
  methods: readonly string[],
  at: KeyPath,
  reading: Reading,
): Promise<FileOptions | undefined> {
  const target = await fileTarget(file, methods, at, reading);
  if (target === undefined) return undefined;
  if (target.kind === "single") checkSingle(raw, methods, at, reading);
  else checkTree(raw, methods, at, reading);
  const index = raw.index ?? ROUTE_DEFAULTS.index;
  for (const [position, name] of index.entries()) {
    if (!/^[^/\\\0]+$/.test(name) || name === "." || name === "..") {
      reading.problems.error(
        [...at, "index", position],
        `found ${describeFound(name)}; allowed: the name of a file, without a folder`,
      );
    }
  }
  return {
    kind: "file",
    target,
    methods,
    directoryListing: raw.directory_listing ?? ROUTE_DEFAULTS.directory_listing,
    index,
    symlinks: raw.symlinks ?? ROUTE_DEFAULTS.symlinks,
    hiddenFiles: raw.hidden_files ?? ROUTE_DEFAULTS.hidden_files,
    precompressed: raw.precompressed ?? ROUTE_DEFAULTS.precompressed,
    spa: await spaFile(raw.spa ?? ROUTE_DEFAULTS.spa, index, target, [...at, "spa"], reading),
    tryFiles: tryFiles(raw.try_files ?? [], [...at, "try_files"], reading),
    cacheControl: cacheControl(raw.cache_control, [...at, "cache_control"], reading),
  };
}

/** @returns whether a tree with these methods takes files */
export function acceptsUploads(methods: readonly string[]): boolean {
  return methods.includes("POST") || methods.includes("PUT");
}

async function fileTarget(
  file: string,
  methods: readonly string[],
  at: KeyPath,
  { problems, folder, kindOf }: Reading,
): Promise<FileOptions["target"] | undefined> {
  const path = resolve(folder, file);
  const kind = await kindOf(path);
  const asTree = /[/\\]$/.test(file);
  if (kind === "directory") return { kind: "tree", root: path };
  if (kind === "file" && !asTree) return { kind: "single", file: path };
  // Made at the start, so that a place to receive files needs no preparation.
  if (kind === "missing" && asTree && acceptsUploads(methods)) return { kind: "tree", root: path };
  const hint =
    kind === "missing" && !asTree && acceptsUploads(methods)
      ? `; write ${JSON.stringify(`${file}/`)} to have the folder made`
      : "";
  problems.error(
    [...at, "file"],
    `${describePath(file, path, kind, asTree ? "a folder that exists" : "a file or folder that exists")}${hint}`,
  );
  return undefined;
}

function checkSingle(raw: RawRoute, methods: readonly string[], at: KeyPath, { problems }: Reading): void {
  for (const [index, method] of methods.entries()) {
    if (method === "PUT" || method === "DELETE") {
      problems.error(
        [...at, "methods", index],
        `found ${method} on a single file; allowed: GET, HEAD, POST; only a folder takes ${method}`,
      );
    }
  }
  for (const key of TREE_KEYS) {
    if (raw[key] !== undefined) problems.warn([...at, key], "has no effect on a single file", "key");
  }
}

function checkTree(raw: RawRoute, methods: readonly string[], at: KeyPath, { problems }: Reading): void {
  if (!isPrefix(raw.path)) {
    const wider = `${raw.path.replace(/\/$/, "")}/*`;
    problems.warn(
      [...at, "path"],
      `matches this one path, so that only the folder's index is served; did you mean ${JSON.stringify(wider)}?`,
    );
  }
  if (raw.upload !== undefined && !acceptsUploads(methods)) {
    problems.warn([...at, "upload"], "has no effect: methods lists neither POST nor PUT", "key");
  }
}

/** A name inside the tree, without a slash in front; undefined where it would climb out. */
function insideTree(name: string): string | undefined {
  const relative = name.replace(/^\/+/, "");
  const safe = relative !== "" && !/[\\\0]/.test(relative) && !relative.split("/").includes("..");
  return safe ? relative : undefined;
}

async function spaFile(
  spa: boolean | string,
  index: readonly string[],
  target: FileOptions["target"],
  at: KeyPath,
  { problems, kindOf }: Reading,
): Promise<string | undefined> {
  if (spa === false || target.kind === "single") return undefined;
  const name = spa === true ? index[0] : insideTree(spa);
  if (name === undefined) {
    problems.error(at, `found ${describeFound(spa)}; allowed: true, false or the name of a file in the tree`);
    return undefined;
  }
  const path = resolve(target.root, name);
  if ((await kindOf(path)) !== "file")
    problems.warn(at, `there is no file ${path} yet: such pages are 404 until there is`);
  return name;
}

function tryFiles(names: readonly string[], at: KeyPath, { problems }: Reading): readonly TryFile[] {
  return names.map((name, position): TryFile => {
    const tell = (allowed: string): void =>
      problems.error([...at, position], `found ${describeFound(name)}; allowed: ${allowed}`);
    if (name.startsWith("=")) {
      if (!/^=[45]\d\d$/.test(name)) tell("= and a status from 400 to 599, such as =404");
      else if (position !== names.length - 1) tell("a status only as the last");
      return { kind: "status", status: Number(name.slice(1)) };
    }
    if ([...name.matchAll(/\{[^}]*\}?/g)].some(([placeholder]) => placeholder !== "{path}")) {
      tell("no other placeholder than {path}");
    }
    const template = insideTree(name);
    if (template === undefined) tell("a name inside the tree");
    return { kind: "path", template: template ?? name };
  });
}

function cacheControl(value: string | undefined, at: KeyPath, { problems }: Reading): string | undefined {
  if (value !== undefined && !/^[\x20-\x7E]+$/.test(value)) {
    problems.error(at, `found ${describeFound(value)}; allowed: visible ASCII characters and spaces`);
  }
  return value;
}

// The options of a Function route: checked in full, though this version only answers 501 there.
import { resolve } from "node:path";
import type { UnbuiltOptions } from "../handlers/options.ts";
import { isPrefix } from "../uri/route-pattern.ts";
import { describeFound, type KeyPath, suggestion } from "./diagnostics.ts";
import { type Reading, requireFile, requireFolder, toOctets } from "./level.ts";
import type { RawRoute } from "./schema-top.ts";

/** The keys that say what a Function route runs; exactly one is there. */
export const FUNCTION_SOURCES = ["module", "cgi_extension", "cgi_script"] as const;
export type FunctionSource = (typeof FUNCTION_SOURCES)[number];

/** Checks a Function route and says which feature it waits for. */
export async function readFunctionRoute(
  raw: RawRoute,
  source: FunctionSource,
  at: KeyPath,
  reading: Reading,
): Promise<UnbuiltOptions> {
  const { folder } = reading;
  if (source === "module" && raw.module !== undefined) {
    await requireFile(resolve(folder, raw.module), raw.module, [...at, "module"], reading);
    return { kind: "unbuilt", feature: "functions" };
  }
  if (raw.cgi_script !== undefined) {
    await requireFile(resolve(folder, raw.cgi_script), raw.cgi_script, [...at, "cgi_script"], reading);
  } else {
    checkExtensions(raw.cgi_extension, [...at, "cgi_extension"], reading);
    await checkCgiRoot(raw, at, reading);
  }
  await checkInterpreters(raw.interpreters ?? {}, [...at, "interpreters"], reading);
  return { kind: "unbuilt", feature: "CGI scripts" };
}

function checkExtensions(extensions: RawRoute["cgi_extension"], at: KeyPath, { problems }: Reading): void {
  const list = typeof extensions === "string" ? [extensions] : (extensions ?? []);
  for (const [index, extension] of list.entries()) {
    if (/^(\.[\w-]+)+$/.test(extension)) continue;
    const guess = suggestion(extension, [`.${extension.replace(/^[*.]+/, "")}`]);
    const place = typeof extensions === "string" ? at : [...at, index];
    problems.error(place, `found ${describeFound(extension)}; allowed: an extension such as ".py"${guess}`);
  }
}

async function checkCgiRoot(raw: RawRoute, at: KeyPath, reading: Reading): Promise<void> {
  const { problems, folder } = reading;
  if (raw.cgi_root !== undefined) {
    await requireFolder(resolve(folder, raw.cgi_root), raw.cgi_root, [...at, "cgi_root"], reading);
    return;
  }
  const prefix = isPrefix(raw.path) ? raw.path.slice(1, -2) : "";
  // The folder of the configuration itself is never taken for a folder of programs unasked.
  if (prefix === "" || prefix.split("/").some((segment) => segment.startsWith(":"))) {
    const rule =
      "needed, because the route's path has no fixed prefix to take it from (as /cgi-bin/* has ./cgi-bin/)";
    problems.error([...at, "cgi_root"], `missing; ${rule}`);
    return;
  }
  const root = resolve(folder, prefix);
  if ((await reading.kindOf(root)) !== "directory") {
    problems.error(
      [...at, "path"],
      `there is no folder ${root} for its programs; make it, or name another with cgi_root`,
    );
  }
}

async function checkInterpreters(
  interpreters: Readonly<Record<string, string>>,
  at: KeyPath,
  reading: Reading,
): Promise<void> {
  for (const [extension, program] of Object.entries(interpreters)) {
    checkExtensions(extension, [...at, extension], reading);
    // A bare name is looked up on PATH when it is needed.
    if (program.includes("/"))
      await requireFile(resolve(reading.folder, program), program, [...at, extension], reading);
  }
}

/** Checks what `upload` says; its values are used when uploads are built. */
export function checkUpload(upload: RawRoute["upload"], at: KeyPath, reading: Reading): void {
  toOctets(upload?.quota, [...at, "quota"], reading);
}

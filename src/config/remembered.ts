// What a start remembers of a configuration for the next one: the plain value of a text that was found to be without a mistake,
// so that the same text needs neither YAML nor the schema again. All that rests on more than the text (whether files exist) is checked anew.
import type { PrivateTexts } from "../files/private-texts.ts";
import type { Config } from "./config.ts";
import { READING_REVISION } from "./reading-revision.ts";
import type { RawRoute, RawServer, RawTop } from "./schema-top.ts";
import type { Shaped, Shapes } from "./shapes.ts";
import type { Position, YamlSource } from "./yaml-source.ts";

/** What is kept for one configuration file. */
interface Entry {
  /** Of the code that read the text. */
  readonly revision: string;
  /** All of it, rather than a hash: nothing but the same text is the same text, and node:crypto costs a start 18 ms. */
  readonly text: string;
  /** As YAML gave it and the schema let it pass. */
  readonly value: unknown;
  /** Line and column of each route of each server. */
  readonly routes: readonly (readonly (readonly [line: number, column: number])[])[];
}

/**
 * Looks a text up.
 *
 * @param path the file's, absolute
 * @returns undefined where the file is not known, or has another text now
 */
export function recall(texts: PrivateTexts, path: string, text: string): YamlSource | undefined {
  const entry = parseEntry(texts.get(nameOf(path)));
  if (entry === undefined || entry.revision !== READING_REVISION || entry.text !== text) return undefined;
  const { value, routes } = entry;
  // Routes alone keep their places in a configuration. Whatever is to be told gets its place from the text itself.
  const valuePosition = ([, server, , route]: readonly (string | number)[]): Position => {
    const [line, column] = routes[Number(server)]?.[Number(route)] ?? [1, 1];
    return { line, column };
  };
  return { value, valuePosition, keyPosition: valuePosition };
}

/**
 * Keeps a text.
 *
 * @param value what YAML made of it: of strings, finite numbers, true, false, null, lists and mappings, as the schema knows no other
 * @param config what came of it, without a mistake or warning
 */
export function remember(
  texts: PrivateTexts,
  path: string,
  { text, value, config }: { readonly text: string; readonly value: unknown; readonly config: Config },
): void {
  const routes = config.servers.map((server) =>
    server.routes.map(({ source }) => [source?.line ?? 1, source?.column ?? 1] as const),
  );
  const entry: Entry = { revision: READING_REVISION, text, value, routes };
  texts.set(nameOf(path), JSON.stringify(entry));
}

/** What the schema let pass before. */
export const KNOWN_SHAPES: Shapes = {
  top: (value) => (isKnownTop(value) ? whole(value) : undefined),
  server: (value) => (isKnownServer(value) ? whole(value) : undefined),
  route: (value) => (isKnownRoute(value) ? whole(value) : undefined),
};

function whole<Value>(value: Value): Shaped<Value> {
  return { value, whole: true };
}

// These guards trust the entry for what they don't look at: only this user's own programs can have written it.
function isKnownTop(value: unknown): value is RawTop {
  return isMapping(value) && "servers" in value && Array.isArray(value.servers);
}

function isKnownServer(value: unknown): value is RawServer {
  return isMapping(value) && "routes" in value && Array.isArray(value.routes);
}

function isKnownRoute(value: unknown): value is RawRoute {
  return isMapping(value) && "path" in value && typeof value.path === "string";
}

function isMapping(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** One name for each file; where two share one, each start keeps its own. FNV-1a, 32 bits. */
function nameOf(path: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < path.length; index++) {
    hash = Math.imul(hash ^ path.charCodeAt(index), 0x01000193);
  }
  return `${(hash >>> 0).toString(16).padStart(8, "0")}.json`;
}

function parseEntry(kept: string | undefined): Entry | undefined {
  if (kept === undefined) return undefined;
  try {
    const entry: unknown = JSON.parse(kept);
    return isEntry(entry) ? entry : undefined;
  } catch {
    return undefined; // Not JSON: as good as not there.
  }
}

function isEntry(value: unknown): value is Entry {
  return (
    isMapping(value) &&
    "revision" in value &&
    "text" in value &&
    "value" in value &&
    "routes" in value &&
    Array.isArray(value.routes) &&
    value.routes.every((routes) => Array.isArray(routes) && routes.every(Array.isArray))
  );
}

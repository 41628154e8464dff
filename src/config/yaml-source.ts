// YAML text to plain values, with the place of each: YAML 1.2, core schema, one document (https://yaml.org/spec/1.2.2/).
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLError } from "yaml";
import type { KeyPath } from "./diagnostics.ts";

/** Line and column, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A mistake in the YAML itself. */
export interface YamlProblem {
  readonly position: Position;
  readonly path: KeyPath;
  readonly message: string;
}

/** A document that could be read. */
export interface YamlSource {
  /** Mappings are plain objects whose keys are strings, `404` included. */
  readonly value: unknown;
  /** Where the key (or list item) stands; the nearest thing around it where the document has no such key. */
  keyPosition(path: KeyPath): Position;
  /** Where the value stands; the nearest thing around it where the document has no such value. */
  valuePosition(path: KeyPath): Position;
}

export interface YamlResult {
  /** Undefined where the text is not YAML at all. */
  readonly source: YamlSource | undefined;
  readonly problems: readonly YamlProblem[];
}

/** Aliases that one document may resolve to in all: "billion laughs" fails here instead of eating the memory. */
const MAX_ALIASES = 100;
const MAX_SYNTAX_PROBLEMS = 5;

/** Reads a document; never throws, whatever the text. Duplicate keys are told without giving up on the rest. */
export function readYaml(text: string): YamlResult {
  try {
    return readDocument(text);
  } catch (error) {
    const message =
      error instanceof RangeError ? "nested too deeply" : `not readable as YAML: ${messageOf(error)}`;
    return { source: undefined, problems: [{ position: START, path: [], message }] };
  }
}

const START: Position = { line: 1, column: 1 };

function readDocument(text: string): YamlResult {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    stringKeys: true,
    uniqueKeys: true,
    merge: false,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: "error",
  });
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return line === 0 ? START : { line, column: col };
  };
  const root: Node | null = document.contents;
  const follow = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const problems: YamlProblem[] = [...document.errors, ...document.warnings].map((error) => ({
    position: place(error.pos[0]),
    path: error.code === "DUPLICATE_KEY" ? pathAt(root, error.pos[0]) : [],
    message: describeYamlError(error, text),
  }));
  for (const { path, offset } of keysOf(root)) {
    // No setting has this name, and plain objects treat it as no other.
    if (path.at(-1) === "__proto__") {
      problems.push({ position: place(offset), path, message: 'unknown key "__proto__"' });
    }
  }
  const faults = document.errors.filter(({ code }) => code !== "DUPLICATE_KEY");
  // The parser recurses, and tells the end of its stack as one mistake for each bracket that was open.
  if (faults.some(({ message }) => message.includes("call stack"))) throw new RangeError("too deep");
  // What follows the first few is mostly their consequence.
  if (faults.length > 0) return { source: undefined, problems: problems.slice(0, MAX_SYNTAX_PROBLEMS) };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const message = `aliases are not resolved: ${messageOf(error)}`;
    return { source: undefined, problems: [...problems, { position: START, path: [], message }] };
  }
  const locate = (path: KeyPath, part: "key" | "value"): Position =>
    place(offsetOf(root, follow, path, part));
  return {
    source: {
      value,
      keyPosition: (path) => locate(path, "key"),
      valuePosition: (path) => locate(path, "value"),
    },
    problems,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function describeYamlError({ code, message, pos }: YAMLError, text: string): string {
  const [word] = /^[^\s:]*/.exec(text.slice(pos[0], pos[0] + 60)) ?? [""];
  switch (code) {
    case "DUPLICATE_KEY":
      return `the key ${word} is written twice in the same mapping; allowed: once`;
    case "TAB_AS_INDENT":
      return "found a tab in the indentation; allowed: spaces";
    case "NON_STRING_KEY":
      return "found a key that is a list, a mapping or an alias; allowed: texts and numbers";
    case "MULTIPLE_DOCS":
      return "found a second document; allowed: one document in a file";
    default:
      return `not valid YAML: ${message}`;
  }
}

/** The offset of what a path leads to, or of the last thing on the way that exists. */
function offsetOf(
  root: Node | null,
  follow: (node: unknown) => unknown,
  path: KeyPath,
  part: "key" | "value",
): number {
  let written: unknown = root;
  let key: unknown = root;
  for (const step of path) {
    const node = follow(written);
    if (isMap(node)) {
      const pair = node.items.findLast(
        (item) => isScalar(item.key) && String(item.key.value) === String(step),
      );
      if (pair === undefined) break;
      key = pair.key;
      written = isEmpty(pair.value) ? pair.key : pair.value;
    } else if (isSeq(node) && typeof step === "number" && step < node.items.length) {
      written = node.items[step];
      key = written;
    } else {
      break;
    }
  }
  return startOf(part === "key" ? key : written);
}

/** `key:` with nothing behind it: a value without a place of its own. */
function isEmpty(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null && node.source === "");
}

function startOf(node: unknown): number {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? 0) : 0;
}

/** The path of the key that begins at an offset; [] where there is none. */
function pathAt(root: unknown, offset: number): KeyPath {
  return keysOf(root).find((key) => key.offset === offset)?.path ?? [];
}

/** Every key of every mapping. */
function keysOf(root: unknown): readonly { readonly path: KeyPath; readonly offset: number }[] {
  const keys: { readonly path: KeyPath; readonly offset: number }[] = [];
  const waiting: { readonly node: unknown; readonly path: KeyPath }[] = [{ node: root, path: [] }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, path } = next;
    if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) waiting.push({ node: item, path: [...path, index] });
    }
    if (!isMap(node)) continue;
    for (const { key, value } of node.items) {
      const inner = [...path, isScalar(key) ? String(key.value) : "?"];
      if (isScalar(key)) keys.push({ path: inner, offset: startOf(key) });
      waiting.push({ node: value, path: inner });
    }
  }
  return keys;
}

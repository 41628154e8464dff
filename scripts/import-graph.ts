// Who imports whom, read from the import lines of src/: for the test of the arrows, and for the picture in the docs.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** One import line. Paths are relative to `src/`, with `/`. */
export interface Import {
  readonly from: string;
  /** A file of src/, or a package's name, or a `node:` module. */
  readonly to: string;
  readonly inside: boolean;
  /** `import type`: gone when the code runs. */
  readonly typeOnly: boolean;
}

// `import … from "x"`, `export … from "x"`, `import "x"` and `import("x")`. Type stripping wants `import type` written
// out, so the keyword alone tells which imports are gone at run time.
const IMPORT_LINE =
  /^[ \t]*(?:import|export)[ \t]+(type[ \t]+(?!from\b))?(?:[\w*{][^"';]*?[ \t\n]from[ \t\n]*)?"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm;

/** @returns every import line of the TypeScript files below `sourceFolder` */
export function readImports(sourceFolder: string): readonly Import[] {
  return globSync("**/*.ts", { cwd: sourceFolder })
    .sort()
    .flatMap((file) => importsOf(file.replaceAll("\\", "/"), readFileSync(join(sourceFolder, file), "utf8")));
}

/**
 * Reads the import lines of one file.
 *
 * @param from the file's path below the source folder
 */
export function importsOf(from: string, source: string): readonly Import[] {
  return Array.from(withoutComments(source).matchAll(IMPORT_LINE), ([, type, named, dynamic]) => {
    const specifier = named ?? dynamic;
    const inside = specifier.startsWith(".");
    const to = inside ? relative(".", join(dirname(from), specifier)).replaceAll("\\", "/") : specifier;
    return { from, to, inside, typeOnly: type !== undefined };
  });
}

/** Comments that fill their lines: enough for docstrings with examples in them, and never a part of a string. */
function withoutComments(source: string): string {
  return source.replace(/^[ \t]*\/\*[\s\S]*?\*\/|^[ \t]*\/\/.*$/gm, "");
}

/** @returns the room of a file: its first folder, or its name where it lies in src/ itself */
export function roomOf(file: string): string {
  return file.split("/", 1)[0];
}

/** Nodes to what they import, in order. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** @returns the graph of imports inside src/; `nodeOf` joins files to larger nodes */
export function graphOf(imports: readonly Import[], nodeOf: (file: string) => string): Graph {
  const graph = new Map<string, Set<string>>();
  const targets = (node: string) => {
    const set = graph.get(node) ?? new Set();
    graph.set(node, set);
    return set;
  };
  for (const { from, to, inside } of imports) {
    if (!inside) continue;
    targets(nodeOf(to));
    if (nodeOf(from) !== nodeOf(to)) targets(nodeOf(from)).add(nodeOf(to));
  }
  return graph;
}

/** @returns the nodes of a cycle, the first repeated at the end, or undefined where there is none */
export function findCycle(graph: Graph): readonly string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: string): readonly string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/**
 * Draws the rooms as a mermaid graph. An arrow that follows from two others is left out, or nothing could be seen;
 * a broken one stands for types alone. The table below the picture has them all.
 */
export function drawRooms(imports: readonly Import[]): string {
  const graph = graphOf(imports, roomOf);
  const values = graphOf(
    imports.filter(({ typeOnly }) => !typeOnly),
    roomOf,
  );
  const isUsed = (from: string, to: string) => values.get(from)?.has(to) ?? false;
  const rooms = [...graph.keys()].sort();
  const arrows = rooms.flatMap((from) =>
    sorted(graph.get(from))
      .filter((to) => !isImplied(graph, from, to))
      .map((to) => `  ${nodeName(from)} ${isUsed(from, to) ? "-->" : "-.->"} ${nodeName(to)}`),
  );
  const nodes = rooms.map((room) => `  ${nodeName(room)}["${room}"]`);
  const rows = rooms.map((from) => {
    const targets = sorted(graph.get(from));
    const used = targets.filter((to) => isUsed(from, to));
    const types = targets.filter((to) => !isUsed(from, to));
    return `| ${from} | ${used.join(", ") || "–"} | ${types.join(", ") || "–"} |`;
  });
  return [
    "```mermaid",
    "graph TD",
    ...nodes,
    ...arrows,
    "```",
    "",
    "| room | imports | imports types of |",
    "| --- | --- | --- |",
    ...rows,
  ].join("\n");
}

const sorted = (set: ReadonlySet<string> = new Set()) => [...set].sort();
const nodeName = (room: string) => room.replace(/\W/g, "_");

/** Whether a longer way leads there too. */
function isImplied(graph: Graph, from: string, to: string): boolean {
  return sorted(graph.get(from)).some((between) => between !== to && reaches(graph, between, to));
}

function reaches(graph: Graph, from: string, to: string, seen = new Set<string>()): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  const next = graph.get(from) ?? new Set<string>();
  return next.has(to) || [...next].some((between) => reaches(graph, between, to, seen));
}

// What is wrong with a configuration, said so that it can be mended: the place, what was found, what is allowed, what was probably meant.

/** Keys and indices from the top of the file to a value. */
export type KeyPath = readonly (string | number)[];

/** One mistake, or one thing worth knowing. */
export interface Diagnostic {
  /** The configuration file, as it was named. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** For example `servers[0].routes[2].methods`; "" where the file as a whole is meant. */
  readonly keyPath: string;
  readonly message: string;
}

/** @returns `file:line:column: key.path: message` */
export function formatDiagnostic({ file, line, column, keyPath, message }: Diagnostic): string {
  return `${file}:${line}:${column}: ${keyPath === "" ? "" : `${keyPath}: `}${message}`;
}

/** @returns the path as text: `servers[0].routes[2].methods`; keys that hold anything but word characters and `-` are quoted */
export function formatKeyPath(path: KeyPath): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else text += `${text === "" ? "" : "."}${/^[\w-]+$/.test(part) ? part : JSON.stringify(part)}`;
  }
  return text;
}

/** @returns a value as a message shows it: short texts and numbers as they are written, anything larger by its kind */
export function describeFound(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "string")
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a mapping";
  return String(value);
}

/**
 * Finds what was probably meant.
 *
 * @returns the candidate nearest to the word, or undefined where none is near: at most a third of its letters differ
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const folded = word.toLowerCase().replaceAll("-", "_");
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(folded, candidate.toLowerCase().replaceAll("-", "_"));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** @returns `; did you mean "x"?`, or "" where nothing comes near */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const candidate = nearest(word, candidates);
  return candidate === undefined || candidate === word ? "" : `; did you mean ${JSON.stringify(candidate)}?`;
}

/**
 * Counts the edits (insertions, deletions, replacements, swaps of neighbors) between two words:
 * the optimal string alignment distance, row by row.
 */
export function editDistance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        previous[column] + 1,
        current[column - 1] + 1,
        previous[column - 1] + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        cost = Math.min(cost, beforePrevious[column - 2] + 1);
      }
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[to.length];
}

// One line of a directory listing, and the orders that a reader may ask for.

/** What a listing tells of a name in a directory. */
export interface ListingEntry {
  readonly name: string;
  readonly type: "file" | "directory";
  /** Octets; undefined for directories, and where the status could not be read. */
  readonly size: number | undefined;
  /** Milliseconds since 1970; undefined where the status could not be read. */
  readonly modifiedMs: number | undefined;
}

/** The column that decides. Directories come first whatever it is. */
export type ListingSort = "name" | "size" | "modified";
export type ListingOrder = "asc" | "desc";

/** Entries sorted in one go: few enough to take a millisecond or so. */
const RUN_LENGTH = 2048;

interface Keyed {
  readonly entry: ListingEntry;
  readonly key: string;
}

/**
 * Makes a key by which plain comparison gives the order that people expect: case and accents don't matter,
 * and a run of digits counts as a number (`file2` before `file10`). Much faster than a collator: 50,000 names
 * compare by code units alone.
 */
export function nameKey(name: string): string {
  // Only what isn't ASCII has accents to take off.
  const plain = /^[\x20-\x7e]*$/.test(name) ? name : name.normalize("NFKD").replace(/\p{M}/gu, "");
  return plain.toLowerCase().replace(/\d+/g, (digits) => {
    const number = digits.replace(/^0+(?=\d)/, "");
    // The length of the number, as one character, before the number itself: a longer number is a larger one.
    return `0${String.fromCharCode(number.length)}${number}`;
  });
}

/**
 * Sorts entries in small steps, so that a large directory holds up nobody: each `next()` does a bounded amount
 * of work; the return value is the sorted list.
 *
 * @param entries in any order; left as they are
 */
export function* sortEntries(
  entries: readonly ListingEntry[],
  sort: ListingSort,
  order: ListingOrder,
): Generator<undefined, readonly ListingEntry[]> {
  const compare = comparison(sort, order);
  let runs: Keyed[][] = [];
  for (let start = 0; start < entries.length; start += RUN_LENGTH) {
    const run = entries.slice(start, start + RUN_LENGTH);
    runs.push(run.map((entry) => ({ entry, key: nameKey(entry.name) })).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: Keyed[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(yield* merge(runs[at] ?? [], runs[at + 1] ?? [], compare));
    }
    runs = merged;
  }
  return (runs[0] ?? []).map(({ entry }) => entry);
}

/** Merges two sorted lists, stably, pausing each RUN_LENGTH entries. */
function* merge(
  left: readonly Keyed[],
  right: readonly Keyed[],
  compare: (a: Keyed, b: Keyed) => number,
): Generator<undefined, Keyed[]> {
  const merged: Keyed[] = [];
  let leftAt = 0;
  let rightAt = 0;
  for (;;) {
    const first = left[leftAt];
    const second = right[rightAt];
    if (first === undefined && second === undefined) return merged;
    if (second === undefined || (first !== undefined && compare(first, second) <= 0)) {
      if (first !== undefined) merged.push(first);
      leftAt += 1;
    } else {
      merged.push(second);
      rightAt += 1;
    }
    if (merged.length % RUN_LENGTH === 0) yield;
  }
}

function comparison(sort: ListingSort, order: ListingOrder): (a: Keyed, b: Keyed) => number {
  const sign = order === "asc" ? 1 : -1;
  return (a, b) => {
    if (a.entry.type !== b.entry.type) return a.entry.type === "directory" ? -1 : 1;
    if (sort === "name") return sign * compareNames(a, b);
    const first = (sort === "size" ? a.entry.size : a.entry.modifiedMs) ?? -1;
    const second = (sort === "size" ? b.entry.size : b.entry.modifiedMs) ?? -1;
    return first === second ? compareNames(a, b) : sign * (first - second);
  };
}

/** Equal keys (`a` and `A`) fall back on the names, so that the order is always the same. */
function compareNames(a: Keyed, b: Keyed): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  if (a.entry.name === b.entry.name) return 0;
  return a.entry.name < b.entry.name ? -1 : 1;
}

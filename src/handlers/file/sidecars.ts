// Coded forms of a file that lie beside it: `app.js.br`, `app.js.zst`, `app.js.gz` (RFC 9110 §8.4.1).
import type { LocatedEntry, Root } from "../../files/root.ts";
import type { ContentCoding } from "./representation.ts";

/** A coded form that may be given out in the file's place. */
export interface Sidecar {
  readonly coding: ContentCoding;
  readonly name: string;
  readonly located: LocatedEntry;
}

/** In the server's order of preference: the smallest first. */
const SUFFIXES: readonly (readonly [ContentCoding, string])[] = [
  ["br", ".br"],
  ["zstd", ".zst"],
  ["gzip", ".gz"],
];

/** @returns whether a name is that of a coded form: no further coding is looked for beside it */
export function isCodedName(name: string): boolean {
  return SUFFIXES.some(([, suffix]) => name.endsWith(suffix));
}

/**
 * Finds the coded forms beside a file, each under the same rules as the file itself (links, dot files, regular).
 *
 * One that is older than the file, in whole seconds, is left out: it holds what the file was before. Seconds, because
 * `tar` and `cp -p` cut the rest off. An empty one is the rest of an interrupted compression.
 *
 * @param note told why a form that exists is left out
 */
export async function findSidecars(
  root: Root,
  name: string,
  plain: LocatedEntry,
  note: (line: string) => void,
): Promise<readonly Sidecar[]> {
  const found = await Promise.all(
    SUFFIXES.map(async ([coding, suffix]): Promise<Sidecar | undefined> => {
      const located = await root.locate(name + suffix);
      if (located.kind !== "file") return undefined;
      const isOlder = located.status.modifiedNs / SECOND_NS < plain.status.modifiedNs / SECOND_NS;
      if (isOlder) note(`${name}${suffix} is older than ${name}: not used`);
      return isOlder || located.status.size === 0 ? undefined : { coding, name: name + suffix, located };
    }),
  );
  return found.filter((sidecar) => sidecar !== undefined);
}

const SECOND_NS = 1_000_000_000n;

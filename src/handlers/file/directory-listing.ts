// The names of a directory, read in small steps.
import type { LocatedEntry, Root } from "../../files/root.ts";
import { hasHiddenSegment } from "../../files/root.ts";
import type { ListingEntry } from "../../pages/listing-entry.ts";
import type { DirectoryEntry, Disk, FileStatus } from "../../platform/disk.ts";
import { DiskError } from "../../platform/disk.ts";

/** Memory for a listing stays bounded: about 20 MB for as many names. */
export const MAX_LISTED = 100_000;
/** Status calls in flight: enough for libuv's four threads, few enough that other files wait a millisecond at most. */
const STATUSES_AT_ONCE = 64;

/** The entries of a directory. */
export interface ListedDirectory {
  readonly entries: readonly ListingEntry[];
  /** Whether names beyond MAX_LISTED were left out. */
  readonly isCut: boolean;
  /** How many names were left out because no path of a URL can carry them. */
  readonly unnamable: number;
}

/**
 * Reads a directory for a listing. Left out is what a request would not get: dot files under `deny`, links that the
 * policy refuses, special files, and names that no path of a URL can carry here (control characters, a backslash,
 * octets that are not UTF-8).
 *
 * @param name of the directory, relative to the root: "" or with a trailing slash
 * @returns the entries in the file system's order; undefined where the directory is no longer where it was located
 */
export async function readListing(
  disk: Disk,
  root: Root,
  name: string,
  located: LocatedEntry,
  hiddenFiles: "deny" | "allow",
): Promise<ListedDirectory | undefined> {
  const held = await root.hold(located);
  if (held === undefined) return undefined;
  try {
    return await readNames({ disk, root, name, path: held.path, hiddenFiles });
  } finally {
    await held.close();
  }
}

/** A directory that is being read. */
interface ReadDirectory {
  readonly disk: Disk;
  readonly root: Root;
  /** Relative to the root. */
  readonly name: string;
  /** Where its names are found on the disk. */
  readonly path: string;
  readonly hiddenFiles: "deny" | "allow";
}

async function readNames(directory: ReadDirectory): Promise<ListedDirectory> {
  const { disk, path, hiddenFiles } = directory;
  const entries: ListingEntry[] = [];
  let unnamable = 0;
  for await (const batch of disk.entries(path)) {
    const candidates = batch.filter(
      ({ name, kind }) => kind !== "other" && !(hiddenFiles === "deny" && hasHiddenSegment(name)),
    );
    for (let start = 0; start < candidates.length; start += STATUSES_AT_ONCE) {
      const group = candidates.slice(start, start + STATUSES_AT_ONCE);
      const listed = await Promise.all(group.map((entry) => listedEntry(directory, entry)));
      for (const entry of listed) {
        if (entry === "unnamable") unnamable++;
        else if (entry !== undefined) entries.push(entry);
      }
    }
    if (entries.length > MAX_LISTED) return { entries: entries.slice(0, MAX_LISTED), isCut: true, unnamable };
  }
  return { entries, isCut: false, unnamable };
}

/** @returns "unnamable" for what no path leads to, undefined for what is not to be shown, or is gone by now */
async function listedEntry(
  { disk, root, name, path }: ReadDirectory,
  entry: DirectoryEntry,
): Promise<ListingEntry | "unnamable" | undefined> {
  if (/[\x00-\x1f\x7f\\]/.test(entry.name)) return "unnamable";
  try {
    const status = entry.kind === "symlink" ? undefined : await disk.linkStatus(`${path}/${entry.name}`);
    if (status !== undefined && status.kind !== "symlink") return asListed(entry.name, status);
    const target = await root.locate(name + entry.name);
    return target.kind === "refused" ? undefined : asListed(entry.name, target.status);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    // What stands for octets that are not UTF-8 leads nowhere.
    return error.code === "ENOENT" && entry.name.includes("\ufffd") ? "unnamable" : undefined;
  }
}

function asListed(name: string, { kind, size, modifiedMs }: FileStatus): ListingEntry | undefined {
  if (kind !== "file" && kind !== "directory") return undefined;
  return { name, type: kind, size: kind === "file" ? size : undefined, modifiedMs };
}

// The names of a directory, as a page or as JSON. Large directories are read, sorted and written in small steps.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { LocatedEntry, Root } from "../../files/root.ts";
import { hasHiddenSegment } from "../../files/root.ts";
import type { FieldLine } from "../../http/fields.ts";
import type { ListingEntry, ListingOrder, ListingSort } from "../../pages/listing-entry.ts";
import { sortEntries } from "../../pages/listing-entry.ts";
import type { ListingView } from "../../pages/listing-page.ts";
import { LISTING_PAGE_HEADERS, listingPage } from "../../pages/listing-page.ts";
import type { DirectoryEntry, Disk, FileStatus } from "../../platform/disk.ts";
import { DiskError } from "../../platform/disk.ts";
import { queryParameter } from "../../uri/query.ts";

/** Memory for a listing stays bounded: about 20 MB for as many names. */
export const MAX_LISTED = 100_000;
/** Status calls in flight: enough for libuv's four threads, few enough that other files wait a millisecond at most. */
const STATUSES_AT_ONCE = 64;

/** The entries of a directory, in the file system's order. */
export interface ListedDirectory {
  readonly entries: readonly ListingEntry[];
  /** Whether names beyond MAX_LISTED were left out. */
  readonly isCut: boolean;
}

/**
 * Reads a directory for a listing. Left out is what a request would not get: dot files under `deny`, links that the
 * policy refuses, special files, and names that no path of a URL can carry here (control characters, a backslash,
 * octets that are not UTF-8).
 *
 * @param name of the directory, relative to the root: "" or with a trailing slash
 * @returns undefined where the directory is no longer where it was located
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
  for await (const batch of disk.entries(path)) {
    const candidates = batch.filter(
      (entry) => isReachable(entry) && !(hiddenFiles === "deny" && hasHiddenSegment(entry.name)),
    );
    for (let start = 0; start < candidates.length; start += STATUSES_AT_ONCE) {
      const group = candidates.slice(start, start + STATUSES_AT_ONCE);
      const listed = await Promise.all(group.map((entry) => listedEntry(directory, entry)));
      for (const entry of listed) if (entry !== undefined) entries.push(entry);
    }
    if (entries.length > MAX_LISTED) return { entries: entries.slice(0, MAX_LISTED), isCut: true };
  }
  return { entries, isCut: false };
}

function isReachable({ name, kind }: DirectoryEntry): boolean {
  return kind !== "other" && !/[\x00-\x1f\x7f\\]/.test(name);
}

/** @returns undefined for what is not to be shown, or is gone by now (also names whose octets were not UTF-8) */
async function listedEntry(
  { disk, root, name, path }: ReadDirectory,
  entry: DirectoryEntry,
): Promise<ListingEntry | undefined> {
  try {
    const status = entry.kind === "symlink" ? undefined : await disk.linkStatus(`${path}/${entry.name}`);
    if (status !== undefined && status.kind !== "symlink") return asListed(entry.name, status);
    const target = await root.locate(name + entry.name);
    return target.kind === "refused" ? undefined : asListed(entry.name, target.status);
  } catch (error) {
    if (error instanceof DiskError) return undefined;
    throw error;
  }
}

function asListed(name: string, { kind, size, modifiedMs }: FileStatus): ListingEntry | undefined {
  if (kind !== "file" && kind !== "directory") return undefined;
  return { name, type: kind, size: kind === "file" ? size : undefined, modifiedMs };
}

/** How a client wants a listing. */
export interface ListingWish {
  readonly format: "html" | "json";
  readonly sort: ListingSort;
  readonly order: ListingOrder;
}

/** Reads `?sort=` and `?order=`; what they don't know counts as absent. */
export function listingWish(format: "html" | "json", query: string | undefined): ListingWish {
  const sort = queryParameter(query, "sort");
  return {
    format,
    sort: sort === "size" || sort === "modified" ? sort : "name",
    order: queryParameter(query, "order") === "desc" ? "desc" : "asc",
  };
}

/** @returns the fields of a listing's 200 */
export function listingFields(
  { format }: ListingWish,
  cacheControl: string | undefined,
): readonly FieldLine[] {
  const fields: FieldLine[] =
    format === "html"
      ? [...LISTING_PAGE_HEADERS]
      : [
          ["Content-Type", "application/json"],
          ["X-Content-Type-Options", "nosniff"],
        ];
  if (cacheControl !== undefined) fields.push(["Cache-Control", cacheControl]);
  fields.push(["Vary", "Accept"]);
  return fields;
}

/** @returns the octets of a listing, made as they are asked for, with a turn of the event loop between the steps */
export function listingChunks(
  wish: ListingWish,
  path: string,
  { entries, isCut }: ListedDirectory,
  canGoUp: boolean,
): AsyncIterable<Uint8Array> {
  if (wish.format === "json") return octetsGently(listingJson(wish, path, entries));
  const view: ListingView = { path, entries, sort: wish.sort, order: wish.order, canGoUp };
  const notice = `This directory is very large: only ${MAX_LISTED} of its names are shown.`;
  return octetsGently(listingPage(isCut ? { ...view, notice } : view));
}

async function* octetsGently(texts: Iterable<string>): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    yield Buffer.from(text);
    await nextTurn();
  }
}

const ENTRIES_PER_TEXT = 256;

/** `{"path", "entries": [{"name", "type", "size", "modified"}]}`; `size` is null for directories, `modified` ISO 8601. */
function* listingJson(wish: ListingWish, path: string, entries: readonly ListingEntry[]): Generator<string> {
  yield `{"path":${JSON.stringify(path)},"entries":[`;
  const sorting = sortEntries(entries, wish.sort, wish.order);
  let step = sorting.next();
  while (step.done !== true) {
    yield "\n"; // lets others run between two steps of sorting
    step = sorting.next();
  }
  const sorted = step.value;
  for (let start = 0; start < sorted.length; start += ENTRIES_PER_TEXT) {
    const items = sorted.slice(start, start + ENTRIES_PER_TEXT).map(entryJson);
    yield `${start === 0 ? "" : ","}\n${items.join(",\n")}`;
  }
  yield "\n]}\n";
}

function entryJson({ name, type, size, modifiedMs }: ListingEntry): string {
  const modified = modifiedMs === undefined ? null : isoDate(modifiedMs);
  return JSON.stringify({ name, type, size: size ?? null, modified });
}

/** A file may claim a date that `Date` has no form for. */
function isoDate(ms: number): string | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

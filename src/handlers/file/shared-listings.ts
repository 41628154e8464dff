// Directories that were read and sorted a moment ago: 50,000 entries cost most of a second, and reloads and crowds ask again at once.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { LocatedEntry, Root } from "../../files/root.ts";
import type { ListingEntry, ListingOrder, ListingSort } from "../../pages/listing-entry.ts";
import { sortEntries } from "../../pages/listing-entry.ts";
import type { Clock, Timer } from "../../platform/clock.ts";
import type { Disk } from "../../platform/disk.ts";
import { isSameVersion } from "../../platform/disk.ts";
import { type ListedDirectory, readListing } from "./directory-listing.ts";

/**
 * How long a listing is believed once it was read. A name that comes or goes changes the directory's own date, and shows at once;
 * this bounds the age of the sizes and dates.
 */
const FRESH_MS = 700;
/** Listings that are kept when nobody waits for them any more, at up to 20 MB. */
const MAX_KEPT = 2;

interface SharedListing {
  readonly located: LocatedEntry;
  readonly read: Promise<ListedDirectory | undefined>;
  /** undefined while it is being read. */
  finishedMs: number | undefined;
  /** By order. */
  readonly sorted: Map<string, Promise<readonly ListingEntry[]>>;
}

/** What listings need of their route. */
export interface ListingSource {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly root: Root;
  readonly hiddenFiles: "deny" | "allow";
}

/** The listings of one route, each read once for all who ask within a moment. */
export class SharedListings {
  readonly #source: ListingSource;
  /** By name, the one that was begun last at the end. */
  readonly #listings = new Map<string, SharedListing>();
  #sweep: Timer | undefined;

  constructor(source: ListingSource) {
    this.#source = source;
  }

  /**
   * @param name of the directory, relative to the root
   * @param located where this very request has found it
   * @returns its entries in order; undefined where it is no longer there: what a swap for a link may have shown is thrown away
   */
  async get(
    name: string,
    located: LocatedEntry,
    sort: ListingSort,
    order: ListingOrder,
  ): Promise<ListedDirectory | undefined> {
    const listing = this.#usable(name, located) ?? this.#begin(name, located);
    const listed = await listing.read;
    if (listed === undefined) return undefined;
    const key = `${sort} ${order}`;
    const sorting = listing.sorted.get(key) ?? sortGently(listed.entries, sort, order);
    listing.sorted.set(key, sorting);
    return { ...listed, entries: await sorting };
  }

  #usable(name: string, located: LocatedEntry): SharedListing | undefined {
    const listing = this.#listings.get(name);
    if (listing === undefined) return undefined;
    const { realPath, status } = listing.located;
    if (realPath !== located.realPath || !isSameVersion(status, located.status)) return undefined;
    return this.#isStale(listing) ? undefined : listing;
  }

  #isStale({ finishedMs }: SharedListing): boolean {
    return finishedMs !== undefined && this.#source.clock.monotonicMs() - finishedMs >= FRESH_MS;
  }

  #begin(name: string, located: LocatedEntry): SharedListing {
    const read = this.#read(name, located);
    const listing: SharedListing = { located, read, finishedMs: undefined, sorted: new Map() };
    this.#listings.delete(name);
    this.#listings.set(name, listing);
    read.then(
      (listed) => this.#finish(name, listing, listed !== undefined),
      // Whoever awaits it hears of the failure; the next one reads anew.
      () => this.#finish(name, listing, false),
    );
    return listing;
  }

  async #read(name: string, located: LocatedEntry): Promise<ListedDirectory | undefined> {
    const { disk, root, hiddenFiles } = this.#source;
    const listed = await readListing(disk, root, name, located, hiddenFiles);
    return listed !== undefined && (await root.isStillAt(located)) ? listed : undefined;
  }

  #finish(name: string, listing: SharedListing, isUsable: boolean): void {
    if (this.#listings.get(name) !== listing) return;
    if (!isUsable) {
      this.#listings.delete(name);
      return;
    }
    const { clock } = this.#source;
    listing.finishedMs = clock.monotonicMs();
    const finished = [...this.#listings].filter(([, { finishedMs }]) => finishedMs !== undefined);
    for (const [oldest] of finished.slice(0, -MAX_KEPT)) this.#listings.delete(oldest);
    // Memory goes back without a further request.
    this.#sweep ??= clock.every(FRESH_MS, () => this.#dropStale());
  }

  #dropStale(): void {
    for (const [name, listing] of this.#listings) if (this.#isStale(listing)) this.#listings.delete(name);
    if (this.#listings.size > 0) return;
    this.#sweep?.cancel();
    this.#sweep = undefined;
  }
}

/** Sorts with a turn of the event loop between the steps. */
async function sortGently(
  entries: readonly ListingEntry[],
  sort: ListingSort,
  order: ListingOrder,
): Promise<readonly ListingEntry[]> {
  const sorting = sortEntries(entries, sort, order);
  for (;;) {
    const step = sorting.next();
    if (step.done === true) return step.value;
    await nextTurn();
  }
}

// Hot small files in memory, bounded. What is kept is not just octets but the finished answer, so that a request for
// a cached file costs one lookup.
import type { Clock } from "../platform/clock.ts";
import { keptText } from "../uri/kept-text.ts";

/** What a shelf can hold. */
export interface Cacheable {
  /** Memory that it takes, about. */
  readonly octets: number;
}

/** Bounds of a cache. */
export interface RepresentationCacheLimits {
  /** All that is kept, together. */
  readonly totalOctets: number;
  /** Files larger than this are streamed from the disk. */
  readonly fileOctets: number;
}

export const DEFAULT_CACHE_LIMITS: RepresentationCacheLimits = {
  totalOctets: 64 * 1024 * 1024,
  fileOctets: 256 * 1024,
};

/** How long an entry is believed unchecked. With the age of a root's real path (`root.ts`) it stays below one second. */
const FRESH_MS = 700;
/** An entry's own objects: two small responses, their fields, the slot. */
const ENTRY_OVERHEAD_OCTETS = 1024;

/** One entry and what the cache knows about it. */
class Slot<T extends Cacheable> {
  readonly shelf: Shelf<T>;
  readonly path: string;
  readonly value: T;
  checkedMs: number;
  /** Asked for again since eviction last came by: spared once. What was asked for once, as in a crawl, is not. */
  isWanted = false;

  constructor(shelf: Shelf<T>, path: string, value: T, checkedMs: number) {
    this.shelf = shelf;
    this.path = path;
    this.value = value;
    this.checkedMs = checkedMs;
  }
}

/**
 * The bound that all shelves share. Eviction is by second chance: as good as least-recently-used here, and a hit
 * only sets a flag instead of moving an entry.
 */
export class RepresentationCache {
  readonly limits: RepresentationCacheLimits;
  readonly #clock: Clock;
  /** In the order in which eviction comes by. */
  readonly #slots = new Set<Slot<Cacheable>>();
  #octets = 0;

  constructor(clock: Clock, limits: RepresentationCacheLimits = DEFAULT_CACHE_LIMITS) {
    this.#clock = clock;
    this.limits = limits;
  }

  /** Octets kept at present, overhead included. */
  get octets(): number {
    return this.#octets;
  }

  /** @returns an empty shelf: paths of one route, which mean nothing on another's */
  createShelf<T extends Cacheable>(): Shelf<T> {
    return new Shelf<T>(this, this.#clock);
  }

  /** For shelves alone. */
  admit(slot: Slot<Cacheable>): void {
    this.#slots.add(slot);
    this.#octets += costOf(slot);
    if (this.#octets > this.limits.totalOctets) this.#evict();
  }

  /** For shelves alone. */
  dismiss(slot: Slot<Cacheable>): void {
    if (this.#slots.delete(slot)) this.#octets -= costOf(slot);
  }

  #evict(): void {
    // A slot that is spared moves to the end of the set, which this very loop reaches again.
    for (const slot of this.#slots) {
      if (this.#octets <= this.limits.totalOctets) return;
      if (slot.isWanted) {
        slot.isWanted = false;
        this.#slots.delete(slot);
        this.#slots.add(slot);
      } else {
        slot.shelf.drop(slot.path);
      }
    }
  }
}

function costOf(slot: Slot<Cacheable>): number {
  return slot.value.octets + 2 * slot.path.length + ENTRY_OVERHEAD_OCTETS;
}

/** The cached answers of one route, by path. */
export class Shelf<T extends Cacheable> {
  readonly #cache: RepresentationCache;
  readonly #clock: Clock;
  readonly #slots = new Map<string, Slot<T>>();

  /** For `RepresentationCache.createShelf` alone. */
  constructor(cache: RepresentationCache, clock: Clock) {
    this.#cache = cache;
    this.#clock = clock;
  }

  /**
   * The hot path: nothing is allocated.
   *
   * @param nowMs monotonic; a moment ago will do, so that one look at the clock serves a whole request
   * @returns what may be given out without a look at the disk, or undefined
   */
  fresh(path: string, nowMs: number = this.#clock.monotonicMs()): T | undefined {
    const slot = this.#slots.get(path);
    if (slot === undefined || nowMs - slot.checkedMs >= FRESH_MS) return undefined;
    slot.isWanted = true;
    return slot.value;
  }

  /** @returns what is kept, however old: to be compared with the disk */
  stale(path: string): T | undefined {
    return this.#slots.get(path)?.value;
  }

  /**
   * Keeps a value, or confirms it where it is the one kept already.
   * @param checkedMs when the look at the disk began, monotonic: what changed after that is not in the value
   */
  keep(path: string, value: T, checkedMs: number): void {
    const known = this.#slots.get(path);
    if (known?.value === value) {
      known.checkedMs = checkedMs;
      return;
    }
    if (known !== undefined) this.drop(path);
    const slot = new Slot<T>(this, keptText(path), value, checkedMs);
    this.#slots.set(slot.path, slot);
    this.#cache.admit(slot);
  }

  drop(path: string): void {
    const slot = this.#slots.get(path);
    if (slot === undefined) return;
    this.#slots.delete(path);
    this.#cache.dismiss(slot);
  }
}

/** Merges concurrent loads of one thing into the first, so that a burst for a cold file reads it once. */
export class SharedLoads<R> {
  readonly #running = new Map<string, Promise<R>>();

  /**
   * Runs a load, or joins the one that runs. The result goes to all who joined: it must not hold anything
   * that only one of them may have, such as an open file.
   */
  run(key: string, load: () => Promise<R>): Promise<R> {
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const started = load().finally(() => this.#running.delete(key));
    this.#running.set(key, started);
    return started;
  }
}

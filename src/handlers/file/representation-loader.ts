// From a located file to what can be sent: small files into memory, whole and of one version; large ones by name.
import type { RepresentationCacheLimits, Shelf } from "../../files/representation-cache.ts";
import type { LocatedEntry, Root, RootRefusal } from "../../files/root.ts";
import { readSnapshot } from "../../files/snapshot.ts";
import { mediaTypeOf } from "../../http/media-type.ts";
import type { Clock } from "../../platform/clock.ts";
import type { FileStatus, OpenFile } from "../../platform/disk.ts";
import { isSameVersion } from "../../platform/disk.ts";
import type {
  CachedFile,
  CachedVariant,
  ContentCoding,
  RepresentationSettings,
  Variant,
} from "./representation.ts";
import { cacheFile, cacheVariant, describeVariant } from "./representation.ts";
import type { Sidecar } from "./sidecars.ts";
import { findSidecars, isCodedName } from "./sidecars.ts";

/** A file that is opened for each request: too large for the cache, or changing all the time. */
export interface LargeFile {
  readonly kind: "large";
  readonly name: string;
  readonly sidecars: readonly Sidecar[];
}

/** What came of a load. Holds no descriptor: it may go to many requests. */
export type Loaded = CachedFile | LargeFile | RootRefusal;

/** Attempts to read one version of a file that is being written. */
const ATTEMPTS = 3;

/** What a route says of the files that it serves. */
export interface LoaderOptions {
  readonly cacheControl: string | undefined;
  readonly precompressed: boolean;
  /** Fields of the request, beside Accept-Encoding, on which it depends whether a file answers at all. */
  readonly variesBy: readonly string[];
}

/** Loads the files of one root. */
export class RepresentationLoader {
  readonly #root: Root;
  readonly #clock: Clock;
  readonly #limits: RepresentationCacheLimits;
  readonly #cacheControl: string | undefined;
  readonly #precompressed: boolean;
  readonly #variesBy: readonly string[];

  constructor(root: Root, clock: Clock, limits: RepresentationCacheLimits, options: LoaderOptions) {
    this.#root = root;
    this.#clock = clock;
    this.#limits = limits;
    this.#cacheControl = options.cacheControl;
    this.#precompressed = options.precompressed;
    this.#variesBy = options.variesBy;
  }

  /**
   * Loads a file with its coded forms.
   *
   * @param known what was loaded earlier: given back, the same object, where nothing has changed since
   */
  async load(name: string, located: LocatedEntry, known: CachedFile | undefined): Promise<Loaded> {
    const sidecars = await this.sidecarsOf(name, located, () => {});
    const large: LargeFile = { kind: "large", name, sidecars };
    if (located.status.size > this.#limits.fileOctets) return large;
    const plain = await this.#loadVariant(name, name, undefined, known?.plain);
    if (plain === undefined) return large;
    if (plain.kind === "refused") return plain;
    const coded = await this.#loadCoded(name, sidecars, known);
    const isUnchanged =
      known !== undefined &&
      plain.cached === known.plain &&
      coded.length === known.coded.length &&
      coded.every((variant, index) => variant === known.coded[index]);
    return isUnchanged ? known : cacheFile(plain.realPath, plain.cached, coded);
  }

  /**
   * Loads a file and keeps on a shelf what fits into memory.
   * @param startedMs when the look at the disk began
   */
  async loadOnto(
    shelf: Shelf<CachedFile>,
    key: string,
    name: string,
    located: LocatedEntry,
    startedMs: number,
  ): Promise<Loaded> {
    const loaded = await this.load(name, located, shelf.stale(key));
    if (loaded.kind === "cached") shelf.keep(key, loaded, startedMs);
    else shelf.drop(key);
    return loaded;
  }

  /** @returns the coded forms beside a file, where the route looks for them */
  async sidecarsOf(
    name: string,
    located: LocatedEntry,
    note: (line: string) => void,
  ): Promise<readonly Sidecar[]> {
    if (!this.#precompressed || isCodedName(name)) return [];
    return findSidecars(this.#root, name, located, note);
  }

  /** @returns the variant that a file holds whose status is given; `plainName` is that of the file itself, not of a coded form */
  describe(plainName: string, coding: ContentCoding | undefined, status: FileStatus): Variant {
    const settings: RepresentationSettings = {
      cacheControl: this.#cacheControl,
      // Where coded files are looked for, whether or not there is one.
      variesBy:
        this.#precompressed && !isCodedName(plainName)
          ? ["Accept-Encoding", ...this.#variesBy]
          : this.#variesBy,
    };
    return describeVariant(mediaTypeOf(plainName), coding, status, settings, this.#clock.wallMs());
  }

  async #loadCoded(
    plainName: string,
    sidecars: readonly Sidecar[],
    known: CachedFile | undefined,
  ): Promise<readonly CachedVariant[]> {
    const coded: CachedVariant[] = [];
    for (const { coding, name, located } of sidecars) {
      if (located.status.size > this.#limits.fileOctets) continue;
      const before = known?.coded.find(({ variant }) => variant.coding === coding);
      const loaded = await this.#loadVariant(name, plainName, coding, before);
      // A coded form that cannot be had is done without: the file itself answers.
      if (loaded?.kind === "loaded") coded.push(loaded.cached);
    }
    return coded;
  }

  /** @returns undefined where the file is too large by now, or never holds still */
  async #loadVariant(
    name: string,
    plainName: string,
    coding: ContentCoding | undefined,
    known: CachedVariant | undefined,
  ): Promise<
    | { readonly kind: "loaded"; readonly cached: CachedVariant; readonly realPath: string }
    | RootRefusal
    | undefined
  > {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const opened = await this.#root.open(name);
      if (opened.kind === "refused") return opened;
      const { file, realPath } = opened;
      try {
        const cached = await this.#readVariant(file, plainName, coding, known);
        if (cached === "too-large") return undefined;
        if (cached !== undefined) return { kind: "loaded", cached, realPath };
      } finally {
        await file.close();
      }
    }
    return undefined;
  }

  async #readVariant(
    file: OpenFile,
    plainName: string,
    coding: ContentCoding | undefined,
    known: CachedVariant | undefined,
  ): Promise<CachedVariant | "too-large" | undefined> {
    // A weak tag says that the file was young when it was read: its status may not tell a later write.
    const isKnown =
      known !== undefined &&
      !known.variant.entityTag.weak &&
      isSameVersion(known.variant.status, file.status);
    if (isKnown) return known;
    if (file.status.size > this.#limits.fileOctets) return "too-large";
    // Described before it is read: how old the file was then decides about the tag.
    const variant = this.describe(plainName, coding, file.status);
    const snapshot = await readSnapshot(file);
    return snapshot === undefined ? undefined : cacheVariant(variant, snapshot.octets);
  }
}

// Containment: what a path below a root leads to, and whether it may be read. No other code turns a path of a
// request into a path of the disk.
import type { Clock } from "../platform/clock.ts";
import type { Disk, FileStatus, HeldDirectory, OpenFile } from "../platform/disk.ts";
import { DiskError, isSameFile } from "../platform/disk.ts";

/** What may be reached below a root. */
export interface RootPolicy {
  /** `inside`: links that stay inside the root; `deny`: none; `follow`: all, wherever they lead. */
  readonly symlinks: "inside" | "deny" | "follow";
  /** `deny`: no segment that begins with a dot, but `.well-known` (RFC 8615). */
  readonly hiddenFiles: "deny" | "allow";
}

/** Why nothing is given out; `disk-error` carries what the disk said, which may well be "missing". */
export type RootRefusal =
  | {
      readonly kind: "refused";
      readonly reason: "hidden" | "outside" | "link" | "special" | "not-a-directory";
    }
  /** Replaced again and again while it was being opened. */
  | { readonly kind: "refused"; readonly reason: "unsettled" }
  | { readonly kind: "refused"; readonly reason: "disk-error"; readonly error: DiskError };

/** A file or directory that may be read. `realPath` has no link in it. */
export interface LocatedEntry {
  readonly kind: "file" | "directory";
  readonly realPath: string;
  readonly status: FileStatus;
}

export type Located = LocatedEntry | RootRefusal;

/** An open file, or why there is none. Whoever gets the file closes it. */
export type Opened =
  | { readonly kind: "open"; readonly file: OpenFile; readonly realPath: string }
  | RootRefusal;

/** How long the root's own real path is believed: a deployment that swaps the link to a release shows at once. */
const ROOT_AGE_MS = 200;
/** Attempts before a file that is always being replaced is given up. */
const ATTEMPTS = 5;

/** What opening a directory says that was one a moment ago. */
const MOVED: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "ELOOP"]);

/** A directory (or a single file) of the disk, and nothing outside of it. */
export class Root {
  readonly #path: string;
  readonly #policy: RootPolicy;
  readonly #disk: Disk;
  readonly #clock: Clock;
  #realRoot: Promise<string> | undefined;
  #realRootMs = 0;

  /** @param path absolute; may itself be a link or have dot segments; needs not exist yet */
  constructor(path: string, policy: RootPolicy, disk: Disk, clock: Clock) {
    this.#path = path;
    this.#policy = policy;
    this.#disk = disk;
    this.#clock = clock;
  }

  /**
   * Finds out what a path below the root leads to, without opening it.
   * @param relative decoded, without a leading slash; "" is the root; a trailing slash asks for a directory
   */
  async locate(relative: string): Promise<Located> {
    if (!isPlain(relative)) return diskError("ENOENT", relative);
    if (this.#policy.hiddenFiles === "deny" && hasHiddenSegment(relative)) return refused("hidden");
    // The root is a directory: where a file has taken its place by now, that is not the file which any path asks for.
    const asksDirectory = relative === "" || relative.endsWith("/");
    const name = relative.endsWith("/") ? relative.slice(0, -1) : relative;
    try {
      const root = await this.#findRealRoot();
      const path = below(root, name);
      const realPath = await this.#disk.realPath(path);
      const denial = this.#denialOf(root, path, realPath);
      if (denial !== undefined) return denial;
      const status = await this.#disk.linkStatus(realPath);
      if (status.kind === "directory") return { kind: "directory", realPath, status };
      if (status.kind !== "file") return refused("special");
      return asksDirectory ? refused("not-a-directory") : { kind: "file", realPath, status };
    } catch (error) {
      if (error instanceof DiskError) return { kind: "refused", reason: "disk-error", error };
      throw error;
    }
  }

  /** Opens the file that a path below the root leads to. Never blocks on a special file, never gives out what a race slipped in. */
  async open(relative: string): Promise<Opened> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const located = await this.locate(relative);
      if (located.kind === "refused") return located;
      if (located.kind === "directory") return diskError("EISDIR", located.realPath);
      const opened = await this.#openLocated(located);
      if (opened !== undefined) return opened;
    }
    return { kind: "refused", reason: "unsettled" };
  }

  /**
   * Holds a located directory open, so that its names can be read without going by its own again: that could lead
   * through a link by now, and be put back before anybody looks.
   *
   * @returns undefined where it has moved; where the platform has no such means, its path alone (see `isStillAt`)
   */
  async hold(located: LocatedEntry): Promise<HeldDirectory | undefined> {
    const { realPath } = located;
    try {
      const held = await this.#disk.holdDirectory?.(realPath);
      if (held === undefined) {
        return { path: realPath, currentPath: async () => realPath, close: async () => {} };
      }
      if ((await held.currentPath()) === realPath) return held;
      await held.close();
      return undefined;
    } catch (error) {
      if (error instanceof DiskError && MOVED.has(error.code)) return undefined;
      throw error;
    }
  }

  /**
   * Says whether a located directory is still where it was, for who has read its names.
   * A directory that was swapped for a link meanwhile must not show what lies behind it.
   */
  async isStillAt(located: LocatedEntry): Promise<boolean> {
    const real = await this.#disk.realPath(located.realPath);
    return real === located.realPath && isSameFile(await this.#disk.linkStatus(real), located.status);
  }

  #denialOf(root: string, path: string, realPath: string): RootRefusal | undefined {
    if (this.#policy.symlinks === "deny" && realPath !== path) return refused("link");
    const isOutside = !isInside(root, realPath);
    if (this.#policy.symlinks !== "follow" && isOutside) return refused("outside");
    // The rule for dot files holds for what is read, whatever name led to it.
    const isHidden =
      this.#policy.hiddenFiles === "deny" && !isOutside && hasHiddenSegment(realPath.slice(root.length));
    return isHidden ? refused("hidden") : undefined;
  }

  #findRealRoot(): Promise<string> {
    const nowMs = this.#clock.monotonicMs();
    if (this.#realRoot !== undefined && nowMs - this.#realRootMs < ROOT_AGE_MS) return this.#realRoot;
    const lookup = this.#disk.realPath(this.#path);
    this.#realRoot = lookup;
    this.#realRootMs = nowMs;
    lookup.catch(() => {
      // Whoever awaits it hears of the failure; here it is only forgotten, so that the next request asks again.
      if (this.#realRoot === lookup) this.#realRoot = undefined;
    });
    return lookup;
  }

  /** @returns undefined where the file changed places between the look and the opening */
  async #openLocated({ realPath, status }: LocatedEntry): Promise<Opened | undefined> {
    let file: OpenFile;
    try {
      file = await this.#disk.openFile(realPath, { follow: false });
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      // It was there a moment ago, and no link: it is being replaced.
      if (error.code === "ENOENT" || error.code === "ELOOP") return undefined;
      return { kind: "refused", reason: "disk-error", error };
    }
    try {
      if (
        isSameFile(file.status, status) &&
        file.status.kind === "file" &&
        (await this.#isAt(file, realPath))
      ) {
        return { kind: "open", file, realPath };
      }
    } catch (error) {
      await file.close();
      if (error instanceof DiskError) return undefined;
      throw error;
    }
    await file.close();
    return undefined;
  }

  /**
   * The names above the file may have been swapped for links between look and opening, with the same file
   * behind both. The kernel's own word on the descriptor settles it; without that, a second look is the best there is.
   */
  async #isAt(file: OpenFile, realPath: string): Promise<boolean> {
    const current = await file.currentPath?.();
    if (current !== undefined) return current === realPath;
    const again = await this.#disk.realPath(realPath);
    return again === realPath && isSameFile(await this.#disk.linkStatus(realPath), file.status);
  }
}

function refused(reason: "hidden" | "outside" | "link" | "special" | "not-a-directory"): RootRefusal {
  return { kind: "refused", reason };
}

function diskError(code: string, path: string): RootRefusal {
  return { kind: "refused", reason: "disk-error", error: new DiskError(code, path) };
}

/** @returns whether a path is the root or below it, on a segment's boundary: `/srv/www-old` is not inside `/srv/www` */
export function isInside(root: string, path: string): boolean {
  if (root === "/" || path === root) return true;
  return path.startsWith(root) && path.charCodeAt(root.length) === 0x2f;
}

/** @returns whether a segment begins with a dot; `.well-known` is public by its purpose (RFC 8615 §3) */
export function hasHiddenSegment(path: string): boolean {
  for (let dot = path.indexOf("."); dot >= 0; dot = path.indexOf(".", dot + 1)) {
    if (dot > 0 && path.charCodeAt(dot - 1) !== 0x2f) continue;
    const end = path.indexOf("/", dot);
    if (path.slice(dot, end < 0 ? undefined : end) !== ".well-known") return true;
  }
  return false;
}

/** A second fence behind the canonical path: no NUL, no empty and no dot segment reaches the disk. */
function isPlain(relative: string): boolean {
  if (relative === "") return true;
  if (relative.startsWith("/") || relative.includes("\0") || relative.includes("//")) return false;
  return !`/${relative}/`.includes("/../") && !`/${relative}/`.includes("/./");
}

function below(root: string, name: string): string {
  if (name === "") return root;
  return root === "/" ? `/${name}` : `${root}/${name}`;
}

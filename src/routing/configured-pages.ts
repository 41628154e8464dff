// Error pages that the operator wrote: plain files, kept in memory, looked at again once a second.
import type { ErrorPages } from "../config/config.ts";
import type { Clock } from "../platform/clock.ts";
import type { Disk, FileStatus } from "../platform/disk.ts";
import type { Log } from "../platform/log.ts";

/** What the pages need of the machine. */
export interface PageServices {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly log: Log;
}

/** Gives the text of a configured page. */
export interface ConfiguredPages {
  /**
   * @param file an absolute path
   * @returns the text as the file has it, undefined where it can't be read; a plain value where it is known
   */
  read(file: string): string | undefined | Promise<string | undefined>;
}

/** How long a page is taken for current without looking: less than a second, which is what is promised. */
const FRESH_MS = 900;
/** Larger than any page that a person would wait for. */
const MAX_PAGE_OCTETS = 1_048_576;

interface KnownPage {
  readonly text: string | undefined;
  /** Of the file that the text was read from; undefined where that failed. */
  readonly status: FileStatus | undefined;
  readonly checkedMs: number;
}

/** @returns the page for a status: by its code, else by its class; and the key that named it */
export function pageFor(
  pages: ErrorPages,
  status: number,
): { readonly key: string; readonly file: string } | undefined {
  for (const key of [String(status), `${Math.trunc(status / 100)}xx`]) {
    const file = pages.get(key);
    if (file !== undefined) return { key, file };
  }
  return undefined;
}

/** Makes the memory of pages. It holds as many as the configuration names. */
export function createConfiguredPages({ clock, disk, log }: PageServices): ConfiguredPages {
  const known = new Map<string, KnownPage>();
  const reading = new Map<string, Promise<string | undefined>>();

  const look = async (file: string, before: KnownPage | undefined): Promise<string | undefined> => {
    const checkedMs = clock.monotonicMs();
    try {
      const status = await disk.status(file);
      if (before?.status !== undefined && isSameFile(before.status, status)) {
        known.set(file, { ...before, checkedMs });
        return before.text;
      }
      const text = new TextDecoder().decode(await disk.readWhole(file, MAX_PAGE_OCTETS));
      known.set(file, { text, status, checkedMs });
      return text;
    } catch (error) {
      // Said when it begins, not with each request that meets it.
      if (before === undefined || before.text !== undefined) {
        log.warn(`the error page ${file} can't be read: the built-in one is shown`, { cause: String(error) });
      }
      known.set(file, { text: undefined, status: undefined, checkedMs });
      return undefined;
    } finally {
      reading.delete(file);
    }
  };

  return {
    read(file) {
      const page = known.get(file);
      if (page !== undefined && clock.monotonicMs() - page.checkedMs < FRESH_MS) return page.text;
      const pending = reading.get(file) ?? look(file, page);
      reading.set(file, pending);
      return pending;
    },
  };
}

function isSameFile(a: FileStatus, b: FileStatus): boolean {
  return a.inode === b.inode && a.device === b.device && a.size === b.size && a.modifiedNs === b.modifiedNs;
}

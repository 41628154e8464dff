// A few small texts in a folder that only this user can read and write: what a program may keep for its next start.
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** Texts under names. What can't be had is undefined, and what can't be kept is not: neither is an error. */
export interface PrivateTexts {
  /** @returns what was kept last, or undefined; also where anybody else could have written it */
  get(name: string): string | undefined;
  set(name: string, text: string): void;
}

/** Texts that are kept: the newest. */
const MAX_TEXTS = 16;
/** Octets of a text. */
const MAX_OCTETS = 1024 * 1024;
const GROUP_AND_OTHERS = 0o077;
// A link would lead out of the folder, and a FIFO would block.
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Makes a store. Synchronous, since it is used once, at a start, before anything else can happen.
 *
 * @param folder made with the first text; one that others may read or write, or that is not this user's, is left alone
 */
export function createPrivateTexts(folder: string): PrivateTexts {
  return {
    get(name) {
      try {
        return isPrivateFolder(folder) ? readPrivate(join(folder, name)) : undefined;
      } catch {
        return undefined; // Not there, mostly; and no reason is one to fail for.
      }
    },
    set(name, text) {
      if (text.length > MAX_OCTETS) return;
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        if (!isPrivateFolder(folder)) return;
        writeWhole(join(folder, name), text);
        removeOldest(folder);
      } catch {
        // No home, a full disk, a read-only one: the next start does its work again.
      }
    },
  };
}

function isPrivate({ uid, mode }: Stats): boolean {
  // Windows has neither users nor modes of this kind.
  return uid === process.getuid?.() && (mode & GROUP_AND_OTHERS) === 0;
}

function isPrivateFolder(folder: string): boolean {
  const status = lstatSync(folder);
  return status.isDirectory() && isPrivate(status);
}

function readPrivate(file: string): string | undefined {
  const descriptor = openSync(file, OPEN_FLAGS);
  try {
    // The open file's own status: a name may stand for another file by now.
    const status = fstatSync(descriptor);
    const usable = status.isFile() && isPrivate(status) && status.size <= MAX_OCTETS;
    return usable ? readFileSync(descriptor, "utf8") : undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** Under another name first, so that a start at the same time sees the old text or the new one. */
function writeWhole(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}`;
  try {
    writeFileSync(unfinished, text, { flag: "wx", mode: 0o600 });
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function removeOldest(folder: string): void {
  const files = readdirSync(folder).map((name) => join(folder, name));
  if (files.length <= MAX_TEXTS) return;
  const ages = new Map(files.map((file) => [file, statSync(file).mtimeMs]));
  const age = (file: string): number => ages.get(file) ?? 0;
  for (const file of files.toSorted((a, b) => age(b) - age(a)).slice(MAX_TEXTS))
    rmSync(file, { force: true });
}

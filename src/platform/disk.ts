// The file system, passed in. Only what the server really needs of it; `files/` builds containment and caching on top.

/** What a name stands for. */
export type EntryKind = "file" | "directory" | "symlink" | "other";

/** What the file system knows of a file. Two equal `inode`, `device`, `size` and `modifiedNs` mean the same content to us. */
export interface FileStatus {
  readonly kind: EntryKind;
  /** Octets. */
  readonly size: number;
  /** Modification time, nanoseconds since 1970. */
  readonly modifiedNs: bigint;
  /** The same in milliseconds, for dates. */
  readonly modifiedMs: number;
  readonly inode: bigint;
  readonly device: bigint;
}

/** @returns whether both are the same file with the same content, as far as a status can tell */
export function isSameVersion(one: FileStatus, other: FileStatus): boolean {
  return isSameFile(one, other) && one.size === other.size && one.modifiedNs === other.modifiedNs;
}

/** @returns whether both are the same file, whatever it holds */
export function isSameFile(one: FileStatus, other: FileStatus): boolean {
  return one.inode === other.inode && one.device === other.device;
}

/** A file that is open for reading. Whoever gets one closes it, once. */
export interface OpenFile {
  readonly status: FileStatus;
  /** Reads into `into` from `position` on; resolves to the octets read, 0 at the end of the file. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** The status as it is now, for a file that may have changed since it was opened. */
  currentStatus(): Promise<FileStatus>;
  /** The path by which the kernel knows the file now, links resolved; absent or undefined where the platform cannot tell. */
  currentPath?(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** One name in a directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: EntryKind;
}

/** A directory that is held open. Whoever gets one closes it, once. */
export interface HeldDirectory {
  /** Leads to the directory and the names in it, whatever its own name leads to meanwhile. Of use while it is open. */
  readonly path: string;
  /** The path by which the kernel knows it now, links resolved; undefined where the platform cannot tell. */
  currentPath(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** An errno that the callers know how to answer; anything else is thrown as it came. */
export class DiskError extends Error {
  readonly code: string;
  constructor(code: string, path: string, options?: ErrorOptions) {
    super(`${code}: ${path}`, options);
    this.name = "DiskError";
    this.code = code;
  }
}

/** Reading (and, with uploads, writing) files. Paths are absolute. Failures are `DiskError`s with the errno as `code`. */
export interface Disk {
  /** Opens for reading; never blocks on a FIFO or device (O_NONBLOCK), and never follows a link in the last component when `follow` is false. */
  openFile(path: string, options?: { readonly follow?: boolean }): Promise<OpenFile>;
  /** Status of what the path leads to, links followed. */
  status(path: string): Promise<FileStatus>;
  /** Status of the name itself, links not followed. */
  linkStatus(path: string): Promise<FileStatus>;
  /** The path with every link resolved. */
  realPath(path: string): Promise<string>;
  /** The names in a directory, in the file system's order, in batches, so that a large one never blocks the loop. */
  entries(path: string): AsyncIterable<readonly DirectoryEntry[]>;
  /** Makes a folder, and those above it; one that is there already is no error. */
  makeFolder(path: string): Promise<void>;
  /** Holds a directory (no link in the last component) open; absent or undefined where the platform has no path to an open directory. */
  holdDirectory?(path: string): Promise<HeldDirectory | undefined>;
  /** The whole of a small file; refuses (code `EFBIG`) one larger than `maxOctets`. */
  readWhole(path: string, maxOctets: number): Promise<Uint8Array>;
}

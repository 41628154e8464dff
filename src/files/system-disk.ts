// The machine's own file system behind the `Disk` interface, by node:fs.
import * as fs from "node:fs";
import type {
  DirectoryEntry,
  Disk,
  EntryKind,
  FileStatus,
  HeldDirectory,
  OpenFile,
} from "../platform/disk.ts";
import { DiskError } from "../platform/disk.ts";

// O_NONBLOCK: opening a FIFO without a writer would otherwise hold one of libuv's four threads for ever.
// O_NOCTTY: a terminal must not become the server's. libuv adds O_CLOEXEC.
const OPEN_FLAGS = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY;
const ENTRIES_PER_BATCH = 512;
const HAS_PROC = process.platform === "linux";

/** Bounds of a disk. */
export interface SystemDiskLimits {
  /** Files and directories that may be open at once. One more fails with EMFILE, as if the machine had no descriptor left. */
  readonly maxOpenFiles?: number;
}

/** @returns the file system of this machine. Without a bound, as many files may be open as the machine lets be */
export function createSystemDisk({ maxOpenFiles = Number.POSITIVE_INFINITY }: SystemDiskLimits = {}): Disk {
  const share = new OpenShare(maxOpenFiles);
  const openFile: Disk["openFile"] = (path, options) =>
    share.open(
      path,
      () => openUncounted(path, options),
      (file, release) => new CountedFile(file, release),
    );
  return {
    openFile,
    status,
    linkStatus,
    realPath,
    entries: (path) => countedEntries(path, share),
    holdDirectory: (path) => share.open(path, () => holdUncounted(path), counted),
    makeFolder,
    readWhole: async (path, maxOctets) => readWhole(await openFile(path), path, maxOctets),
  };
}

/** The share of the process's descriptors that files may take: downloads must not use up those that sockets need. */
class OpenShare {
  readonly #max: number;
  #open = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Opens something that counts until it is released; at once if opening fails. */
  async open<T, C>(
    path: string,
    open: () => Promise<T>,
    wrap: (opened: T, release: () => void) => C,
  ): Promise<C> {
    const release = this.take(path);
    try {
      return wrap(await open(), release);
    } catch (error) {
      release();
      throw error;
    }
  }

  /** @returns what gives the descriptor back, however often it is called */
  take(path: string): () => void {
    if (this.#open >= this.#max) throw new DiskError("EMFILE", path);
    this.#open++;
    let isHeld = true;
    return () => {
      if (isHeld) this.#open--;
      isHeld = false;
    };
  }
}

/** Turns a callback of node:fs into a promise, and its errors into `DiskError`s. */
function call<T>(path: string, run: (done: (error: Error | null, value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    run((error, value) => {
      if (error === null) resolve(value);
      else reject(asDiskError(error, path));
    });
  });
}

function asDiskError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return error;
  // Node's own refusals (a NUL in the path, a wrong argument) are bugs of ours, not answers of the disk.
  return error.code.startsWith("ERR_") ? error : new DiskError(error.code, path, { cause: error });
}

function statusOf(stats: fs.BigIntStats): FileStatus {
  return {
    kind: kindOf(stats),
    size: Number(stats.size),
    modifiedNs: stats.mtimeNs,
    modifiedMs: Number(stats.mtimeMs),
    inode: stats.ino,
    device: stats.dev,
  };
}

function kindOf(entry: fs.BigIntStats | fs.Dirent): EntryKind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "symlink" : "other";
}

async function status(path: string): Promise<FileStatus> {
  return statusOf(await call(path, (done) => fs.stat(path, { bigint: true }, done)));
}

async function linkStatus(path: string): Promise<FileStatus> {
  return statusOf(await call(path, (done) => fs.lstat(path, { bigint: true }, done)));
}

function realPath(path: string): Promise<string> {
  return call(path, (done) => fs.realpath.native(path, done));
}

function makeFolder(path: string): Promise<void> {
  return call(path, (done) => fs.mkdir(path, { recursive: true }, (error) => done(error, undefined)));
}

async function openUncounted(
  path: string,
  { follow = true }: { readonly follow?: boolean } = {},
): Promise<SystemFile> {
  const flags = follow ? OPEN_FLAGS : OPEN_FLAGS | fs.constants.O_NOFOLLOW;
  const descriptor = await call<number>(path, (done) => fs.open(path, flags, done));
  try {
    return new SystemFile(descriptor, path, await descriptorStatus(descriptor, path));
  } catch (error) {
    await closeDescriptor(descriptor, path);
    throw error;
  }
}

async function descriptorStatus(descriptor: number, path: string): Promise<FileStatus> {
  return statusOf(await call(path, (done) => fs.fstat(descriptor, { bigint: true }, done)));
}

function closeDescriptor(descriptor: number, path: string): Promise<void> {
  return call(path, (done) => fs.close(descriptor, (error) => done(error ?? null, undefined)));
}

async function descriptorPath(descriptor: number, path: string): Promise<string | undefined> {
  if (!HAS_PROC) return undefined;
  try {
    return await call(path, (done) => fs.readlink(`/proc/self/fd/${descriptor}`, done));
  } catch (error) {
    if (error instanceof DiskError) return undefined; // no /proc in this jail: the caller has another way
    throw error;
  }
}

class SystemFile implements OpenFile {
  readonly status: FileStatus;
  readonly #path: string;
  /** -1 once closed: the number may belong to another file by then. */
  #descriptor: number;

  constructor(descriptor: number, path: string, status: FileStatus) {
    this.#descriptor = descriptor;
    this.#path = path;
    this.status = status;
  }

  read(into: Uint8Array, position: number): Promise<number> {
    return call(this.#path, (done) => fs.read(this.#descriptor, into, 0, into.length, position, done));
  }

  currentStatus(): Promise<FileStatus> {
    return descriptorStatus(this.#descriptor, this.#path);
  }

  currentPath(): Promise<string | undefined> {
    return descriptorPath(this.#descriptor, this.#path);
  }

  async close(): Promise<void> {
    const descriptor = this.#descriptor;
    this.#descriptor = -1;
    if (descriptor >= 0) await closeDescriptor(descriptor, this.#path);
  }
}

/** A file that gives its place in the share back when it is closed, also where closing fails: the descriptor is gone then too. */
class CountedFile implements OpenFile {
  readonly status: FileStatus;
  readonly #file: SystemFile;
  readonly #release: () => void;

  constructor(file: SystemFile, release: () => void) {
    this.status = file.status;
    this.#file = file;
    this.#release = release;
  }

  read(into: Uint8Array, position: number): Promise<number> {
    return this.#file.read(into, position);
  }

  currentStatus(): Promise<FileStatus> {
    return this.#file.currentStatus();
  }

  currentPath(): Promise<string | undefined> {
    return this.#file.currentPath();
  }

  close(): Promise<void> {
    return this.#file.close().finally(this.#release);
  }
}

async function* countedEntries(path: string, share: OpenShare): AsyncIterable<readonly DirectoryEntry[]> {
  const release = share.take(path);
  try {
    yield* entries(path);
  } finally {
    release();
  }
}

async function* entries(path: string): AsyncIterable<readonly DirectoryEntry[]> {
  const directory = await call<fs.Dir>(path, (done) =>
    fs.opendir(path, { bufferSize: ENTRIES_PER_BATCH }, done),
  );
  try {
    let batch: DirectoryEntry[] = [];
    for (;;) {
      const entry = await call<fs.Dirent | null>(path, (done) => directory.read(done));
      if (entry === null) break;
      batch.push({ name: entry.name, kind: kindOf(entry) });
      if (batch.length < ENTRIES_PER_BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  } finally {
    await directory.close();
  }
}

const HOLD_FLAGS = OPEN_FLAGS | fs.constants.O_DIRECTORY | fs.constants.O_NOFOLLOW;

/** Node has no fdopendir or fstatat: on Linux, the path of the descriptor itself stands for them. */
async function holdUncounted(path: string): Promise<HeldDirectory | undefined> {
  if (!HAS_PROC) return undefined;
  const descriptor = await call<number>(path, (done) => fs.open(path, HOLD_FLAGS, done));
  if ((await descriptorPath(descriptor, path)) === undefined) {
    await closeDescriptor(descriptor, path);
    return undefined;
  }
  return {
    path: `/proc/self/fd/${descriptor}`,
    currentPath: () => descriptorPath(descriptor, path),
    close: () => closeDescriptor(descriptor, path),
  };
}

/** Gives its place in the share back when it is closed. @returns undefined, and the place at once, where nothing is held */
function counted(held: HeldDirectory | undefined, release: () => void): HeldDirectory | undefined {
  if (held === undefined) {
    release();
    return undefined;
  }
  return { ...held, close: () => held.close().finally(release) };
}

/** Closes the file. */
async function readWhole(file: OpenFile, path: string, maxOctets: number): Promise<Uint8Array> {
  try {
    if (file.status.kind !== "file") throw new DiskError("EISDIR", path);
    // One octet more than is known, so that the end shows itself; files of /proc say 0 and hold something.
    let octets = new Uint8Array(Math.min(file.status.size, maxOctets) + 1);
    let length = 0;
    for (;;) {
      const count = await file.read(octets.subarray(length), length);
      if (count === 0) return octets.subarray(0, length);
      length += count;
      if (length > maxOctets) throw new DiskError("EFBIG", path);
      if (length === octets.length) octets = grown(octets, maxOctets);
    }
  } finally {
    await file.close();
  }
}

function grown(octets: Uint8Array, maxOctets: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(Math.max(octets.length * 2, 4096), maxOctets + 1));
  larger.set(octets);
  return larger;
}

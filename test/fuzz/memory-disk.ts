// A disk in memory for runs that a seed repeats: it fails, shrinks and changes as it is told, and counts what is open.
import {
  type DirectoryEntry,
  type Disk,
  DiskError,
  type FileStatus,
  type OpenFile,
} from "../../src/platform/disk.ts";

/** Octets that a read gives at most: large files take many. */
const READ_OCTETS = 64 * 1024;
const OLD_MS = Date.UTC(2024, 0, 2, 3, 4, 5);
const DEVICE = 1n;

interface MemoryFile {
  octets: Uint8Array;
  modifiedMs: number;
  inode: bigint;
}

/** What may go wrong with the next call: an errno, or nothing. */
export type Fate = () => string | undefined;

/** Files by absolute path; folders are there where a path goes through them. */
export class MemoryDisk implements Disk {
  readonly #files = new Map<string, MemoryFile>();
  readonly #folders = new Map<string, bigint>([["/", 1n]]);
  #inodes = 1n;
  /** Asked before each call. */
  fate: Fate = () => undefined;
  /** Files that are open now. */
  open = 0;
  /** Closes of what was closed already. */
  closedTwice = 0;

  /** Writes a file, new or not. */
  put(path: string, content: string | Uint8Array, modifiedMs = OLD_MS): void {
    const octets = typeof content === "string" ? Buffer.from(content) : content;
    const known = this.#files.get(path);
    this.#files.set(path, { octets, modifiedMs, inode: known?.inode ?? this.#nextInode() });
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const folder = path.slice(0, end);
      if (!this.#folders.has(folder)) this.#folders.set(folder, this.#nextInode());
    }
  }

  remove(path: string): void {
    this.#files.delete(path);
  }

  async openFile(path: string): Promise<OpenFile> {
    this.#maybeFail(path);
    const file = this.#files.get(path);
    if (file === undefined) {
      // A directory can be opened, it just can't be read: its status tells.
      throw new DiskError(this.#folders.has(path) ? "EISDIR" : "ENOENT", path);
    }
    this.open++;
    return this.#opened(file, path);
  }

  async status(path: string): Promise<FileStatus> {
    this.#maybeFail(path);
    return this.#statusOf(path);
  }

  linkStatus(path: string): Promise<FileStatus> {
    return this.status(path);
  }

  async realPath(path: string): Promise<string> {
    this.#maybeFail(path);
    this.#statusOf(path);
    return path;
  }

  async *entries(path: string): AsyncIterable<readonly DirectoryEntry[]> {
    this.#maybeFail(path);
    const prefix = path === "/" ? "/" : `${path}/`;
    const kinds = new Map<string, "file" | "directory">();
    for (const name of this.#files.keys()) {
      if (!name.startsWith(prefix)) continue;
      const [first, ...deeper] = name.slice(prefix.length).split("/");
      kinds.set(first, deeper.length > 0 ? "directory" : "file");
    }
    yield [...kinds].map(([name, kind]) => ({ name, kind }));
  }

  async makeFolder(path: string): Promise<void> {
    if (!this.#folders.has(path)) this.#folders.set(path, this.#nextInode());
  }

  async readWhole(path: string, maxOctets: number): Promise<Uint8Array> {
    this.#maybeFail(path);
    const { octets } = this.#files.get(path) ?? {};
    if (octets === undefined) throw new DiskError("ENOENT", path);
    if (octets.length > maxOctets) throw new DiskError("EFBIG", path);
    return octets;
  }

  #opened(file: MemoryFile, path: string): OpenFile {
    let isOpen = true;
    return {
      status: statusOf(file),
      read: async (into, position) => {
        this.#maybeFail(path);
        const octets = file.octets.subarray(position, position + Math.min(into.length, READ_OCTETS));
        into.set(octets);
        return octets.length;
      },
      currentStatus: async () => statusOf(file),
      close: async () => {
        if (isOpen) this.open--;
        else this.closedTwice++;
        isOpen = false;
      },
    };
  }

  #statusOf(path: string): FileStatus {
    const file = this.#files.get(path);
    if (file !== undefined) return statusOf(file);
    const inode = this.#folders.get(path);
    if (inode === undefined) throw new DiskError("ENOENT", path);
    return { kind: "directory", size: 4096, ...times(OLD_MS), inode, device: DEVICE };
  }

  #maybeFail(path: string): void {
    const code = this.fate();
    if (code !== undefined) throw new DiskError(code, path);
  }

  #nextInode(): bigint {
    this.#inodes++;
    return this.#inodes;
  }
}

function statusOf({ octets, modifiedMs, inode }: MemoryFile): FileStatus {
  return { kind: "file", size: octets.length, ...times(modifiedMs), inode, device: DEVICE };
}

function times(modifiedMs: number): { readonly modifiedNs: bigint; readonly modifiedMs: number } {
  return { modifiedNs: BigInt(modifiedMs) * 1_000_000n, modifiedMs };
}

// Reading a small file whole, never a mixture of two versions of it.
import type { FileStatus, OpenFile } from "../platform/disk.ts";
import { isSameVersion } from "../platform/disk.ts";

/** The content of one version of a file, and the status that belongs to it. */
export interface Snapshot {
  readonly status: FileStatus;
  readonly octets: Uint8Array;
}

/**
 * Reads all of an open file; its size must be small enough for memory. Does not close it.
 *
 * @returns undefined where the file changed while it was read: open it again
 */
export async function readSnapshot(file: OpenFile): Promise<Snapshot | undefined> {
  const { status } = file;
  const octets = new Uint8Array(status.size);
  for (let length = 0; length < octets.length; ) {
    const count = await file.read(octets.subarray(length), length);
    if (count === 0) return undefined;
    length += count;
  }
  return isSameVersion(status, await file.currentStatus()) ? { status, octets } : undefined;
}

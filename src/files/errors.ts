// What the file system's refusals mean to a client: the one table from errno to status (RFC 9110 §15).
import type { Refusal } from "../http/response.ts";
import { refuse } from "../http/response.ts";
import { DiskError } from "../platform/disk.ts";

/** How a failure of the file system is answered: the status, and one sentence that names no path. */
interface DiskAnswer {
  readonly status: 403 | 404 | 409 | 413 | 503 | 507;
  readonly detail: string;
}

const MISSING: DiskAnswer = { status: 404, detail: "There is nothing here by that name." };
const FORBIDDEN: DiskAnswer = { status: 403, detail: "The server is not allowed to read this." };
const SHORT: DiskAnswer = { status: 503, detail: "The server is short of resources. Try again in a moment." };
const FULL: DiskAnswer = { status: 507, detail: "There is no room left for this." };
const CONFLICT: DiskAnswer = { status: 409, detail: "What is stored here stands in the way." };

/**
 * Every errno that is the world's fault. One that is missing here is a bug of ours, answered by a 500.
 * ENAMETOOLONG is 404: a name that the disk cannot hold names nothing. 414 is for the whole request target alone.
 */
export const DISK_ANSWERS: ReadonlyMap<string, DiskAnswer> = new Map([
  ["ENOENT", MISSING],
  ["ENOTDIR", MISSING],
  ["ELOOP", MISSING],
  ["ENAMETOOLONG", MISSING],
  ["EISDIR", MISSING],
  // Opening a socket, or a device that nothing stands behind.
  ["ENXIO", MISSING],
  ["ENODEV", MISSING],
  ["EACCES", FORBIDDEN],
  ["EPERM", FORBIDDEN],
  ["EROFS", { status: 403, detail: "Nothing can be changed here." }],
  ["EMFILE", SHORT],
  ["ENFILE", SHORT],
  ["ENOMEM", SHORT],
  ["EAGAIN", SHORT],
  ["EBUSY", SHORT],
  ["ENOSPC", FULL],
  ["EDQUOT", FULL],
  ["EFBIG", { status: 413, detail: "This is larger than a file may be." }],
  ["EEXIST", CONFLICT],
  ["ENOTEMPTY", CONFLICT],
]);

/** @param code an errno, such as `ENOENT` @returns the status that answers it, or undefined for one that is a bug */
export function statusOfErrno(code: string): number | undefined {
  return DISK_ANSWERS.get(code)?.status;
}

/**
 * Makes the answer to a failure of the disk.
 *
 * @param error what was caught
 * @returns the refusal; the error is its `cause` unless it only says that nothing is there
 * @throws the error itself where the table has no answer: that is a bug, and becomes a 500 with an id
 */
export function diskRefusal(error: unknown): Refusal {
  const answer = error instanceof DiskError ? DISK_ANSWERS.get(error.code) : undefined;
  if (answer === undefined) throw error;
  const cause = answer.status === 404 ? undefined : error;
  return refuse(
    answer.status,
    answer.detail,
    answer.status === 503 ? [["Retry-After", "1"]] : undefined,
    cause,
  );
}

// Whether a folder can be served as it is: what `ferrous serve` and the library ask before they start.
import { type Disk, DiskError } from "../platform/disk.ts";

/** What is asked of the disk. */
type FolderDisk = Pick<Disk, "status" | "entries">;

/**
 * Says why a folder can't be served. It is opened for its names, as a listing does, and something in it is looked at, as a file's answer does.
 *
 * @param folder absolute
 * @param name as messages call it
 * @returns a sentence, or undefined where nothing is wrong
 */
export async function folderFault(
  folder: string,
  name: string,
  disk: FolderDisk,
): Promise<string | undefined> {
  try {
    if ((await disk.status(folder)).kind !== "directory") return `${name} is no folder.`;
    await disk.status(`${folder}/.`);
    for await (const _ of disk.entries(folder)) break;
    return undefined;
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    return describeFault(name, error.code);
  }
}

/**
 * Says that pages of a single-page application will be missing.
 *
 * @param folder absolute
 * @param page the file in it that such pages get
 * @returns a sentence, or undefined where the file is there
 */
export async function spaFault(
  folder: string,
  page: string,
  disk: Pick<Disk, "status">,
): Promise<string | undefined> {
  try {
    if ((await disk.status(`${folder}/${page}`)).kind === "file") return undefined;
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
  }
  return `there is no file ${page} in ${folder} yet: such pages are 404 until there is.`;
}

function describeFault(name: string, code: string): string {
  switch (code) {
    case "ENOENT":
      return `there is no folder ${name}.`;
    case "ENOTDIR":
      return `${name} is no folder.`;
    case "EACCES":
    case "EPERM":
      return `the folder ${name} may not be read by this user.`;
    case "ELOOP":
      return `${name} is a link that leads round in a circle.`;
    case "ENAMETOOLONG":
      return "the folder's name is too long for this system.";
    default:
      return `the folder ${name} can't be read: the system says ${code}.`;
  }
}

// Which file of a tree a path stands for: the path itself, an index, a `try_files` candidate. No octet is read here.
import { statusOfErrno } from "../../files/errors.ts";
import type { Located, LocatedEntry, Root, RootRefusal } from "../../files/root.ts";
import type { FileOptions } from "./options.ts";

/** What a path stands for. Names are relative to the root. */
export type Resolution =
  | {
      readonly kind: "file";
      readonly name: string;
      readonly located: LocatedEntry;
      /** false where the same file answers for other paths too: then it is cached by its own name. */
      readonly belongsToPath: boolean;
    }
  /** A directory without an index. */
  | { readonly kind: "directory"; readonly name: string; readonly located: LocatedEntry }
  /** A directory that was asked for without its trailing slash. */
  | { readonly kind: "redirect" }
  /** `=404` at the end of `try_files`. */
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "refused"; readonly refusal: RootRefusal };

/** Told each step, for `explain`. */
export type Note = (line: string) => void;

/** @param rest the path below the route's prefix, without a leading slash */
export function resolve(root: Root, options: FileOptions, rest: string, note: Note): Promise<Resolution> {
  return options.tryFiles.length === 0
    ? resolveName(root, options, rest, note)
    : resolveCandidates(root, options, rest, note);
}

async function resolveName(root: Root, options: FileOptions, name: string, note: Note): Promise<Resolution> {
  const located = await root.locate(name);
  noteLocated(note, name, located);
  if (located.kind === "refused") return { kind: "refused", refusal: located };
  if (located.kind === "file") return { kind: "file", name, located, belongsToPath: true };
  if (name !== "" && !name.endsWith("/")) {
    note("a directory is asked for without its slash: 308");
    return { kind: "redirect" };
  }
  for (const index of options.index) {
    const candidate = await root.locate(name + index);
    noteLocated(note, name + index, candidate);
    if (candidate.kind === "file")
      return { kind: "file", name: name + index, located: candidate, belongsToPath: true };
    // An index that exists but cannot be read must not turn into a listing.
    if (isFailure(candidate)) return { kind: "refused", refusal: candidate };
  }
  return { kind: "directory", name, located };
}

async function resolveCandidates(
  root: Root,
  options: FileOptions,
  rest: string,
  note: Note,
): Promise<Resolution> {
  for (const candidate of options.tryFiles) {
    if (candidate.kind === "status") {
      note(`try_files ends with =${candidate.status}`);
      return candidate;
    }
    const { template } = candidate;
    const name = template
      .replaceAll("{path}", () => rest)
      .replace(/\/{2,}/g, "/")
      .replace(/^\//, "");
    const found = await resolveCandidate(root, options, name, note);
    if (found === undefined) continue;
    if (found.kind !== "file") return found;
    // `{path}/` found the index of a directory: relative links need the slash.
    if (name.endsWith("/") && rest !== "" && !rest.endsWith("/") && name === `${rest}/`)
      return { kind: "redirect" };
    return { ...found, belongsToPath: template.includes("{path}") };
  }
  const located = await root.locate(rest);
  return { kind: "refused", refusal: located.kind === "refused" ? located : NOTHING_TRIED };
}

/** As nginx and Caddy do: a candidate with a trailing slash is a directory, one without is a file. */
async function resolveCandidate(
  root: Root,
  options: FileOptions,
  name: string,
  note: Note,
): Promise<Resolution | undefined> {
  if (name === "" || name.endsWith("/")) {
    const found = await resolveName(root, options, name, note);
    const isAnswer =
      found.kind === "file" ||
      (found.kind === "directory" && options.directoryListing) ||
      (found.kind === "refused" && isFailure(found.refusal));
    return isAnswer ? found : undefined;
  }
  const located = await root.locate(name);
  noteLocated(note, name, located);
  if (located.kind === "file") return { kind: "file", name, located, belongsToPath: true };
  return isFailure(located) ? { kind: "refused", refusal: located } : undefined;
}

const NOTHING_TRIED: RootRefusal = { kind: "refused", reason: "not-a-directory" };

/** @returns whether something is there but cannot be had: looking further would hide it */
function isFailure(located: Located): located is RootRefusal {
  if (located.kind !== "refused" || located.reason !== "disk-error") return false;
  return statusOfErrno(located.error.code) !== 404;
}

function noteLocated(note: Note, name: string, located: Located): void {
  const shown = name === "" ? "the root" : name;
  note(
    located.kind === "refused"
      ? `${shown}: ${refusalReason(located)}`
      : `${shown}: a ${located.kind}, ${located.realPath}`,
  );
}

/** @returns whether simply nothing is there: the case in which something else may answer */
export function isMissing(refusal: RootRefusal): boolean {
  if (refusal.reason === "not-a-directory") return true;
  return (
    refusal.reason === "disk-error" && (refusal.error.code === "ENOENT" || refusal.error.code === "ENOTDIR")
  );
}

/** @returns why the disk gives nothing, for a person who runs the server */
export function refusalReason(refusal: RootRefusal): string {
  switch (refusal.reason) {
    case "hidden":
      return "a dot file, or a link to one (hidden_files: deny)";
    case "outside":
      return "a link that leaves the root (symlinks: inside)";
    case "link":
      return "a link (symlinks: deny)";
    case "special":
      return "no regular file (a FIFO, socket or device)";
    case "not-a-directory":
      return "no directory";
    case "unsettled":
      return "is being replaced all the time";
    case "disk-error":
      return refusal.error.code === "ENOENT" ? "not there" : `cannot be had (${refusal.error.code})`;
  }
}

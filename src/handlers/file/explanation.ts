// What `ferrous explain` says of a File route: the same lookup as for a request, told step by step.
import { statusOfErrno } from "../../files/errors.ts";
import type { LocatedEntry, Root } from "../../files/root.ts";
import { mediaTypeOf } from "../../http/media-type.ts";
import type { Refusal } from "../../http/response.ts";
import type { RequestContext } from "../handler.ts";
import type { FileOptions } from "./options.ts";
import type { RepresentationLoader } from "./representation-loader.ts";
import type { Note, Resolution } from "./resolution.ts";
import { isMissing, refusalReason, resolve } from "./resolution.ts";
import { isSpaPath } from "./spa-page.ts";

/** All that an explanation rests on. */
export interface ExplanationSubject {
  readonly options: FileOptions;
  readonly context: RequestContext;
  /** Said before any file is looked at. */
  readonly refusal: Refusal | undefined;
  readonly singleName: string | undefined;
  readonly root: Root;
  readonly loader: RepresentationLoader;
  readonly cacheFileOctets: number;
}

/** @returns lines for the person who runs the server: they hold paths of the disk */
export async function explainFile(subject: ExplanationSubject): Promise<readonly string[]> {
  const { refusal } = subject;
  if (refusal !== undefined) return [`answers ${refusal.status}: ${refusal.detail}`];
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  lines.push(await explainLookup(subject, note));
  return lines;
}

/** @returns the last line: the answer. What led to it was noted */
async function explainLookup(subject: ExplanationSubject, note: Note): Promise<string> {
  const { options, context, singleName, root } = subject;
  if (options.target.kind === "tree") {
    note(`tree: ${options.target.root}`);
    return explainAnswer(subject, await resolve(root, options, context.rest, note), note);
  }
  note(`one file: ${options.target.file}`);
  if (singleName === undefined) return "answers 404";
  const located = await root.locate(singleName);
  if (located.kind === "file") return explainServed(subject, singleName, located, note);
  note(`${singleName}: ${located.kind === "refused" ? refusalReason(located) : "a directory by now"}`);
  return "answers 404";
}

async function explainAnswer(
  subject: ExplanationSubject,
  resolution: Resolution,
  note: Note,
): Promise<string> {
  switch (resolution.kind) {
    case "file":
      return explainServed(subject, resolution.name, resolution.located, note);
    case "redirect":
      return "answers 308 to the path with a slash";
    case "status":
      return `answers ${resolution.status}`;
    case "directory":
      note(`no index (${subject.options.index.join(", ")})`);
      if (subject.options.directoryListing) return "answers 200 with a listing (directory_listing: true)";
      return explainMissing(subject);
    case "refused": {
      const { refusal } = resolution;
      if (isMissing(refusal)) return explainMissing(subject);
      if (refusal.reason !== "disk-error") return "answers 404";
      return `answers ${statusOfErrno(refusal.error.code) ?? 500}: the disk says ${refusal.error.code}`;
    }
  }
}

async function explainServed(
  { options, loader, cacheFileOctets }: ExplanationSubject,
  name: string,
  { realPath, status }: LocatedEntry,
  note: Note,
): Promise<string> {
  note(`media type: ${mediaTypeOf(name)}`);
  if (options.cacheControl !== undefined) note(`Cache-Control: ${options.cacheControl} (cache_control)`);
  const sidecars = await loader.sidecarsOf(name, { kind: "file", realPath, status }, note);
  for (const { coding, name: sidecarName } of sidecars)
    note(`${sidecarName}: for clients that accept ${coding}`);
  const from = status.size > cacheFileOctets ? "streamed from the disk" : "from memory once asked for";
  return `answers 200 with ${realPath} (${status.size} octets, ${from})`;
}

function explainMissing({ options, context }: ExplanationSubject): string {
  if (options.spa === undefined) return "answers 404";
  if (!isSpaPath(context.path)) return "answers 404: spa is only for paths without a file extension";
  return `answers 200 with ${options.spa} where the client accepts HTML (spa), else 404`;
}

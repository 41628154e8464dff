// What a GET of a file transfers: validators and fields of each variant (RFC 9110 §3.2, §8), in memory or on the disk.
import type { Cacheable } from "../../files/representation-cache.ts";
import { formatHttpDate } from "../../http/date.ts";
import type { FieldLine } from "../../http/fields.ts";
import type { HttpResponse } from "../../http/response.ts";
import { NO_CONTENT } from "../../http/response.ts";
import type { EntityTag } from "../../http/validators.ts";
import { formatEntityTag } from "../../http/validators.ts";
import type { FileStatus } from "../../platform/disk.ts";

/** A content coding that a file beside the original may hold (RFC 9110 §8.4.1). */
export type ContentCoding = "br" | "zstd" | "gzip";

/** What a route adds to every file that it serves. */
export interface RepresentationSettings {
  readonly cacheControl: string | undefined;
  /** Which fields of the request the answer depends on, the same for every variant (RFC 9110 §12.5.5); empty where on none. */
  readonly variesBy: readonly string[];
}

/** One variant of a representation: the file itself, or a coded form of it. */
export interface Variant {
  readonly coding: ContentCoding | undefined;
  /** Of the file that holds it. */
  readonly status: FileStatus;
  readonly mediaType: string;
  readonly entityTag: EntityTag;
  readonly lastModifiedMs: number;
  /** Of a 200; other answers are made of it. */
  readonly fields: readonly FieldLine[];
}

/** While a file is younger than this, it may change twice within one step of the file system's clock. */
const YOUNG_MS = 2000;

/**
 * Describes a variant as it is now.
 *
 * @param mediaType of the original, whatever the coding
 * @param nowMs wall clock
 */
export function describeVariant(
  mediaType: string,
  coding: ContentCoding | undefined,
  status: FileStatus,
  settings: RepresentationSettings,
  nowMs: number,
): Variant {
  // RFC 9110 §8.8.2.1: a date in the future is replaced by the time of the message.
  const lastModifiedMs = Math.min(status.modifiedMs, nowMs);
  const entityTag = entityTagOf(status, coding, nowMs);
  const fields: FieldLine[] = [
    ["Content-Type", mediaType],
    ["X-Content-Type-Options", "nosniff"],
  ];
  if (coding !== undefined) fields.push(["Content-Encoding", coding]);
  fields.push(["ETag", formatEntityTag(entityTag)], ["Last-Modified", formatHttpDate(lastModifiedMs)]);
  fields.push(["Accept-Ranges", "bytes"]);
  if (settings.cacheControl !== undefined) fields.push(["Cache-Control", settings.cacheControl]);
  if (settings.variesBy.length > 0) fields.push(["Vary", settings.variesBy.join(", ")]);
  return { coding, status, mediaType, entityTag, lastModifiedMs, fields };
}

function entityTagOf(status: FileStatus, coding: ContentCoding | undefined, nowMs: number): EntityTag {
  const { size, modifiedNs, inode } = status;
  const version = `${size.toString(16)}-${modifiedNs.toString(16)}-${inode.toString(16)}`;
  const ageMs = nowMs - status.modifiedMs;
  // A date far in the future was set by hand, and says nothing about the last write being recent.
  const weak = ageMs < YOUNG_MS && ageMs > -YOUNG_MS;
  return { weak, opaque: coding === undefined ? version : `${version}-${coding}` };
}

const NOT_MODIFIED_FIELDS: ReadonlySet<string> = new Set(["ETag", "Last-Modified", "Cache-Control", "Vary"]);

/** @returns the 304 for a variant, with the fields that update a cache (RFC 9110 §15.4.5) */
export function notModifiedResponse({ fields }: Variant): HttpResponse {
  const kept = fields.filter(([name]) => NOT_MODIFIED_FIELDS.has(name));
  return { kind: "response", status: 304, fields: kept, content: NO_CONTENT };
}

/** A variant whose octets are at hand. */
export interface CachedVariant {
  readonly variant: Variant;
  readonly octets: Uint8Array;
  /** The same objects for every request: whoever encodes them may remember what became of them. */
  readonly whole: HttpResponse;
  readonly notModified: HttpResponse;
}

/** A small file with all its variants, ready to be given out. */
export interface CachedFile extends Cacheable {
  readonly kind: "cached";
  readonly realPath: string;
  /** The file itself; what a request without Accept-Encoding gets. */
  readonly plain: CachedVariant;
  /** Coded forms in the server's order of preference; usually none. */
  readonly coded: readonly CachedVariant[];
  /** The codings of `coded`, in the same order. */
  readonly codings: readonly string[];
}

/** @returns a variant with the answers that hold it */
export function cacheVariant(variant: Variant, octets: Uint8Array): CachedVariant {
  const { fields } = variant;
  return {
    variant,
    octets,
    whole: { kind: "response", status: 200, fields, content: { kind: "octets", octets }, shared: true },
    notModified: { ...notModifiedResponse(variant), shared: true },
  };
}

/** @returns the entry for the cache */
export function cacheFile(
  realPath: string,
  plain: CachedVariant,
  coded: readonly CachedVariant[],
): CachedFile {
  const octets = coded.reduce((sum, { octets }) => sum + octets.length, plain.octets.length);
  const codings = coded.map(({ variant }) => variant.coding ?? "identity");
  return { kind: "cached", octets, realPath, plain, coded, codings };
}

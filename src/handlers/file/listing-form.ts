// How a listing is written: as a page or as JSON, as the client wishes. Large ones are written in small steps.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FieldLine } from "../../http/fields.ts";
import { prefersMediaType } from "../../http/negotiation.ts";
import type { ListingEntry, ListingOrder, ListingSort } from "../../pages/listing-entry.ts";
import { LISTING_PAGE_HEADERS, listingPage } from "../../pages/listing-page.ts";
import { readableCount } from "../../pages/readable.ts";
import { queryParameter } from "../../uri/query.ts";
import { type ListedDirectory, MAX_LISTED } from "./directory-listing.ts";

/** How a client wants a listing. */
export interface ListingWish {
  readonly format: "html" | "json";
  readonly sort: ListingSort;
  readonly order: ListingOrder;
}

/**
 * Finds out how a client wants a listing: `?format=` goes before Accept, and what `?sort=` and `?order=` don't know counts as absent.
 */
export function listingWish(accept: string | undefined, query: string | undefined): ListingWish {
  const sort = queryParameter(query, "sort");
  return {
    format: formatOf(accept, queryParameter(query, "format")),
    sort: sort === "size" || sort === "modified" ? sort : "name",
    order: queryParameter(query, "order") === "desc" ? "desc" : "asc",
  };
}

function formatOf(accept: string | undefined, asked: string | undefined): "html" | "json" {
  if (asked === "html" || asked === "json") return asked;
  return prefersMediaType(accept, ["text/html", "application/json"]) === "text/html" ? "html" : "json";
}

/** @returns the fields of a listing's 200 */
export function listingFields(
  { format }: ListingWish,
  cacheControl: string | undefined,
): readonly FieldLine[] {
  const fields: FieldLine[] =
    format === "html"
      ? [...LISTING_PAGE_HEADERS]
      : [
          ["Content-Type", "application/json"],
          ["X-Content-Type-Options", "nosniff"],
        ];
  if (cacheControl !== undefined) fields.push(["Cache-Control", cacheControl]);
  fields.push(["Vary", "Accept"]);
  return fields;
}

/** @returns the octets of a listing, made as they are asked for, with a turn of the event loop between the steps */
export function listingChunks(
  wish: ListingWish,
  path: string,
  listed: ListedDirectory,
  depth: number,
): AsyncIterable<Uint8Array> {
  const { entries } = listed;
  if (wish.format === "json") return octetsGently(listingJson(path, entries));
  const { sort, order } = wish;
  const notice = noticeOf(listed);
  return octetsGently(
    listingPage({ path, entries, sort, order, depth, ...(notice === "" ? {} : { notice }) }),
  );
}

/** @returns what is said of names that are not shown; "" where all are */
function noticeOf({ isCut, unnamable }: ListedDirectory): string {
  const sentences: string[] = [];
  if (isCut) sentences.push(`This directory is very large: only ${MAX_LISTED} of its names are shown.`);
  if (unnamable > 0)
    sentences.push(`${readableCount(unnamable, "name")} can\u2019t be shown here: no address leads there.`);
  return sentences.join(" ");
}

async function* octetsGently(texts: Iterable<string>): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    yield Buffer.from(text);
    await nextTurn();
  }
}

const ENTRIES_PER_TEXT = 256;

/** `{"path", "entries": [{"name", "type", "size", "modified"}]}`; `size` is null for directories, `modified` ISO 8601. */
function* listingJson(path: string, entries: readonly ListingEntry[]): Generator<string> {
  yield `{"path":${JSON.stringify(path)},"entries":[`;
  for (let start = 0; start < entries.length; start += ENTRIES_PER_TEXT) {
    const items = entries.slice(start, start + ENTRIES_PER_TEXT).map(entryJson);
    yield `${start === 0 ? "" : ","}\n${items.join(",\n")}`;
  }
  yield "\n]}\n";
}

function entryJson({ name, type, size, modifiedMs }: ListingEntry): string {
  const modified = modifiedMs === undefined ? null : isoDate(modifiedMs);
  return JSON.stringify({ name, type, size: size ?? null, modified });
}

/** A file may claim a date that `Date` has no form for. */
function isoDate(ms: number): string | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

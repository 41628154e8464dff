// The page of a directory: a table that works without scripts, written row by row, so that 50,000 names never stand in one string.
import type { FieldLine } from "../http/fields.ts";
import { encodeSegment } from "../uri/percent.ts";
import { LISTING_SCRIPT_SOURCE, LISTING_STYLE_SOURCE } from "./content-hashes.ts";
import { escapeHtml } from "./escape.ts";
import { fileKind } from "./file-kind.ts";
import type { ListingEntry, ListingOrder, ListingSort } from "./listing-entry.ts";
import { PAGE_ICON } from "./listing-icons.ts";
import { LISTING_SCRIPT } from "./listing-script.ts";
import { LISTING_STYLE } from "./listing-style.ts";
import { groupDigits, readableCount, readableSize } from "./readable.ts";

/** What a listing shows. All text is plain, and escaped here. */
export interface ListingView {
  /** The decoded canonical path of the directory, with a slash at both ends. */
  readonly path: string;
  /** In the order in which they are shown (`sortEntries`). */
  readonly entries: readonly ListingEntry[];
  readonly sort: ListingSort;
  readonly order: ListingOrder;
  /** How many of the directories above are part of the route as well; 0 where this is its root. */
  readonly depth: number;
  /** A sentence above the table, for example that not all names are shown. */
  readonly notice?: string;
}

/** Goes with every page that `listingPage` makes. */
export const LISTING_PAGE_HEADERS: readonly FieldLine[] = [
  ["Content-Type", "text/html; charset=utf-8"],
  [
    "Content-Security-Policy",
    `default-src 'none'; style-src ${LISTING_STYLE_SOURCE}; script-src ${LISTING_SCRIPT_SOURCE}; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  ],
  ["X-Content-Type-Options", "nosniff"],
  ["Referrer-Policy", "same-origin"],
];

/** Characters that a chunk holds before it goes out; one row more at most. */
const CHUNK_LENGTH = 16_384;

/** Rows that are laid out together. A last, smaller group is laid out at once: the guess at its height would be wrong. */
const GROUP_ROWS = 200;

/**
 * Makes the page of a directory in chunks that are never empty, each a bounded amount of text and of work: whoever writes
 * them may let others run in between. Links are relative, so the page stays right behind a proxy that takes a prefix off.
 */
export function* listingPage(view: ListingView): Generator<string, void> {
  yield pageStart(view);
  yield* rows(view.entries, orderQuery(view.sort, view.order));
  yield pageEnd(view);
}

function pageStart(view: ListingView): string {
  const { path, entries, sort, order, depth, notice } = view;
  const query = orderQuery(sort, order);
  const segments = path.split("/").filter((segment) => segment !== "");
  const heading = segments.at(-1) ?? "/";
  const column = (of: ListingSort, label: string) => columnHeading(of, label, sort, order);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Index of ${readableName(path)}</title>
<link rel="icon" href="${PAGE_ICON}">
<style>${LISTING_STYLE}</style>
</head>
<body>
<header>
<div class="where">
${breadcrumb(segments, depth, query)}<h1><span class="unseen">Index of </span><bdi>${readableName(heading)}</bdi></h1>
</div>
<div class="find" hidden><label><span class="unseen">Filter by name</span><input type="search" placeholder="Filter ${readableCount(entries.length, "name")}" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go" aria-keyshortcuts="/"><kbd aria-hidden="true">/</kbd></label></div>
</header>
<main>
${notice === undefined ? "" : `<p class="notice">${escapeHtml(notice)}</p>\n`}<output aria-live="polite"></output>
<table role="table" aria-label="Files and folders">
<thead role="rowgroup"><tr role="row">${column("name", "Name")}${column("size", "Size")}${column("modified", "Modified")}</tr></thead>
${depth > 0 ? `<tbody role="rowgroup" class="parent"><tr role="row" class="up"><td role="cell"><a href="../${query}"><bdi>Parent folder</bdi></a></td><td role="cell"></td><td role="cell"></td></tr></tbody>\n` : ""}`;
}

function* rows(entries: readonly ListingEntry[], query: string): Generator<string, void> {
  let chunk = "";
  for (const [index, entry] of entries.entries()) {
    if (index % GROUP_ROWS === 0) {
      const isFull = entries.length - index > GROUP_ROWS;
      chunk += `${index === 0 ? "" : "</tbody>\n"}<tbody role="rowgroup"${isFull ? ' class="group"' : ""}>\n`;
    }
    chunk += row(entry, query);
    if (chunk.length >= CHUNK_LENGTH) {
      yield chunk;
      chunk = "";
    }
  }
  if (entries.length > 0) yield `${chunk}</tbody>\n`;
}

function row({ name, type, size, modifiedMs }: ListingEntry, query: string): string {
  const isFolder = type === "directory";
  const href = isFolder ? `./${encodeSegment(name)}/${query}` : `./${encodeSegment(name)}`;
  const kind = isFolder ? "folder" : fileKind(name);
  const sizeCell =
    size === undefined || isFolder ? "" : ` title="${readableCount(size, "byte")}">${readableSize(size)}`;
  return `<tr role="row" class="${kind}"><td role="cell"><a href="${href}"><bdi>${readableName(name)}${isFolder ? "/" : ""}</bdi></a></td><td role="cell"${sizeCell === "" ? ">" : sizeCell}</td><td role="cell">${modifiedMs === undefined ? "" : moment(modifiedMs)}</td></tr>\n`;
}

function pageEnd({ entries }: ListingView): string {
  let folders = 0;
  let octets = 0;
  for (const { type, size } of entries) {
    if (type === "directory") folders += 1;
    else octets += size ?? 0;
  }
  const files = entries.length - folders;
  const counts = [
    ...(folders > 0 ? [readableCount(folders, "folder")] : []),
    ...(files > 0 ? [readableCount(files, "file")] : []),
  ].join(", ");
  const total =
    entries.length === 0
      ? ""
      : `<tfoot role="rowgroup"><tr role="row"><td role="cell">${counts}</td><td role="cell"${files === 0 ? ">" : ` title="${groupDigits(octets)} bytes">${readableSize(octets)}`}</td><td role="cell"></td></tr></tfoot>\n`;
  return `${total}</table>
<p class="none"${entries.length === 0 ? ">This folder is empty." : " hidden>"}</p>
</main>
<footer><span class="zone">Times are UTC</span><a href="?format=json">as JSON</a></footer>
<script>${LISTING_SCRIPT}</script>
</body>
</html>
`;
}

/** The way from the root of the route to here, all of it links: what lies above the route may not be there. */
function breadcrumb(segments: readonly string[], depth: number, query: string): string {
  if (depth === 0) return "";
  const root = segments.length - depth;
  const above = Array.from({ length: depth }, (_, index) => {
    const name = root + index === 0 ? "Home" : `<bdi>${readableName(segments[root + index - 1] ?? "")}</bdi>`;
    return `<li><a href="${"../".repeat(depth - index)}${query}">${name}</a></li>`;
  });
  const here = `<li><span aria-current="page" class="unseen">${readableName(segments.at(-1) ?? "")}</span></li>`;
  return `<nav aria-label="Breadcrumb"><ol>${above.join("")}${here}</ol></nav>\n`;
}

/** A column's heading, a link that sorts by it; the link of the column that decides turns the order round. */
function columnHeading(column: ListingSort, label: string, sort: ListingSort, order: ListingOrder): string {
  const isActive = column === sort;
  // People look for the largest and for the latest first.
  const first: ListingOrder = column === "name" ? "asc" : "desc";
  const next: ListingOrder = isActive ? (order === "asc" ? "desc" : "asc") : first;
  const state = isActive ? ` aria-sort="${order === "asc" ? "ascending" : "descending"}"` : "";
  return `<th role="columnheader" scope="col"${state}><a href="?sort=${column}&amp;order=${next}">${label}</a></th>`;
}

/** The query that keeps the reader's order on the way into another folder; "" for the order that is the default. */
function orderQuery(sort: ListingSort, order: ListingOrder): string {
  return sort === "name" && order === "asc" ? "" : `?sort=${sort}&amp;order=${order}`;
}

/**
 * A name for the eye. Control characters are shown as their pictures (a new line as U+240A), and what would turn the
 * direction of the text inside the name is taken as a trick (`txt.exe` shown as `exe.txt`) and shown as U+FFFD.
 */
function readableName(name: string): string {
  const shown = name
    .replace(/[\0-\x1f]/g, (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)))
    .replace(/[\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
  return escapeHtml(shown);
}

/** Minutes, in UTC: what the server knows of the reader's zone is nothing. */
function moment(ms: number): string {
  const at = new Date(ms);
  // Some file systems know times that a Date can't hold.
  if (Number.isNaN(at.getTime())) return "";
  const iso = at.toISOString();
  const seconds = iso.slice(0, -5);
  return `<time datetime="${seconds}Z">${seconds.slice(0, -3).replace("T", " ")}</time>`;
}

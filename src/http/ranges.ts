// Range requests over octets (RFC 9110 §14), made for clients that ask for reasonable things and safe against the others.
import { parseHttpDate } from "./date.ts";
import type { Fields } from "./fields.ts";
import { type EntityTag, parseEntityTagList, strongMatch } from "./validators.ts";

/** Octets `start` (inclusive) to `end` (exclusive) of a representation; never empty. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What a range request selects: answered 200, 206 or 416. */
export type RangeSelection =
  | { readonly kind: "whole" }
  /** In the order of the request; one or more, none of which overlap. */
  | { readonly kind: "ranges"; readonly ranges: readonly ByteRange[] }
  | { readonly kind: "unsatisfiable" };

/** What the ranges are taken of. */
export interface RangedRepresentation {
  /** Octets. */
  readonly size: number;
  readonly entityTag: EntityTag | undefined;
  /** ms since 1970. */
  readonly lastModifiedMs: number | undefined;
  readonly nowMs: number;
}

/** More specs than this are no player or download tool: the whole representation is the cheaper answer (RFC 9110 §14.2). */
const MAX_SPECS = 10;
const WHOLE: RangeSelection = { kind: "whole" };
const UNSATISFIABLE: RangeSelection = { kind: "unsatisfiable" };

/**
 * Selects what to send of a representation.
 *
 * Whole where Range is absent, the method is not GET (§14.2), the unit is unknown, the syntax is bad, If-Range does not hold,
 * more than 10 ranges are asked for, or any two of them overlap: no answer is ever larger than the representation.
 */
export function selectRanges(
  request: { readonly method: string; readonly fields: Fields },
  representation: RangedRepresentation,
): RangeSelection {
  if (request.method !== "GET") return WHOLE;
  const range = request.fields.combined("range");
  if (range === undefined) return WHOLE;
  const ifRange = request.fields.combined("if-range");
  if (ifRange !== undefined && !ifRangeHolds(ifRange, representation)) return WHOLE;
  const specs = parseByteRanges(range);
  return specs === undefined ? WHOLE : satisfy(specs, representation.size);
}

/** @returns the Content-Range of a part, such as `bytes 0-4/10` (RFC 9110 §14.4) */
export function contentRange(range: ByteRange, size: number): string {
  return `bytes ${range.start}-${range.end - 1}/${size}`;
}

/** @returns the Content-Range of a 416 (RFC 9110 §15.5.17) */
export function unsatisfiedRange(size: number): string {
  return `bytes */${size}`;
}

/** `last` is undefined in `5-`, `first` in `-5`, whose 5 is then `suffix`. Numbers beyond 2^53 are that. */
type RangeSpec =
  | { readonly kind: "int"; readonly first: number; readonly last: number | undefined }
  | { readonly kind: "suffix"; readonly length: number };

/** @returns the specs as written, or undefined where the field must be ignored */
function parseByteRanges(value: string): readonly RangeSpec[] | undefined {
  if (!/^bytes=/i.test(value)) return undefined;
  const specs: RangeSpec[] = [];
  let start = "bytes=".length;
  while (start <= value.length) {
    const comma = value.indexOf(",", start);
    const end = comma < 0 ? value.length : comma;
    const element = value.slice(start, end).trim();
    start = end + 1;
    if (element === "") continue;
    const spec = parseSpec(element);
    if (spec === undefined || specs.length === MAX_SPECS) return undefined;
    specs.push(spec);
  }
  return specs.length === 0 ? undefined : specs;
}

function parseSpec(element: string): RangeSpec | undefined {
  const match = /^([0-9]*)-([0-9]*)$/.exec(element);
  if (match === null) return undefined;
  const [, first, last] = match;
  if (first === "") return last === "" ? undefined : { kind: "suffix", length: position(last) };
  if (last === "") return { kind: "int", first: position(first), last: undefined };
  const spec = { kind: "int", first: position(first), last: position(last) } as const;
  return spec.last < spec.first ? undefined : spec;
}

/** No representation is as large as 2^53 octets: beyond it, only "beyond" matters. */
function position(digits: string): number {
  return Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
}

function satisfy(specs: readonly RangeSpec[], size: number): RangeSelection {
  const ranges: ByteRange[] = [];
  for (const spec of specs) {
    if (spec.kind === "suffix") {
      // §14.1.2 calls any suffix but -0 satisfiable, yet Content-Range cannot say "none of nothing".
      if (size === 0 && spec.length > 0) return WHOLE;
      if (spec.length > 0) ranges.push({ start: Math.max(0, size - spec.length), end: size });
    } else if (spec.first < size) {
      ranges.push({ start: spec.first, end: spec.last === undefined ? size : Math.min(spec.last + 1, size) });
    }
  }
  if (ranges.length === 0) return UNSATISFIABLE;
  return overlap(ranges) ? WHOLE : { kind: "ranges", ranges };
}

function overlap(ranges: readonly ByteRange[]): boolean {
  if (ranges.length === 1) return false;
  const sorted = ranges.toSorted((a, b) => a.start - b.start);
  return sorted.some((range, index) => index > 0 && range.start < sorted[index - 1].end);
}

/** RFC 9110 §13.1.5: the same strong tag, or exactly the same date, and that a strong one (§8.8.2.2): its second is over. */
function ifRangeHolds(value: string, { entityTag, lastModifiedMs, nowMs }: RangedRepresentation): boolean {
  if (value.includes('"')) {
    const tags = parseEntityTagList(value);
    if (tags === undefined || tags === "*" || tags.length !== 1 || entityTag === undefined) return false;
    return strongMatch(tags[0], entityTag);
  }
  const dateMs = parseHttpDate(value, nowMs);
  if (dateMs === undefined || lastModifiedMs === undefined) return false;
  return Math.floor(lastModifiedMs / 1000) * 1000 === dateMs && nowMs - dateMs >= 1000;
}

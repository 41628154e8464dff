// From a canonical path to the routes that own it: exact paths, then patterns, then the longest prefix. The order
// in which routes were written decides nothing.
import type { CanonicalPath } from "../uri/canonical-path.ts";
import {
  compareSegments,
  type PatternSegment,
  parseRoutePattern,
  patternShape,
  segmentsMatch,
  segmentsOf,
} from "../uri/route-pattern.ts";
import { createPlace, type Place, type RoutedPath } from "./place.ts";

/** Which place owns a path. */
export type RouteMatch<R extends RoutedPath> =
  | {
      readonly kind: "route";
      readonly place: Place<R>;
      /** What `/*` stands for, without a leading slash; "" where the path has no wildcard. */
      readonly rest: string;
      readonly params: ReadonlyMap<string, string>;
    }
  /** `/x` was asked for, and only `/x/*` exists: the answer is a redirect to `/x/`. */
  | { readonly kind: "add-slash"; readonly place: Place<R> };

/** The routes of one server. */
export interface RouteTable<R extends RoutedPath> {
  /** All places, the ones that go first before the others. */
  readonly places: readonly Place<R>[];
  /** @returns the place that owns the path, whatever the method, or undefined */
  match(path: CanonicalPath): RouteMatch<R> | undefined;
}

/** A place whose path has parameters. */
interface PatternPlace<R extends RoutedPath> {
  readonly segments: readonly PatternSegment[];
  readonly place: Place<R>;
}

const NO_PARAMS: ReadonlyMap<string, string> = new Map();

/** Makes the table. Two routes may share a path where their methods are disjoint (the configuration sees to that). */
export function createRouteTable<R extends RoutedPath>(routes: readonly R[]): RouteTable<R> {
  const table = new Table<R>();
  for (const group of Map.groupBy(routes, (route) => patternShape(parseRoutePattern(route.path))).values()) {
    table.add(createPlace(group));
  }
  return table;
}

class Table<R extends RoutedPath> implements RouteTable<R> {
  readonly #exact = new Map<string, Place<R>>();
  /** By the number of segments, the more specific first. */
  readonly #patterns = new Map<number, PatternPlace<R>[]>();
  readonly #prefixes = new Map<string, Place<R>>();
  /** Lengths of the prefixes, longest first: only these are tried, however many segments a path has. */
  #prefixLengths: readonly number[] = [];
  readonly #paramPrefixes: PatternPlace<R>[] = [];

  add(place: Place<R>): void {
    const pattern = parseRoutePattern(place.path);
    switch (pattern.kind) {
      case "exact":
        this.#exact.set(pattern.path, place);
        break;
      case "prefix": {
        this.#prefixes.set(pattern.prefix, place);
        const lengths = new Set([...this.#prefixes.keys()].map((prefix) => prefix.length));
        this.#prefixLengths = [...lengths].sort((a, b) => b - a);
        break;
      }
      case "pattern": {
        const group = this.#patterns.get(pattern.segments.length) ?? [];
        this.#patterns.set(pattern.segments.length, group);
        insert(group, { segments: pattern.segments, place });
        break;
      }
      case "param-prefix":
        insert(this.#paramPrefixes, { segments: pattern.segments, place });
    }
  }

  get places(): readonly Place<R>[] {
    const exact = [...this.#exact].sort(([a], [b]) => compareTexts(a, b)).map(([, place]) => place);
    const patterns = [...this.#patterns].sort(([a], [b]) => b - a).flatMap(([, group]) => group);
    const prefixes = [...this.#prefixes].map(([prefix, place]) => ({ segments: literals(prefix), place }));
    const wild = [...prefixes, ...this.#paramPrefixes].sort(comparePlaces);
    return [...exact, ...[...patterns, ...wild].map(({ place }) => place)];
  }

  match(path: CanonicalPath): RouteMatch<R> | undefined {
    const exact = this.#exact.get(path);
    if (exact !== undefined) return { kind: "route", place: exact, rest: "", params: NO_PARAMS };
    return this.#matchPattern(path) ?? this.#matchPrefix(path);
  }

  #matchPattern(path: string): RouteMatch<R> | undefined {
    if (this.#patterns.size === 0) return undefined;
    const texts = segmentsOf(path);
    const found = this.#patterns.get(texts.length)?.find(({ segments }) => segmentsMatch(segments, texts));
    if (found === undefined) return undefined;
    return { kind: "route", place: found.place, rest: "", params: paramsOf(found, texts) };
  }

  /** The longest prefix: a path without a slash at its end also meets the prefix that is one slash longer. */
  #matchPrefix(path: string): RouteMatch<R> | undefined {
    const slashed = path.endsWith("/") ? path : `${path}/`;
    const literal = this.#longestLiteralPrefix(slashed);
    const found = this.#paramPrefix(path, literal === undefined ? 0 : segmentsOf(literal).length - 1);
    if (found !== undefined) return found;
    const place = literal === undefined ? undefined : this.#prefixes.get(literal);
    if (literal === undefined || place === undefined) return undefined;
    if (literal.length > path.length) return { kind: "add-slash", place };
    return { kind: "route", place, rest: path.slice(literal.length), params: NO_PARAMS };
  }

  #longestLiteralPrefix(slashed: string): string | undefined {
    for (const length of this.#prefixLengths) {
      if (length > slashed.length || slashed.charCodeAt(length - 1) !== 0x2f) continue;
      const prefix = slashed.slice(0, length);
      if (this.#prefixes.has(prefix)) return prefix;
    }
    return undefined;
  }

  /** @param depth segments of the literal prefix that was found: a prefix with parameters must be longer to win */
  #paramPrefix(path: string, depth: number): RouteMatch<R> | undefined {
    if (this.#paramPrefixes.length === 0) return undefined;
    const texts = segmentsOf(path);
    const found = this.#paramPrefixes.find(
      ({ segments }) => segments.length > depth && segmentsMatch(segments, texts),
    );
    if (found === undefined) return undefined;
    if (texts.length === found.segments.length) return { kind: "add-slash", place: found.place };
    const rest = texts.slice(found.segments.length).join("/");
    return { kind: "route", place: found.place, rest, params: paramsOf(found, texts) };
  }
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The paths only decide between places that can't match one path, so that lists have one order. */
function comparePlaces<R extends RoutedPath>(a: PatternPlace<R>, b: PatternPlace<R>): number {
  return compareSegments(a.segments, b.segments) || compareTexts(a.place.path, b.place.path);
}

/** Puts a place where its segments belong. */
function insert<R extends RoutedPath>(group: PatternPlace<R>[], entry: PatternPlace<R>): void {
  group.push(entry);
  group.sort(comparePlaces);
}

function literals(prefix: string): readonly PatternSegment[] {
  if (prefix === "/") return [];
  return segmentsOf(prefix.slice(0, -1)).map((text) => ({ kind: "literal", text }));
}

function paramsOf<R extends RoutedPath>(
  { segments, place }: PatternPlace<R>,
  texts: readonly string[],
): ReadonlyMap<string, string> {
  const params = new Map<string, string>();
  // Routes that share a path may call a parameter by different names: each finds its own.
  for (const { path } of place.routes) {
    segmentsOf(path).forEach((segment, index) => {
      if (segments[index]?.kind === "param") params.set(segment.slice(1), texts[index]);
    });
  }
  return params;
}

// The paths that routes are configured with: `/x` (exact), `/x/:id` (pattern) and `/x/*` (prefix), and which of them comes first.
import { canonicalPath } from "./canonical-path.ts";

/** One segment of a path as configured. */
export type PatternSegment =
  | { readonly kind: "literal"; readonly text: string }
  /** `:name`: stands for one whole segment that is not empty. */
  | { readonly kind: "param"; readonly name: string };

/** A route's path, taken apart. */
export type RoutePattern =
  | { readonly kind: "exact"; readonly path: string }
  /** As many segments as the path has, at least one of them a `:param`. */
  | { readonly kind: "pattern"; readonly segments: readonly PatternSegment[] }
  /** `prefix` starts and ends with a slash and has no `:param`; `/*` has the prefix `/`. */
  | { readonly kind: "prefix"; readonly prefix: string }
  /** `/x/:id/*`: the segments before the wildcard, at least one of them a `:param`. */
  | { readonly kind: "param-prefix"; readonly segments: readonly PatternSegment[] };

/** @returns the text as requests will have it: `%20` in a configuration means a space, `%3A` a colon that is no parameter's */
function decoded(text: string): string {
  if (!text.includes("%")) return text;
  const outcome = canonicalPath(`/${text}`);
  return outcome.kind === "path" ? outcome.path.slice(1) : text;
}

function segmentOf(text: string): PatternSegment {
  return text.length > 1 && text.startsWith(":")
    ? { kind: "param", name: text.slice(1) }
    : { kind: "literal", text: decoded(text) };
}

/** @returns the segments of a path that starts with a slash; a slash at the end makes a last, empty one */
export function segmentsOf(path: string): readonly string[] {
  return path.slice(1).split("/");
}

/** @returns whether a configured path ends in the wildcard, so that it stands for everything below */
export function isPrefix(configured: string): boolean {
  return configured.endsWith("/*");
}

/**
 * Takes a configured path apart.
 *
 * @param configured starts with a slash; only a last segment `*` is a wildcard, and only a segment that starts
 *   with a colon is a parameter
 */
export function parseRoutePattern(configured: string): RoutePattern {
  const wild = isPrefix(configured);
  const segments = segmentsOf(wild ? configured.slice(0, -2) : configured).map(segmentOf);
  if (segments.some((segment) => segment.kind === "param")) {
    return { kind: wild ? "param-prefix" : "pattern", segments };
  }
  const path = segments.map((segment) => (segment.kind === "literal" ? `/${segment.text}` : "")).join("");
  if (!wild) return { kind: "exact", path };
  return { kind: "prefix", prefix: path === "/" ? "/" : `${path}/` };
}

/** @returns a text that is equal for paths that match the same requests, whatever their parameters are called */
export function patternShape(pattern: RoutePattern): string {
  switch (pattern.kind) {
    case "exact":
      return pattern.path;
    case "prefix":
      return `${pattern.prefix}*`;
    case "pattern":
      return shapeOfSegments(pattern.segments);
    case "param-prefix":
      return `${shapeOfSegments(pattern.segments)}/*`;
  }
}

function shapeOfSegments(segments: readonly PatternSegment[]): string {
  // NUL: no literal can hold it.
  return segments.map((segment) => (segment.kind === "literal" ? `/${segment.text}` : "/\0")).join("");
}

/**
 * Orders two lists of segments, the one that goes first before the other: more segments, then more literal
 * ones, then a literal further left. Two that are equal in all three and match one path have the same shape.
 */
export function compareSegments(a: readonly PatternSegment[], b: readonly PatternSegment[]): number {
  const byLength = b.length - a.length;
  if (byLength !== 0) return byLength;
  const byLiterals = literalCount(b) - literalCount(a);
  if (byLiterals !== 0) return byLiterals;
  const at = a.findIndex((segment, index) => segment.kind !== b[index].kind);
  if (at < 0) return 0;
  return a[at].kind === "literal" ? -1 : 1;
}

/** @returns how many segments are no parameters */
export function literalCount(segments: readonly PatternSegment[]): number {
  return segments.filter((segment) => segment.kind === "literal").length;
}

/** @returns whether the first of `texts` are what `segments` ask for; a parameter takes any text but the empty one */
export function segmentsMatch(segments: readonly PatternSegment[], texts: readonly string[]): boolean {
  if (texts.length < segments.length) return false;
  for (let index = 0; index < segments.length; index++) {
    const segment = segments[index];
    const text = texts[index];
    if (segment.kind === "literal" ? segment.text !== text : text === "") return false;
  }
  return true;
}

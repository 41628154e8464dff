// The one path that routing, guards, files and logs share (RFC 3986 §3.3, §5.2.4, §6.2.2).
import { decodePercent } from "./percent.ts";

declare const brand: unique symbol;
/**
 * A path decoded once: starts with "/", has no dot segment, empty segment, control character or backslash.
 * Only `canonicalPath` makes one.
 */
export type CanonicalPath = string & { readonly [brand]: "CanonicalPath" };

/** A canonical path, or what made the raw one unusable (answered 400). */
export type CanonicalPathResult =
  | {
      readonly kind: "path";
      readonly path: CanonicalPath;
      /** Whether the raw path holds %2F, which stands as "%2F" in `path`: no separator, and nothing to look for on a disk. */
      readonly encodedSlash: boolean;
    }
  | { readonly kind: "path-fault"; readonly reason: string };

/**
 * Decodes and cleans the path of a request target, in one reading that everything behind it shares.
 *
 * Two readings of one path are the classic way around an access rule, so what could be read in two ways is refused:
 * control characters, a bad `%`, what is not UTF-8, a backslash in either form, and climbing above "/".
 * Repeated slashes are merged, and dot segments are removed after decoding. A trailing slash stays.
 *
 * @param rawPath the path of the target, without the query; octets above 0x7F as Latin-1 characters
 */
export function canonicalPath(rawPath: string): CanonicalPathResult {
  if (isClean(rawPath)) return { kind: "path", path: rawPath as CanonicalPath, encodedSlash: false };
  if (rawPath.charCodeAt(0) !== SLASH) return fault("a path that does not start with a slash");
  const encodedSlash = /%2f/i.test(rawPath);
  const decoded = decodePercent(encodedSlash ? rawPath.replace(/%2f/gi, "%252F") : rawPath);
  if (decoded.kind === "percent-fault") return fault(decoded.reason);
  if (/[\x00-\x1f\x7f]/.test(decoded.text)) return fault("a control character in the path");
  if (decoded.text.includes("\\")) return fault("a backslash in the path");
  const path = withoutDotSegments(decoded.text);
  if (path === undefined) return fault("a path that climbs above the root");
  return { kind: "path", path: path as CanonicalPath, encodedSlash };
}

const SLASH = 0x2f;
const DOT = 0x2e;
const PERCENT = 0x25;
const BACKSLASH = 0x5c;

/** One scan that finds most paths canonical already: they cost neither a decoder nor an allocation. */
function isClean(path: string): boolean {
  if (path.charCodeAt(0) !== SLASH) return false;
  let previous = SLASH;
  for (let index = 1; index < path.length; index++) {
    const code = path.charCodeAt(index);
    if (code < 0x20 || code > 0x7e || code === PERCENT || code === BACKSLASH) return false;
    if (previous === SLASH && (code === SLASH || code === DOT)) return false;
    previous = code;
  }
  return true;
}

/** @returns the path without empty and dot segments, or undefined where ".." leaves the root */
function withoutDotSegments(path: string): string | undefined {
  const segments = path.split("/");
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") kept.push(segment);
    else if (kept.pop() === undefined) return undefined;
  }
  if (kept.length === 0) return "/";
  const last = segments[segments.length - 1];
  const isDirectory = last === "" || last === "." || last === "..";
  return `/${kept.join("/")}${isDirectory ? "/" : ""}`;
}

function fault(reason: string): CanonicalPathResult {
  return { kind: "path-fault", reason };
}

// Entity tags: how they are written, read and compared (RFC 9110 §8.8.3).

/** What tells one version of a representation from another. */
export interface EntityTag {
  /** A weak tag says "equivalent", a strong one "the same octets" (RFC 9110 §8.8.1). */
  readonly weak: boolean;
  /** What stands between the quotes. */
  readonly opaque: string;
}

/** @returns the tag as a field value: `"abc"` or `W/"abc"` */
export function formatEntityTag({ weak, opaque }: EntityTag): string {
  return weak ? `W/"${opaque}"` : `"${opaque}"`;
}

/**
 * Reads the value of If-Match, If-None-Match or, with one tag, If-Range and ETag. Empty list elements are passed over
 * (RFC 9110 §5.6.1.2).
 *
 * @returns the tags in order, "*", or undefined where the value is neither
 */
export function parseEntityTagList(value: string): readonly EntityTag[] | "*" | undefined {
  if (value === "*") return "*";
  const tags: EntityTag[] = [];
  // Each class excludes what follows it, so the scan is linear.
  const element = /[ \t,]*(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*(?:,[ \t,]*$|,|$)/y;
  while (element.lastIndex < value.length) {
    const match = element.exec(value);
    if (match === null) return undefined;
    tags.push({ weak: match[1] !== undefined, opaque: match[2] });
  }
  return tags.length === 0 ? undefined : tags;
}

/** Strong comparison (RFC 9110 §8.8.3.2): for If-Match and If-Range. */
export function strongMatch(a: EntityTag, b: EntityTag): boolean {
  return !a.weak && !b.weak && a.opaque === b.opaque;
}

/** Weak comparison (RFC 9110 §8.8.3.2): for If-None-Match. */
export function weakMatch(a: EntityTag, b: EntityTag): boolean {
  return a.opaque === b.opaque;
}

// Numbers and moments as people read them.

const UNITS = ["kB", "MB", "GB", "TB", "PB", "EB"] as const;

/**
 * Writes a size with three significant digits at most: `999 B`, `1 kB`, `1.5 kB`, `12.3 MB`, `456 GB` (powers of 1000).
 *
 * @param octets zero or more
 */
export function readableSize(octets: number): string {
  if (octets < 1000) return `${octets} B`;
  let value = octets / 1000;
  let unit = 0;
  // 999.95 would be written as 1000.0: it belongs to the next unit.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = value < 99.95 ? value.toFixed(1).replace(/\.0$/, "") : value.toFixed(0);
  return `${digits} ${UNITS[unit]}`;
}

/**
 * Writes a count with its noun and with thousands apart: `1 file`, `50,000 files`.
 *
 * @param noun in the singular, with a regular plural
 */
export function readableCount(count: number, noun: string): string {
  return `${groupDigits(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** @returns a whole number with a comma before each third digit from the end */
export function groupDigits(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

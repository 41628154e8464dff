// Sizes as people write them: octets, or a number with a unit of 1000 or 1024.

const UNITS: ReadonlyMap<string, number> = new Map([
  ["B", 1],
  ["KB", 1000],
  ["MB", 1000 ** 2],
  ["GB", 1000 ** 3],
  ["KiB", 1024],
  ["MiB", 1024 ** 2],
  ["GiB", 1024 ** 3],
]);

/** The texts that `parseSize` reads; the JSON Schema has the same pattern. */
export const SIZE_PATTERN: RegExp = /^(\d+(?:\.\d+)?) ?(B|KB|MB|GB|KiB|MiB|GiB)?$/;

/**
 * Reads a size.
 *
 * @param size octets, or a text such as "10MB" (1000²), "1.5GiB" (1024³) or "512"
 * @returns whole octets, or undefined for anything else (negative, fractional, too large to count exactly, unknown unit)
 */
export function parseSize(size: number | string): number | undefined {
  const octets = typeof size === "number" ? size : octetsOf(size);
  return Number.isSafeInteger(octets) && octets >= 0 ? octets : undefined;
}

function octetsOf(text: string): number {
  const match = SIZE_PATTERN.exec(text);
  if (match === null) return Number.NaN;
  return Math.round(Number(match[1]) * (UNITS.get(match[2] ?? "B") ?? Number.NaN));
}

/** @returns the text with its unit spelled right ("10m" and "10mb" become "10MB"), or undefined where nothing comes near */
export function correctedSize(text: string): string | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmg])(i?)(?:b|bytes?)?\s*$/i.exec(text);
  return match === null ? undefined : `${match[1]}${match[2].toUpperCase()}${match[3].toLowerCase()}B`;
}

// How many files and sockets this process may have open at once.
import { readFileSync } from "node:fs";

/** macOS and others without /proc: what most systems allow at least. */
const ASSUMED_LIMIT = 1024;

/** @returns the soft limit; Node has raised it to the hard one at its start */
export function descriptorLimit(): number {
  try {
    const [, soft] =
      /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync("/proc/self/limits", "latin1")) ?? [];
    if (soft === undefined) return ASSUMED_LIMIT;
    return soft === "unlimited" ? Number.MAX_SAFE_INTEGER : Number(soft);
  } catch {
    return ASSUMED_LIMIT;
  }
}

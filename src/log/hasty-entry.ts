// An entry of the error log as JSON without pino: for a process that ends before pino could be loaded.
import { inspect } from "node:util";
import { escapeControlsInJson } from "./escape.ts";
import type { LogEntry } from "./readable-entry.ts";

/**
 * Writes an entry with the members that pino's have. What JSON has no words for appears as `inspect` shows it.
 *
 * @returns one line of JSON, line feed included
 */
export function hastyEntry({ level, wallMs, message, details }: LogEntry): string {
  const shown = Object.entries(details).map(([name, value]) => [name, jsonValue(value)]);
  const time = new Date(wallMs).toISOString();
  return `${escapeControlsInJson(JSON.stringify({ ...Object.fromEntries(shown), level, time, msg: message }))}\n`;
}

function jsonValue(value: unknown): unknown {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value;
  if (value instanceof Error) return { type: value.name, message: value.message, stack: inspect(value) };
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 4 });
}

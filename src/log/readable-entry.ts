// An entry of the error log as a person reads it on a terminal: one line, and an error's stack below it.
import { inspect } from "node:util";
import { escapeControls } from "./escape.ts";

/** One thing that happened. */
export interface LogEntry {
  readonly level: "debug" | "info" | "warn" | "error";
  /** Milliseconds since 1970 (UTC). */
  readonly wallMs: number;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/**
 * Writes an entry as `2026-11-25T10:25:40.123Z WARN message key=value`. Stacks follow, indented: no text from
 * outside can begin a line and pass for an entry.
 *
 * @returns the text, which ends in a line feed
 */
export function readableEntry({ level, wallMs, message, details }: LogEntry): string {
  let line = `${new Date(wallMs).toISOString()} ${level.toUpperCase()} ${escapeControls(message)}`;
  let stacks = "";
  for (const [name, value] of Object.entries(details)) {
    if (value === undefined) continue;
    line += ` ${escapeControls(name)}=${readableValue(value)}`;
    if (value instanceof Error) stacks += stackLines(value);
  }
  return `${line}\n${stacks}`;
}

function readableValue(value: unknown): string {
  if (value instanceof Error) return readableText(value.message);
  if (typeof value === "string") return readableText(value);
  return escapeControls(inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 4 }));
}

/** A bare word stays bare. */
function readableText(text: string): string {
  return escapeControls(/^[^\s"=]+$/.test(text) ? text : JSON.stringify(text));
}

function stackLines(error: Error): string {
  // `inspect` shows the chain of causes too.
  return inspect(error, { depth: 4 })
    .split("\n")
    .map((line) => `    ${escapeControls(line)}\n`)
    .join("");
}

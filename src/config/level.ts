// Settings that the top level, a server and a route share: each level starts from the one around it.
import { dirname, isAbsolute, resolve } from "node:path";
import type { AccessLogConfig, ErrorPages, HeaderRules, LogDestination } from "./config.ts";
import { TOP_DEFAULTS } from "./defaults.ts";
import { describeFound, type KeyPath } from "./diagnostics.ts";
import type { Problems } from "./problems.ts";
import type { RawRoute, RawServer } from "./schema-top.ts";
import { parseSize } from "./size.ts";

/** What a path leads to, links followed. */
export type PathKind = "file" | "directory" | "other" | "missing" | "unreadable";

/** What reading a configuration needs besides the text. */
export interface Reading {
  readonly problems: Problems;
  /** Absolute; relative paths start here. */
  readonly folder: string;
  /** Looks at an absolute path. Never rejects. */
  kindOf(path: string): Promise<PathKind>;
}

/** The settings at one level, those of the levels around it included. */
export interface Level {
  readonly keepAliveTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly bodyTimeoutMs: number;
  readonly writeTimeoutMs: number;
  /** Undefined where no level says: the default depends on the route. */
  readonly maxBodyOctets: number | undefined;
  readonly serverHeader: boolean;
  readonly headers: HeaderRules;
  readonly errorPages: ErrorPages;
  readonly accessLog: AccessLogConfig;
}

/** @returns the level around the top level: the defaults */
export function outermostLevel(): Level {
  return {
    keepAliveTimeoutMs: TOP_DEFAULTS.connection_timeout_secs * 1000,
    requestTimeoutMs: TOP_DEFAULTS.request_timeout_secs * 1000,
    bodyTimeoutMs: TOP_DEFAULTS.body_timeout_secs * 1000,
    writeTimeoutMs: TOP_DEFAULTS.write_timeout_secs * 1000,
    maxBodyOctets: undefined,
    serverHeader: TOP_DEFAULTS.server_header,
    headers: new Map(),
    errorPages: new Map(),
    accessLog: { to: { kind: "stdout" }, format: "combined" },
  };
}

/** What a level may be written with. */
export type RawLevel = Partial<Omit<RawServer, "routes">> & Partial<Pick<RawRoute, "headers">>;

/**
 * Reads the settings of a level.
 *
 * @param outer the level around it
 * @param at where the level stands in the file
 */
export async function innerLevel(raw: RawLevel, outer: Level, at: KeyPath, reading: Reading): Promise<Level> {
  return {
    keepAliveTimeoutMs: toMs(raw.connection_timeout_secs) ?? outer.keepAliveTimeoutMs,
    requestTimeoutMs: boundMs(raw.request_timeout_secs) ?? outer.requestTimeoutMs,
    bodyTimeoutMs: boundMs(raw.body_timeout_secs) ?? outer.bodyTimeoutMs,
    writeTimeoutMs: boundMs(raw.write_timeout_secs) ?? outer.writeTimeoutMs,
    maxBodyOctets: toOctets(raw.max_body_size, [...at, "max_body_size"], reading) ?? outer.maxBodyOctets,
    serverHeader: raw.server_header ?? outer.serverHeader,
    headers: mergedHeaders(raw.headers, outer.headers, [...at, "headers"], reading),
    errorPages: await mergedErrorPages(raw.error_pages, outer.errorPages, [...at, "error_pages"], reading),
    accessLog: await accessLog(raw.access_log, outer.accessLog, [...at, "access_log"], reading),
  };
}

/** Seconds to whole milliseconds. */
export function toMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}

/** The same, where 0 seconds mean no bound: Infinity. */
function boundMs(seconds: number | undefined): number | undefined {
  return seconds === 0 ? Number.POSITIVE_INFINITY : toMs(seconds);
}

/** A size to octets; one that no number can count exactly is told. */
export function toOctets(
  size: number | string | undefined,
  at: KeyPath,
  { problems }: Reading,
): number | undefined {
  if (size === undefined) return undefined;
  const octets = parseSize(size);
  if (octets === undefined) {
    problems.error(at, `found ${describeFound(size)}; allowed: at most ${Number.MAX_SAFE_INTEGER} octets`);
  }
  return octets;
}

/** Fields that make the framing, or that every answer must have as they are (RFC 9112 §6, §9; RFC 9110 §6.6.1). */
const FRAMING_FIELDS = [
  "connection",
  "content-length",
  "date",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

function mergedHeaders(
  raw: RawLevel["headers"],
  outer: HeaderRules,
  at: KeyPath,
  { problems }: Reading,
): HeaderRules {
  if (raw === undefined) return outer;
  const merged = new Map(outer);
  const seen = new Map<string, string>();
  for (const [name, value] of Object.entries(raw)) {
    const folded = name.toLowerCase();
    const twin = seen.get(folded);
    if (twin !== undefined) {
      problems.error([...at, name], `names the same field as ${twin}; allowed: each field once`, "key");
    } else if (FRAMING_FIELDS.includes(folded)) {
      problems.error([...at, name], `the server sets ${name} itself; allowed: any other field`, "key");
    } else if (value !== null && !/^[\t\x20-\x7E\x80-\xFF]*$/.test(value)) {
      const allowed = "visible characters, spaces and tabs (RFC 9110 §5.5)";
      problems.error([...at, name], `found ${describeFound(value)}; allowed: ${allowed}`);
    }
    seen.set(folded, name);
    for (const inherited of merged.keys()) {
      if (inherited.toLowerCase() === folded) merged.delete(inherited);
    }
    merged.set(name, value === null ? null : value.trim());
  }
  return merged;
}

async function mergedErrorPages(
  raw: RawLevel["error_pages"],
  outer: ErrorPages,
  at: KeyPath,
  reading: Reading,
): Promise<ErrorPages> {
  if (raw === undefined) return outer;
  const merged = new Map(outer);
  for (const [status, page] of Object.entries(raw)) {
    const path = resolve(reading.folder, page);
    await requireFile(path, page, [...at, status], reading);
    merged.set(status, path);
  }
  return merged;
}

/** Tells if a path is not a file that can be read. */
export async function requireFile(
  path: string,
  written: string,
  at: KeyPath,
  reading: Reading,
): Promise<void> {
  await requireKind("file", path, written, at, reading);
}

/** Tells if a path is not a folder. */
export async function requireFolder(
  path: string,
  written: string,
  at: KeyPath,
  reading: Reading,
): Promise<void> {
  await requireKind("directory", path, written, at, reading);
}

async function requireKind(
  wanted: "file" | "directory",
  path: string,
  written: string,
  at: KeyPath,
  { problems, kindOf }: Reading,
): Promise<void> {
  const kind = await kindOf(path);
  if (kind !== wanted)
    problems.error(at, describePath(written, path, kind, `${KIND_NAMES[wanted]} that exists`));
}

const KIND_NAMES = {
  file: "a file",
  directory: "a folder",
  other: "neither file nor folder",
  missing: "missing",
  unreadable: "not readable",
} as const satisfies Record<PathKind, string>;

/**
 * @param allowed what should stand there, for example "a folder that exists"
 * @returns what a path is and what it should be, with the whole path where it was written relative
 */
export function describePath(written: string, path: string, kind: PathKind, allowed: string): string {
  const whole = isAbsolute(written) ? "" : ` (${path})`;
  return `found ${describeFound(written)}${whole}, which is ${KIND_NAMES[kind]}; allowed: ${allowed}`;
}

async function accessLog(
  raw: RawLevel["access_log"],
  outer: AccessLogConfig,
  at: KeyPath,
  reading: Reading,
): Promise<AccessLogConfig> {
  if (raw === undefined) return outer;
  if (typeof raw !== "object") return { to: await logDestination(raw, at, reading), format: outer.format };
  return {
    to: raw.to === undefined ? outer.to : await logDestination(raw.to, [...at, "to"], reading),
    format: raw.format ?? outer.format,
  };
}

/** Reads where a log goes. A file need not exist, its folder must. */
export async function logDestination(
  raw: string | false,
  at: KeyPath,
  reading: Reading,
): Promise<LogDestination> {
  // YAML 1.2 reads `off` as a text.
  if (raw === false || raw === "off") return { kind: "off" };
  if (raw === "stdout" || raw === "stderr") return { kind: raw };
  const path = resolve(reading.folder, raw);
  const kind = await reading.kindOf(path);
  if (kind === "directory") {
    reading.problems.error(
      at,
      `found ${describeFound(raw)}, which is a folder; allowed: stdout, stderr, off or a file`,
    );
  } else if (kind === "missing") {
    await requireFolder(dirname(path), dirname(path), at, reading);
  }
  return { kind: "file", path };
}

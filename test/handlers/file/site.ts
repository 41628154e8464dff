// A File route over a real folder, asked without any connection.

import { RepresentationCache } from "../../../src/files/representation-cache.ts";
import { createSystemDisk } from "../../../src/files/system-disk.ts";
import { createFileHandler } from "../../../src/handlers/file/file-handler.ts";
import type { FileOptions } from "../../../src/handlers/file/options.ts";
import type { Handler, RequestContext, Services } from "../../../src/handlers/handler.ts";
import type { FieldLine } from "../../../src/http/fields.ts";
import { Fields } from "../../../src/http/fields.ts";
import type { HttpRequest } from "../../../src/http/request.ts";
import type { Outcome } from "../../../src/http/response.ts";
import type { Clock } from "../../../src/platform/clock.ts";
import { systemClock } from "../../../src/platform/clock.ts";
import type { Disk } from "../../../src/platform/disk.ts";
import { silentLog } from "../../../src/platform/log.ts";
import { canonicalPath } from "../../../src/uri/canonical-path.ts";
import { parseRequestTarget } from "../../../src/uri/request-target.ts";

/** The machine's clock with an offset that the test moves. */
export interface MovableClock extends Clock {
  advance(ms: number): void;
}

export function movableClock(): MovableClock {
  let offsetMs = 0;
  return {
    ...systemClock,
    wallMs: () => Date.now() + offsetMs,
    monotonicMs: () => performance.now() + offsetMs,
    advance: (ms) => {
      offsetMs += ms;
    },
  };
}

const DEFAULTS: Omit<FileOptions, "target"> = {
  kind: "file",
  methods: ["GET"],
  directoryListing: false,
  index: ["index.html"],
  symlinks: "inside",
  hiddenFiles: "deny",
  precompressed: true,
  spa: undefined,
  tryFiles: [],
  cacheControl: undefined,
};

/** An answer with its content read. */
export interface Answer {
  readonly status: number;
  readonly fields: ReadonlyMap<string, string>;
  readonly body: string;
  readonly octets: Uint8Array;
  readonly contentKind: string;
  /** Octets of the content as the head would announce them; undefined where only the end tells. */
  readonly length: number | undefined;
  readonly outcome: Outcome;
}

/** A route `PREFIX/*` (or one file) and the means to ask it. */
export interface Site {
  readonly clock: MovableClock;
  readonly handler: Handler;
  /** What the handler gives back, unread: file contents must be closed. */
  ask(target: string, fields?: Readonly<Record<string, string>>, method?: string): Outcome | Promise<Outcome>;
  get(target: string, fields?: Readonly<Record<string, string>>, method?: string): Promise<Answer>;
  explain(target: string): Promise<readonly string[]>;
}

export function siteOf(
  folderOrTarget: string | FileOptions["target"],
  options: Partial<FileOptions> = {},
  extras: { readonly prefix?: string; readonly disk?: Disk; readonly fileOctets?: number } = {},
): Site {
  const clock = movableClock();
  const disk = extras.disk ?? createSystemDisk();
  const limits = { totalOctets: 4 * 1024 * 1024, fileOctets: extras.fileOctets ?? 64 * 1024 };
  const target =
    typeof folderOrTarget === "string" ? ({ kind: "tree", root: folderOrTarget } as const) : folderOrTarget;
  const services: Services = {
    clock,
    disk,
    log: silentLog,
    random: { fill: (into) => into.fill(0xab) },
    processes: { start: () => assertUnused() },
    representations: new RepresentationCache(clock, limits),
  };
  const handler = createFileHandler({ ...DEFAULTS, target, ...options }, services);
  const prefix = extras.prefix ?? "/";
  const ask = (requestTarget: string, fields: Readonly<Record<string, string>> = {}, method = "GET") => {
    const request = requestOf(method, requestTarget, fields, clock.monotonicMs());
    return handler.handle(request, contextOf(requestTarget, prefix));
  };
  return {
    clock,
    handler,
    ask,
    get: async (requestTarget, fields, method) =>
      read(await ask(requestTarget, fields, method), method ?? "GET"),
    explain: (requestTarget) => handler.explain("GET", contextOf(requestTarget, prefix)),
  };
}

function contextOf(requestTarget: string, prefix: string): RequestContext {
  const target = parseRequestTarget(requestTarget, "GET");
  if (target?.kind !== "origin-form") throw new Error(`not in origin-form: ${requestTarget}`);
  const result = canonicalPath(target.path);
  if (result.kind === "path-fault") throw new Error(result.reason);
  const { path, encodedSlash } = result;
  if (!path.startsWith(prefix)) throw new Error(`not below ${prefix}: ${path}`);
  return { path, encodedSlash, rest: path.slice(prefix.length), params: new Map() };
}

function requestOf(
  method: string,
  rawTarget: string,
  fields: Readonly<Record<string, string>>,
  receivedMs: number,
): HttpRequest {
  const target = parseRequestTarget(rawTarget, method);
  if (target === undefined) throw new Error(`no request target: ${rawTarget}`);
  const address = { address: "127.0.0.1", port: 1 };
  return {
    method,
    version: "1.1",
    scheme: "http",
    authority: "site.test",
    target,
    rawTarget,
    fields: Fields.fromLines(Object.entries(fields)),
    content: {
      length: 0,
      trailers: Fields.empty,
      whole: () => Promise.resolve(new Uint8Array()),
      async *[Symbol.asyncIterator]() {},
    },
    peer: address,
    local: address,
    receivedMs,
    id: "1",
    signal: new AbortController().signal,
    servedBy: undefined,
    limit() {},
    sendInterim() {},
  };
}

function assertUnused(): never {
  throw new Error("files start no process");
}

/** Reads the content of an outcome as a connection would, and closes what is open. */
export async function read(outcome: Outcome, method: string): Promise<Answer> {
  const fields = asMap(outcome.fields ?? []);
  if (outcome.kind === "refusal") {
    const { status, detail } = outcome;
    return {
      status,
      fields,
      body: detail,
      octets: Buffer.from(detail),
      contentKind: "refusal",
      length: undefined,
      outcome,
    };
  }
  const { content, status } = outcome;
  const octets: Uint8Array[] = [];
  let length: number | undefined = 0;
  if (content.kind === "octets") {
    octets.push(content.octets);
    length = content.octets.length;
  } else if (content.kind === "file") {
    length = content.end - content.start;
    if (method !== "HEAD") octets.push(await readRange(content.file, content.start, content.end));
    await content.file.close();
  } else if (content.kind === "stream") {
    length = content.length;
    if (method !== "HEAD") for await (const chunk of content.chunks) octets.push(chunk);
  }
  const whole = method === "HEAD" ? new Uint8Array() : Buffer.concat(octets);
  const body = Buffer.from(whole).toString("utf8");
  return { status, fields, body, octets: whole, contentKind: content.kind, length, outcome };
}

async function readRange(
  file: { read(into: Uint8Array, position: number): Promise<number> },
  start: number,
  end: number,
): Promise<Uint8Array> {
  const octets = new Uint8Array(end - start);
  for (let length = 0; length < octets.length; ) {
    const count = await file.read(octets.subarray(length), start + length);
    if (count === 0) return octets.subarray(0, length);
    length += count;
  }
  return octets;
}

function asMap(lines: readonly FieldLine[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of lines) {
    if (fields.has(name)) throw new Error(`twice in one head: ${name}`);
    fields.set(name, value);
  }
  return fields;
}

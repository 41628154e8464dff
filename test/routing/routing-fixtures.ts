// Configurations, requests and a machine in memory for the tests of routing.
import type { RouteConfig, ServerConfig } from "../../src/config/config.ts";
import type { Handler, RequestContext, Services } from "../../src/handlers/handler.ts";
import type { HandlerOptions } from "../../src/handlers/options.ts";
import { Fields } from "../../src/http/fields.ts";
import type { ExchangeLimits, HttpRequest } from "../../src/http/request.ts";
import type { Content, HttpResponse, Outcome } from "../../src/http/response.ts";
import { type Disk, DiskError, type FileStatus } from "../../src/platform/disk.ts";
import type { Log } from "../../src/platform/log.ts";
import { type CanonicalPath, canonicalPath } from "../../src/uri/canonical-path.ts";
import { parseRequestTarget } from "../../src/uri/request-target.ts";

/** A route with everything that a test doesn't speak of filled in; its handler is named by `feature`. */
export function route(
  path: string,
  methods: readonly string[],
  rest: Partial<RouteConfig> = {},
): RouteConfig {
  return {
    path,
    methods,
    handler: { kind: "unbuilt", feature: path },
    headers: new Map(),
    maxBodyOctets: 1000,
    bodyTimeoutMs: 30_000,
    writeTimeoutMs: 60_000,
    errorPages: new Map(),
    serverHeader: false,
    source: undefined,
    ...rest,
  };
}

/** A server likewise. */
export function server(routes: readonly RouteConfig[], rest: Partial<ServerConfig> = {}): ServerConfig {
  return {
    host: "0.0.0.0",
    port: 8080,
    serverNames: [],
    routes,
    errorPages: new Map(),
    headers: new Map(),
    serverHeader: false,
    maxBodyOctets: 2000,
    bodyTimeoutMs: 30_000,
    writeTimeoutMs: 60_000,
    keepAliveTimeoutMs: 60_000,
    requestTimeoutMs: 30_000,
    accessLog: { to: { kind: "off" }, format: "combined" },
    ...rest,
  };
}

/** A request that records what the dispatcher tells it. */
export interface RecordedRequest extends HttpRequest {
  readonly limits: ExchangeLimits[];
}

export interface RequestOptions {
  readonly authority?: string;
  readonly fields?: readonly (readonly [string, string])[];
  readonly length?: number | undefined;
}

/** @param rawTarget as in a request line; must be a valid target */
export function request(method: string, rawTarget: string, options: RequestOptions = {}): RecordedRequest {
  const target = parseRequestTarget(rawTarget, method);
  if (target === undefined) throw new Error(`no request target: ${rawTarget}`);
  const limits: ExchangeLimits[] = [];
  const length = "length" in options ? options.length : 0;
  return {
    method,
    version: "1.1",
    scheme: "http",
    authority: options.authority ?? (target.kind === "absolute-form" ? target.authority : "localhost:8080"),
    target,
    rawTarget,
    fields: Fields.fromLines(options.fields ?? []),
    content: {
      length,
      whole: async () => new Uint8Array(),
      trailers: Fields.empty,
      async *[Symbol.asyncIterator]() {},
    },
    peer: { address: "127.0.0.1", port: 50_000 },
    local: { address: "127.0.0.1", port: 8080 },
    receivedMs: 0,
    id: "id-1",
    signal: new AbortController().signal,
    servedBy: undefined,
    limit: (given) => void limits.push(given),
    sendInterim() {},
    limits,
  };
}

/** What a log was told. */
export interface LogEntry {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** All but what a generation adds. */
export type MachineServices = Omit<Services, "representations">;

/** A machine whose clock and files the test moves. */
export interface Machine {
  readonly services: MachineServices;
  readonly entries: LogEntry[];
  readonly files: Map<string, string>;
  /** How often a file was read. */
  reads: number;
  nowMs: number;
}

export function createMachine(): Machine {
  const entries: LogEntry[] = [];
  const files = new Map<string, string>();
  const machine: Machine = { services: undefined as never, entries, files, reads: 0, nowMs: 0 };
  const say =
    (level: LogEntry["level"]): Log["error"] =>
    (message, details = {}) =>
      void entries.push({ level, message, details });
  const services: MachineServices = {
    clock: {
      wallMs: () => machine.nowMs,
      monotonicMs: () => machine.nowMs,
      every: () => ({ cancel() {} }),
      after: () => ({ cancel() {} }),
    },
    disk: memoryDisk(machine),
    processes: { start: () => unavailable("processes") },
    random: { fill: (into) => void into.fill(7) },
    log: { debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") },
  };
  return Object.assign(machine, { services });
}

function unavailable(what: string): never {
  throw new Error(`routing must not use ${what}`);
}

function memoryDisk(machine: Machine): Disk {
  const textOf = (path: string): string => {
    const text = machine.files.get(path);
    if (text === undefined) throw new DiskError("ENOENT", path);
    return text;
  };
  return {
    openFile: async () => unavailable("openFile"),
    linkStatus: async () => unavailable("linkStatus"),
    realPath: async () => unavailable("realPath"),
    entries: () => unavailable("entries"),
    makeFolder: async () => unavailable("makeFolder"),
    status: async (path) => statusOf(textOf(path)),
    async readWhole(path) {
      machine.reads += 1;
      return new TextEncoder().encode(textOf(path));
    },
  };
}

/** A changed text is a changed file: its content stands for its times. */
function statusOf(text: string): FileStatus {
  const modifiedNs = [...text].reduce(
    (sum, letter) => (sum * 31n + BigInt(letter.charCodeAt(0))) % 1_000_003n,
    7n,
  );
  return { kind: "file", size: text.length, modifiedNs, modifiedMs: 0, inode: 1n, device: 1n };
}

/** A handler whose answer the test gives; what it was asked is kept. */
export function handlerOf(
  answer: (request: HttpRequest, context: RequestContext) => Outcome | Promise<Outcome>,
): Handler {
  return { handle: answer, explain: async () => ["explained by the handler"] };
}

/** A maker of handlers that answer 200 with the path of their route, for tests that only ask which route it is. */
export function namingHandler(options: HandlerOptions): Handler {
  const name = options.kind === "unbuilt" ? options.feature : options.kind;
  return handlerOf(() => textResponse(name));
}

export function textResponse(text: string, rest: Partial<HttpResponse> = {}): HttpResponse {
  const content: Content = { kind: "octets", octets: new TextEncoder().encode(text) };
  return { kind: "response", status: 200, fields: [["Content-Type", "text/plain"]], content, ...rest };
}

/** @returns the text of an answer; "" where it has no content */
export function textOf({ content }: HttpResponse): string {
  return content.kind === "octets" ? new TextDecoder().decode(content.octets) : "";
}

/** @returns the value of the first such field, or undefined */
export function field({ fields }: HttpResponse, name: string): string | undefined {
  return fields.find((line) => line[0].toLowerCase() === name)?.[1];
}

/** @returns the path made canonical; the test's own path must be one */
export function canonical(raw: string): CanonicalPath {
  const outcome = canonicalPath(raw);
  if (outcome.kind !== "path") throw new Error(`no path: ${raw}`);
  return outcome.path;
}

// The whole configuration: the top level, its servers, their routes, and what must be unique among them.
import { COMMON_METHODS } from "../http/method.ts";
import { parseRoutePattern, patternShape } from "../uri/route-pattern.ts";
import type { Config, LimitsConfig, RouteConfig, ServerConfig } from "./config.ts";
import { LIMIT_DEFAULTS, LIMIT_MINIMUMS, SERVER_DEFAULTS, TOP_DEFAULTS } from "./defaults.ts";
import { describeFound, type KeyPath } from "./diagnostics.ts";
import {
  innerLevel,
  type Level,
  logDestination,
  outermostLevel,
  type Reading,
  toMs,
  toOctets,
} from "./level.ts";
import { parseListenHost } from "./listen-host.ts";
import { ListenerClaims } from "./listener-claims.ts";
import { readRoute } from "./route.ts";
import type { RawServer, RawTop } from "./schema-top.ts";
import { readServerNames } from "./server-name.ts";
import type { Shapes } from "./shapes.ts";
import { parseSize } from "./size.ts";

/** What reading needs at every level. */
interface Whole extends Reading {
  readonly shapes: Shapes;
  /** Methods that the server knows: the common ones, and any that a route lists. */
  readonly known: readonly string[];
  readonly claims: ListenerClaims;
}

/**
 * Reads a configuration.
 *
 * @param value the plain value of the document
 * @param shapes what makes sure of its shape
 * @param file the absolute path of the file, if it is one
 * @returns undefined where nothing usable is left; whether there were mistakes is for `reading.problems` to say
 */
export async function readTop(
  value: unknown,
  shapes: Shapes,
  file: string | undefined,
  reading: Reading,
): Promise<Config | undefined> {
  const top = shapes.top(value, reading.problems)?.value;
  if (top === undefined) return undefined;
  const level = await innerLevel(top, outermostLevel(), [], reading);
  const claims = new ListenerClaims(reading.problems);
  const whole: Whole = { ...reading, shapes, known: knownMethods(top.servers), claims };
  const servers: ServerConfig[] = [];
  if (top.servers.length === 0)
    reading.problems.error(["servers"], "found an empty list; allowed: one server or more");
  for (const [index, server] of top.servers.entries()) {
    const read = await readServer(server, level, ["servers", index], whole);
    if (read !== undefined) servers.push(read);
  }
  return {
    file,
    servers,
    limits: readLimits(top.limits ?? {}, reading),
    shutdownTimeoutMs: toMs(top.shutdown_timeout_secs) ?? TOP_DEFAULTS.shutdown_timeout_secs * 1000,
    logLevel: top.log_level ?? TOP_DEFAULTS.log_level,
    errorLog: await logDestination(top.error_log ?? TOP_DEFAULTS.error_log, ["error_log"], reading),
  };
}

function readLimits(raw: NonNullable<RawTop["limits"]>, reading: Reading): LimitsConfig {
  const octets = (key: "header_bytes" | "request_target_bytes" | "drain_bytes"): number =>
    toOctets(raw[key], ["limits", key], reading) ?? LIMIT_DEFAULTS[key];
  const headerOctets = octets("header_bytes");
  const requestTargetOctets = octets("request_target_bytes");
  checkMinimum("header_bytes", headerOctets, raw, reading);
  checkMinimum("request_target_bytes", requestTargetOctets, raw, reading);
  if (raw.request_target_bytes !== undefined && requestTargetOctets >= headerOctets) {
    reading.problems.warn(
      ["limits", "request_target_bytes"],
      `has no effect: the request line is part of header_bytes (${headerOctets}), so that a long target gets 431 first`,
    );
  }
  return {
    headerOctets,
    headerFields: raw.header_fields ?? LIMIT_DEFAULTS.header_fields,
    requestTargetOctets,
    connections: raw.connections ?? LIMIT_DEFAULTS.connections,
    connectionsPerIp: raw.connections_per_ip ?? LIMIT_DEFAULTS.connections_per_ip,
    requestsPerConnection: raw.requests_per_connection ?? LIMIT_DEFAULTS.requests_per_connection,
    drainOctets: octets("drain_bytes"),
  };
}

/** Of a size that is written as a text; the schema has looked at numbers. */
function checkMinimum(
  key: keyof typeof LIMIT_MINIMUMS,
  octets: number,
  raw: NonNullable<RawTop["limits"]>,
  { problems }: Reading,
): void {
  if (octets >= LIMIT_MINIMUMS[key]) return;
  const found = `found ${describeFound(raw[key])}`;
  problems.error(["limits", key], `${found}; allowed: ${LIMIT_MINIMUMS[key]} octets or more`);
}

async function readServer(
  value: unknown,
  outer: Level,
  at: KeyPath,
  whole: Whole,
): Promise<ServerConfig | undefined> {
  const { shapes, problems, claims } = whole;
  const raw = shapes.server(value, at, problems)?.value;
  if (raw === undefined) return undefined;
  const host = parseListenHost(raw.host ?? SERVER_DEFAULTS.host) ?? SERVER_DEFAULTS.host;
  const port = raw.port ?? SERVER_DEFAULTS.port;
  const serverNames = readServerNames(raw.server_name, [...at, "server_name"], whole);
  const level = await innerLevel(raw, outer, at, whole);
  // An address that was left out for being wrong is no claim on the default one.
  const hasAddress = !isLeftOut("host", raw, value) && !isLeftOut("port", raw, value);
  if (hasAddress) claims.claim({ host, port, serverNames, raw, level }, at);
  if (raw.routes.length === 0)
    problems.warn([...at, "routes"], "has no route: every request is answered 404");
  const maxBodyOctets = level.maxBodyOctets ?? parseSize(TOP_DEFAULTS.max_body_size) ?? 0;
  return {
    ...level,
    host,
    port,
    serverNames,
    routes: await readRoutes(raw.routes, level, at, whole),
    maxBodyOctets,
  };
}

function isLeftOut(key: "host" | "port", read: RawServer, written: unknown): boolean {
  return read[key] === undefined && typeof written === "object" && written !== null && key in written;
}

async function readRoutes(
  values: readonly unknown[],
  level: Level,
  at: KeyPath,
  whole: Whole,
): Promise<readonly RouteConfig[]> {
  const { shapes, problems, known } = whole;
  const routes: RouteConfig[] = [];
  const claimed = new Map<string, { readonly line: number; readonly path: string }>();
  for (const [index, value] of values.entries()) {
    const place = [...at, "routes", index];
    const raw = shapes.route(value, place, problems);
    const route = raw === undefined ? undefined : await readRoute(raw, level, known, place, whole);
    if (route === undefined) continue;
    claimMethods(route, claimed, place, whole);
    routes.push(route);
  }
  return routes;
}

/** Tells where two routes would answer the same requests. */
function claimMethods(
  { path, methods, source }: RouteConfig,
  claimed: Map<string, { readonly line: number; readonly path: string }>,
  at: KeyPath,
  { problems }: Reading,
): void {
  const wanted = methods.includes("GET") ? new Set([...methods, "HEAD"]) : new Set(methods);
  const pattern = patternShape(parseRoutePattern(path));
  const clashes = [...wanted].filter((method) => claimed.has(`${method} ${pattern}`));
  const first = claimed.get(`${clashes[0]} ${pattern}`);
  if (first !== undefined) {
    const rule = "allowed: two routes for one path only with different methods (GET brings HEAD)";
    problems.error(
      [...at, "path"],
      `the route ${first.path} in line ${first.line} answers ${clashes.join(", ")} already; ${rule}`,
    );
  }
  for (const method of wanted) {
    const key = `${method} ${pattern}`;
    if (!claimed.has(key)) claimed.set(key, { line: source?.line ?? 0, path });
  }
}

/** The methods that any request may come with: those listed anywhere are known everywhere. */
function knownMethods(servers: readonly unknown[]): readonly string[] {
  const known = new Set<string>(COMMON_METHODS);
  for (const server of servers) {
    for (const route of listAt(server, "routes")) {
      for (const method of listAt(route, "methods")) {
        if (typeof method === "string") known.add(method);
      }
    }
  }
  return [...known];
}

/** The list under a key of a value that nobody has looked at yet; [] where there is none. */
function listAt(value: unknown, key: string): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  const found: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return Array.isArray(found) ? found : [];
}

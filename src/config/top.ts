// The whole configuration: the top level, its servers, their routes, and what must be unique among them.
import type { Config, LimitsConfig, RouteConfig, ServerConfig } from "./config.ts";
import { COMMON_METHODS, LIMIT_DEFAULTS, SERVER_DEFAULTS, TOP_DEFAULTS } from "./defaults.ts";
import type { KeyPath } from "./diagnostics.ts";
import {
  innerLevel,
  type Level,
  logDestination,
  outermostLevel,
  type Reading,
  toMs,
  toOctets,
} from "./level.ts";
import { readRoute } from "./route.ts";
import { routePattern } from "./route-path.ts";
import type { RawTop } from "./schema-top.ts";
import { readServerNames } from "./server-name.ts";
import type { Shapes } from "./shapes.ts";
import { parseSize } from "./size.ts";

/** What reading needs at every level. */
interface Whole extends Reading {
  readonly shapes: Shapes;
  /** Methods that the server knows: the common ones, and any that a route lists. */
  readonly known: readonly string[];
  /** Listeners and names that are taken, to the place that took them. */
  readonly taken: Map<string, KeyPath>;
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
  const whole: Whole = { ...reading, shapes, known: knownMethods(top.servers), taken: new Map() };
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
  return {
    headerOctets: octets("header_bytes"),
    headerFields: raw.header_fields ?? LIMIT_DEFAULTS.header_fields,
    requestTargetOctets: octets("request_target_bytes"),
    connections: raw.connections ?? LIMIT_DEFAULTS.connections,
    connectionsPerIp: raw.connections_per_ip ?? LIMIT_DEFAULTS.connections_per_ip,
    requestsPerConnection: raw.requests_per_connection ?? LIMIT_DEFAULTS.requests_per_connection,
    drainOctets: octets("drain_bytes"),
  };
}

async function readServer(
  value: unknown,
  outer: Level,
  at: KeyPath,
  whole: Whole,
): Promise<ServerConfig | undefined> {
  const { shapes, problems } = whole;
  const raw = shapes.server(value, at, problems)?.value;
  if (raw === undefined) return undefined;
  const host = raw.host ?? SERVER_DEFAULTS.host;
  const port = raw.port ?? SERVER_DEFAULTS.port;
  const serverNames = readServerNames(raw.server_name, [...at, "server_name"], whole);
  checkNames(`${host}:${port}`, serverNames, at, whole);
  const level = await innerLevel(raw, outer, at, whole);
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
  const pattern = routePattern(path);
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

/** Tells where a server could never be reached, because another has its name on the same host and port. */
function checkNames(
  listener: string,
  names: readonly string[],
  at: KeyPath,
  { problems, taken }: Whole,
): void {
  const line = (place: KeyPath): number => problems.position(place).line;
  const first = taken.get(listener);
  // Names that no server has get the first server: only that one is reached without a name of its own.
  if (first === undefined) taken.set(listener, at);
  else if (names.length === 0) {
    const rule = `only the first server of ${listener} (line ${line(first)}) is reached without a name`;
    problems.error(at, `has no server_name; ${rule}: give this one a server_name, or put it first`);
  }
  for (const name of names) {
    const owner = taken.get(`${listener} ${name}`);
    if (owner === undefined) taken.set(`${listener} ${name}`, at);
    else {
      const rule = `allowed: each name once on ${listener}`;
      problems.error(
        [...at, "server_name"],
        `found "${name}", which the server in line ${line(owner)} has; ${rule}`,
      );
    }
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

// `ferrous explain`: says rule by rule who would answer a request and why, and starts nothing.
import type { Config, RouteConfig, ServerConfig } from "../config/config.ts";
import { RepresentationCache } from "../files/representation-cache.ts";
import type { Handler, Services } from "../handlers/handler.ts";
import type { HandlerOptions } from "../handlers/options.ts";
import { createHandler } from "../handlers/registry.ts";
import { slashedReference } from "../http/location.ts";
import { hostInUrl, normalizeHost, parseAuthority } from "../uri/authority.ts";
import { canonicalPath } from "../uri/canonical-path.ts";
import { explainAdditions } from "./explain-additions.ts";
import { explainRoutes } from "./explain-routes.ts";
import { createHostTable, type HostMatch } from "./host-table.ts";
import { knownMethods } from "./known-methods.ts";
import { groupByListener, type ListenerServers } from "./listeners.ts";
import { allowValue, decideMethod, NEVER_ALLOWED, type Place } from "./place.ts";
import { createRouteTable } from "./route-table.ts";

/** A URL as a client takes it apart: path and query stay as they are typed. */
interface AskedUrl {
  readonly scheme: string;
  readonly authority: string;
  readonly rawPath: string;
  readonly query: string | undefined;
}

/** Makes a route's handler; only the one that would answer is made. */
type MakeHandler = (options: HandlerOptions) => Handler;

/**
 * Explains what a request would get.
 *
 * @param method upper case, as a request line has it
 * @param url absolute, or a path for the first listener; not normalized, so that `/a/../b` can be asked about
 * @returns lines for a person, in the order of the rules; the handler's own are indented
 */
export async function explainRequest(
  config: Config,
  method: string,
  url: string,
  machine: Omit<Services, "representations">,
  makeHandler: MakeHandler = makerOf(machine),
): Promise<readonly string[]> {
  const asked = takeApart(url);
  if (asked === undefined) return [`${url} is no http URL.`];
  if (asked.authority !== "" && parseAuthority(asked.authority) === undefined) {
    return [
      `Authority: ${asked.authority} is malformed: a host, and a port if need be, but no user name`,
      "Answer: 400",
    ];
  }
  const [listener, listenerReason] = chooseListener(groupByListener(config.servers), asked);
  const host = createHostTable(listener.servers).match(asked.authority);
  const lines = [
    `Listener: ${hostInUrl(listener.host)}:${listener.port}, ${listenerReason}`,
    `Server: ${nameOf(host.server, config)}, ${hostReason(host, asked.authority, listener.servers.length)}`,
  ];
  const rest = await explainOnServer(config, host.server, method, asked, makeHandler);
  return [...lines, ...rest];
}

/** Nothing is served, so the handlers get a cache that nobody shares. */
function makerOf(machine: Omit<Services, "representations">): MakeHandler {
  const services = { ...machine, representations: new RepresentationCache(machine.clock) };
  return (options) => createHandler(options, services);
}

async function explainOnServer(
  config: Config,
  server: ServerConfig,
  method: string,
  { rawPath, query }: AskedUrl,
  makeHandler: MakeHandler,
): Promise<readonly string[]> {
  if (rawPath === WHOLE_SERVER) return explainWholeServer(server, method);
  const table = createRouteTable(server.routes);
  const canonical = canonicalPath(rawPath);
  if (canonical.kind === "path-fault") {
    return [
      `Path: ${rawPath} can't be used: ${canonical.reason}`,
      "Answer: 400",
      ...explainAdditions(server, 400),
    ];
  }
  const { path, encodedSlash } = canonical;
  const match = table.match(path);
  const lines = [
    path === rawPath ? `Path: ${path}` : `Path: ${path}, from ${rawPath}`,
    ...explainRoutes(table, match, path, config.file),
  ];
  const known = knownMethods(config.servers);
  if (match === undefined) {
    const answer = withoutPlace(method, known, server);
    return [...lines, answer.line, ...explainAdditions(server, answer.status)];
  }
  const decision = decideMethod(match.place, method, known);
  lines.push(methodLine(decision, method, match.place));
  if (typeof decision === "string") {
    return [...lines, ...explainAdditions(match.place.lead, DECISION_STATUS[decision])];
  }
  if (match.kind === "add-slash") {
    lines.push(`Answer: 308 to ${slashedReference(canonical, query)}`);
  } else {
    const context = { path, encodedSlash, rest: match.rest, params: match.params };
    const told = await makeHandler(decision.handler).explain(method, context);
    lines.push(`Handler: ${decision.handler.kind}`, ...told.map((line) => `  ${line}`));
    return [...lines, ...explainAdditions(decision, errorStatus(told))];
  }
  return [...lines, ...explainAdditions(decision)];
}

/** The target of a request about the server as a whole (RFC 9110 §9.3.7). */
const WHOLE_SERVER = "*";

function explainWholeServer(server: ServerConfig, method: string): readonly string[] {
  if (method !== "OPTIONS") {
    return ["Target: * is for OPTIONS alone", "Answer: 400", ...explainAdditions(server, 400)];
  }
  const allow = allowValue(server.routes.flatMap((route) => route.methods));
  return [
    "Target: *, the server as a whole, whatever its routes",
    `Answer: 204, Allow: ${allow}`,
    ...explainAdditions(server),
  ];
}

/** What comes of a method that no route of the place answers; OPTIONS is no error. */
const DECISION_STATUS = { options: undefined, unknown: 501, "not-allowed": 405 } as const;

/** @returns the status where a handler's last line names an error: "answers 404", "uploads: not built yet, answer 501" */
function errorStatus(told: readonly string[]): number | undefined {
  const status = Number(/\banswers? (\d{3})\b/.exec(told.at(-1) ?? "")?.[1]);
  return status >= 400 ? status : undefined;
}

/** Characters that no request line can hold are encoded, as a browser would. */
function takeApart(url: string): AskedUrl | undefined {
  if (url === WHOLE_SERVER) return { scheme: "http", authority: "", rawPath: WHOLE_SERVER, query: undefined };
  const text = url.toWellFormed().replace(/[^\x21-\x7e]+/g, (run) => encodeURIComponent(run));
  const match = /^(?:(https?):\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?/i.exec(text);
  if (match === null) return undefined;
  const [, scheme = "http", authority = "", path, query] = match;
  if (authority === "" && !path.startsWith("/")) return undefined;
  return { scheme: scheme.toLowerCase(), authority, rawPath: path === "" ? "/" : path, query };
}

/** By port, then by address; a URL that no listener serves is explained for the nearest one. */
function chooseListener(
  listeners: readonly ListenerServers[],
  { scheme, authority }: AskedUrl,
): readonly [listener: ListenerServers, reason: string] {
  if (authority === "") return [listeners[0], "the first, as the URL names none"];
  const parsed = parseAuthority(authority);
  const port = parsed?.port ?? (scheme === "https" ? 443 : 80);
  const onPort = listeners.filter((listener) => listener.port === port || listener.port === 0);
  const host = normalizeHost(parsed?.host ?? "");
  const exact = onPort.find((listener) => normalizeHost(listener.host) === host);
  if (exact !== undefined) return [exact, `which is what the URL names`];
  const open = onPort.find(({ host: address }) => address === "0.0.0.0" || address === "::") ?? onPort[0];
  if (open !== undefined)
    return [open, open.port === 0 ? "which gets any free port" : `the URL names port ${port}`];
  return [listeners[0], `shown instead: nothing listens on port ${port}, which the URL names`];
}

function nameOf(server: ServerConfig, config: Config): string {
  const names = server.serverNames.length === 0 ? "without a name" : server.serverNames.join(", ");
  return `number ${config.servers.indexOf(server) + 1} (${names})`;
}

function hostReason(match: HostMatch<ServerConfig>, authority: string, servers: number): string {
  switch (match.kind) {
    case "exact":
      return `whose name is ${match.name}`;
    case "wildcard":
      return `whose ${match.name} is the longest wildcard that fits ${authority}`;
    case "default":
      if (servers === 1) return "the only one of this listener";
      return `the first of this listener, as no name fits ${authority === "" ? "a request without a host" : authority}`;
  }
}

/** What a path without a route gets. */
interface PlainAnswer {
  readonly status: number;
  readonly line: string;
}

function withoutPlace(method: string, known: ReadonlySet<string>, server: ServerConfig): PlainAnswer {
  if (!known.has(method)) return { status: 501, line: `Answer: 501, nobody knows the method ${method}` };
  if (!NEVER_ALLOWED.has(method)) return { status: 404, line: "Answer: 404" };
  const allow = allowValue(server.routes.flatMap((route) => route.methods));
  return { status: 405, line: `Answer: 405, Allow: ${allow}` };
}

function methodLine(
  decision: ReturnType<typeof decideMethod<RouteConfig>>,
  method: string,
  place: Place<RouteConfig>,
): string {
  switch (decision) {
    case "options":
      return `Method: OPTIONS is answered by the server itself: 204, Allow: ${place.allow}`;
    case "unknown":
      return `Method: nobody knows ${method}: 501`;
    case "not-allowed":
      return `Method: ${method} is not allowed: 405, Allow: ${place.allow}`;
    default:
      return `Method: ${method} is allowed${decision.methods.includes(method) ? "" : ", as GET is"}`;
  }
}

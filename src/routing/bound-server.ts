// A configured server and its routes made ready to answer: handlers made, filters made, limits as constant objects.
import type { ErrorPages, RouteConfig, ServerConfig } from "../config/config.ts";
import type { Handler, RequestContext } from "../handlers/handler.ts";
import type { HandlerOptions } from "../handlers/options.ts";
import type { ExchangeLimits, ServedBy } from "../http/request.ts";
import { type HttpResponse, NO_CONTENT } from "../http/response.ts";
import { allowValue, type Place, type RoutedPath } from "./place.ts";
import { createResponseFilter, type ResponseFilter } from "./response-filter.ts";
import { createRouteTable, type RouteTable } from "./route-table.ts";

/** What holds for an answer wherever it comes from: a route's own, or its server's where no route was found. */
export interface AnswerScope {
  readonly servedBy: ServedBy;
  readonly limits: ExchangeLimits;
  readonly errorPages: ErrorPages;
  readonly filter: ResponseFilter;
  readonly errorFilter: ResponseFilter;
}

/** A route that can answer. */
export interface BoundRoute extends AnswerScope, RoutedPath {
  readonly config: RouteConfig;
  readonly handler: Handler;
}

/** Where a path leads on one server: the same for every request of that path. */
export interface Located {
  readonly place: Place<BoundRoute>;
  readonly context: RequestContext;
  /** Whether the path lacks the slash at its end that the route's prefix has. */
  readonly lacksSlash: boolean;
}

/** A server that can answer. */
export interface BoundServer extends AnswerScope {
  readonly serverNames: readonly string[];
  readonly table: RouteTable<BoundRoute>;
  /** Allow for what is asked of the server as a whole: `OPTIONS *`. */
  readonly allow: string;
  readonly optionsAnswer: HttpResponse;
  /** Where the raw paths of late requests lead: bounded by whoever adds to it. */
  readonly located: Map<string, Located>;
}

/**
 * Makes a server ready.
 *
 * @param index of the server in the configuration, for logs
 * @param makeHandler called once per route
 */
export function bindServer(
  server: ServerConfig,
  index: number,
  makeHandler: (options: HandlerOptions) => Handler,
): BoundServer {
  const served = { server: index, serverName: server.serverNames[0] ?? "" };
  const routes = server.routes.map(
    (route): BoundRoute => ({
      ...scopeOf(route, { ...served, route: route.path }),
      config: route,
      path: route.path,
      methods: route.methods,
      handler: makeHandler(route.handler),
    }),
  );
  const allow = allowValue(routes.flatMap((route) => route.methods));
  return {
    ...scopeOf(server, { ...served, route: "" }),
    serverNames: server.serverNames,
    table: createRouteTable(routes),
    allow,
    optionsAnswer: optionsAnswer(allow),
    located: new Map(),
  };
}

/** @returns the answer to OPTIONS (RFC 9110 §9.3.7) */
export function optionsAnswer(allow: string): HttpResponse {
  return { kind: "response", status: 204, fields: [["Allow", allow]], content: NO_CONTENT, shared: true };
}

/** A route's headers and error pages hold its server's already: the configuration lays one level over the other. */
function scopeOf(config: RouteConfig | ServerConfig, servedBy: ServedBy): AnswerScope {
  return {
    servedBy,
    limits: {
      contentOctets: config.maxBodyOctets,
      bodyTimeoutMs: config.bodyTimeoutMs,
      writeTimeoutMs: config.writeTimeoutMs,
    },
    errorPages: config.errorPages,
    filter: createResponseFilter(config.headers, config.serverHeader, "handler"),
    errorFilter: createResponseFilter(config.headers, config.serverHeader, "error"),
  };
}

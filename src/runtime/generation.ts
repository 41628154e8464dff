// One configuration at work: immutable. A request keeps the generation that it began with.
import type { Config, ServerConfig } from "../config/config.ts";
import type { Serving } from "../connection/application.ts";
import type { Observer } from "../connection/observer.ts";
import type { ConnectionSettings } from "../connection/settings.ts";
import { HeadParsers } from "../h1/head-parser.ts";
import type { Services } from "../handlers/handler.ts";
import type { HandlerOptions } from "../handlers/options.ts";
import { createHandler } from "../handlers/registry.ts";
import type { HttpResponse } from "../http/response.ts";
import { type AccessLog, createAccessLog, silentAccessLog } from "../log/access-log.ts";
import type { LogWriters } from "../log/log-writers.ts";
import type { Clock } from "../platform/clock.ts";
import type { SocketAddress } from "../platform/transport.ts";
import { createDispatcher } from "../routing/dispatch.ts";
import { groupByListener } from "../routing/listeners.ts";
import { SERVER_LINE } from "../routing/response-filter.ts";

/** The servers that share one host and port, ready to answer. */
export interface ListenerPlan extends Serving {
  readonly address: SocketAddress;
  /** The first is the default. */
  readonly servers: readonly ServerConfig[];
  readonly settings: ConnectionSettings;
  readonly parsers: HeadParsers;
}

/** What a configuration amounts to. */
export interface Generation {
  readonly config: Config;
  /** By `host:port` as configured. */
  readonly listeners: ReadonlyMap<string, ListenerPlan>;
  reopenLogs(): void;
  /** Writes what is left in the access logs. */
  close(): Promise<void>;
}

/** Builds a generation; nothing of it listens yet. */
export function createGeneration(config: Config, services: Services, writers: LogWriters): Generation {
  const makeHandler = (options: HandlerOptions) => createHandler(options, services);
  const logs = openAccessLogs(config.servers, services.clock, writers);
  const listeners = new Map<string, ListenerPlan>();
  for (const { host, port, servers } of groupByListener(config.servers)) {
    const settings = connectionSettings(config, servers[0]);
    listeners.set(`${host}:${port}`, {
      address: { address: host, port },
      servers,
      application: createDispatcher(servers, makeHandler, services, config.servers),
      observer: createLogObserver(logs, config.servers.indexOf(servers[0])),
      tooManyConnections: tooManyConnections(servers[0]),
      settings,
      parsers: new HeadParsers(settings.message),
    });
  }
  return {
    config,
    listeners,
    reopenLogs() {
      for (const log of logs) log.reopen();
    },
    async close() {
      await Promise.all(logs.map((log) => log.close()));
    },
  };
}

/** RFC 9110 §15.6.4: the client may come again. */
function tooManyConnections({ serverHeader }: ServerConfig): HttpResponse {
  const text = "The server has as many connections as it can take. Try again in a moment.\n";
  return {
    kind: "response",
    status: 503,
    fields: [
      ["Content-Type", "text/plain; charset=utf-8"],
      ["Retry-After", "2"],
      ["Cache-Control", "no-store"],
      ...(serverHeader ? [SERVER_LINE] : []),
    ],
    content: { kind: "octets", octets: Buffer.from(text) },
  };
}

/** All or none: what was opened before one failed is given back. */
function openAccessLogs(
  servers: readonly ServerConfig[],
  clock: Clock,
  writers: LogWriters,
): readonly AccessLog[] {
  const logs: AccessLog[] = [];
  try {
    for (const { accessLog } of servers) logs.push(createAccessLog(accessLog, { clock, writers }));
  } catch (error) {
    for (const log of logs) void log.close();
    throw error;
  }
  return logs;
}

/** Before a host is known the listener's first server decides. */
function connectionSettings({ limits }: Config, server: ServerConfig): ConnectionSettings {
  return {
    message: {
      headOctets: limits.headerOctets,
      headerFields: limits.headerFields,
      requestTargetOctets: limits.requestTargetOctets,
    },
    requestTimeoutMs: server.requestTimeoutMs,
    keepAliveTimeoutMs: server.keepAliveTimeoutMs,
    bodyTimeoutMs: server.bodyTimeoutMs,
    writeTimeoutMs: server.writeTimeoutMs,
    drainOctets: limits.drainOctets,
    requestsPerConnection: limits.requestsPerConnection,
  };
}

/**
 * Passes each exchange to the log of the server that answered.
 *
 * @param first the default server of the listener: what no server understood goes into its log
 */
function createLogObserver(logs: readonly AccessLog[], first: number): Observer | undefined {
  if (logs.every((log) => log === silentAccessLog)) return undefined;
  return {
    exchangeEnded(record) {
      logs[record.request?.servedBy?.server ?? first].write(record);
    },
  };
}

// The validated configuration: readonly, absolute paths, octets and ms as numbers, defaults filled in, nothing left to check.
import type { HandlerOptions } from "../handlers/options.ts";
import type { LogLevel } from "../platform/log.ts";

/** Where a log goes. */
export type LogDestination =
  | { readonly kind: "off" }
  | { readonly kind: "stdout" }
  | { readonly kind: "stderr" }
  | { readonly kind: "file"; readonly path: string };

export interface AccessLogConfig {
  readonly to: LogDestination;
  readonly format: "combined" | "json";
}

/** What a route's error answers look like: status ("404") or class ("4xx") to the absolute path of a page. */
export type ErrorPages = ReadonlyMap<string, string>;

/** A header to set, or (null) to remove. */
export type HeaderRules = ReadonlyMap<string, string | null>;

export interface RouteConfig {
  /** As written: `/x`, `/x/*`, `/x/:id`. */
  readonly path: string;
  /** Upper case, as configured or by default; HEAD is added to GET by routing, not here. */
  readonly methods: readonly string[];
  readonly handler: HandlerOptions;
  readonly headers: HeaderRules;
  readonly maxBodyOctets: number;
  readonly bodyTimeoutMs: number;
  readonly writeTimeoutMs: number;
  /** The route's own over the server's over the top level's. */
  readonly errorPages: ErrorPages;
  readonly serverHeader: boolean;
  /** Line and column (from 1) in the configuration file, for `explain`; undefined for a route that no file names. */
  readonly source: { readonly line: number; readonly column: number } | undefined;
}

export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  /** Lower case; exact names and `*.example.com`. Empty where none is given. */
  readonly serverNames: readonly string[];
  readonly routes: readonly RouteConfig[];
  readonly errorPages: ErrorPages;
  readonly headers: HeaderRules;
  readonly serverHeader: boolean;
  readonly maxBodyOctets: number;
  readonly bodyTimeoutMs: number;
  readonly writeTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly accessLog: AccessLogConfig;
}

export interface LimitsConfig {
  readonly headerOctets: number;
  readonly headerFields: number;
  readonly requestTargetOctets: number;
  /** 0: found from the descriptor limit. */
  readonly connections: number;
  /** 0: none. */
  readonly connectionsPerIp: number;
  /** 0: none. */
  readonly requestsPerConnection: number;
  readonly drainOctets: number;
}

export interface Config {
  /** Absolute path of the file, or undefined where the configuration was made in memory (`ferrous serve`). */
  readonly file: string | undefined;
  readonly servers: readonly ServerConfig[];
  readonly limits: LimitsConfig;
  readonly shutdownTimeoutMs: number;
  readonly logLevel: LogLevel;
  readonly errorLog: LogDestination;
}

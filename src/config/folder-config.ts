// The configuration of `ferrous serve DIR`: made in memory, with neither YAML nor schema, so that it starts fast.
import type { AccessLogConfig, Config, RouteConfig, ServerConfig } from "./config.ts";
import { LIMIT_DEFAULTS, ROUTE_DEFAULTS, TOP_DEFAULTS, UPLOAD_MAX_BODY_SIZE } from "./defaults.ts";
import { outermostLevel } from "./level.ts";
import { parseSize } from "./size.ts";

/** What `ferrous serve` is asked for. */
export interface FolderRequest {
  /** Absolute. */
  readonly folder: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Whether pages that don't exist get the folder's index.html, for single-page applications. */
  readonly spa: boolean;
  /** Whether files may be added (POST); nothing is replaced or removed. */
  readonly upload: boolean;
  /** By default as a configuration has it: `combined` on stdout. */
  readonly accessLog?: AccessLogConfig;
}

/** Makes the configuration of one server that serves one folder, with listings. */
export function folderConfig({ folder, host, port, spa, upload, accessLog }: FolderRequest): Config {
  const defaults = outermostLevel();
  const level = { ...defaults, accessLog: accessLog ?? defaults.accessLog };
  const maxBodyOctets = parseSize(upload ? UPLOAD_MAX_BODY_SIZE : TOP_DEFAULTS.max_body_size) ?? 0;
  const methods = upload ? ["GET", "POST"] : ["GET"];
  const route: RouteConfig = {
    path: "/*",
    methods,
    handler: {
      kind: "file",
      target: { kind: "tree", root: folder },
      methods,
      directoryListing: true,
      index: ROUTE_DEFAULTS.index,
      symlinks: ROUTE_DEFAULTS.symlinks,
      hiddenFiles: ROUTE_DEFAULTS.hidden_files,
      precompressed: ROUTE_DEFAULTS.precompressed,
      spa: spa ? ROUTE_DEFAULTS.index[0] : undefined,
      tryFiles: [],
      cacheControl: undefined,
    },
    headers: level.headers,
    maxBodyOctets,
    bodyTimeoutMs: level.bodyTimeoutMs,
    writeTimeoutMs: level.writeTimeoutMs,
    errorPages: level.errorPages,
    serverHeader: level.serverHeader,
    source: undefined,
  };
  const server: ServerConfig = { ...level, host, port, serverNames: [], routes: [route], maxBodyOctets };
  return {
    file: undefined,
    servers: [server],
    limits: defaultLimits(),
    shutdownTimeoutMs: TOP_DEFAULTS.shutdown_timeout_secs * 1000,
    logLevel: TOP_DEFAULTS.log_level,
    errorLog: { kind: "stderr" },
  };
}

function defaultLimits(): Config["limits"] {
  return {
    headerOctets: LIMIT_DEFAULTS.header_bytes,
    headerFields: LIMIT_DEFAULTS.header_fields,
    requestTargetOctets: LIMIT_DEFAULTS.request_target_bytes,
    connections: LIMIT_DEFAULTS.connections,
    connectionsPerIp: LIMIT_DEFAULTS.connections_per_ip,
    requestsPerConnection: LIMIT_DEFAULTS.requests_per_connection,
    drainOctets: LIMIT_DEFAULTS.drain_bytes,
  };
}

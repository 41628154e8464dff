// Every default of the configuration, in one place: the schema documents them, the loader and `ferrous serve` use them.

/** Settings of the top level, by the names that they have in the file; times in seconds, sizes as one writes them. */
export const TOP_DEFAULTS = {
  connection_timeout_secs: 60,
  request_timeout_secs: 30,
  body_timeout_secs: 30,
  write_timeout_secs: 60,
  cgi_timeout_secs: 30,
  shutdown_timeout_secs: 10,
  max_body_size: "10MB",
  server_header: true,
  log_level: "info",
  error_log: "stderr",
  access_log: "stdout",
  cgi_mode: "auto",
} as const;

/** What `max_body_size` is on trees that accept uploads, where nothing says otherwise. */
export const UPLOAD_MAX_BODY_SIZE = "1GB";

/** Sizes in octets; 0 has the meaning that the schema's description gives. */
export const LIMIT_DEFAULTS = {
  header_bytes: 16 * 1024,
  header_fields: 100,
  request_target_bytes: 8 * 1024,
  connections: 0,
  connections_per_ip: 0,
  requests_per_connection: 0,
  drain_bytes: 1024 * 1024,
  cgi_processes: 32,
  cgi_queue: 256,
} as const;

/** Less than this, and no request of any program would be understood: sizes in octets. */
export const LIMIT_MINIMUMS = { header_bytes: 128, request_target_bytes: 16 } as const;

export const SESSION_DEFAULTS = {
  store: "memory",
  cookie: "sid",
  idle_secs: 1800,
  max_age_secs: 604_800,
  secure: "auto",
} as const;

export const SERVER_DEFAULTS = { host: "0.0.0.0", port: 8080 } as const;

export const ROUTE_DEFAULTS = {
  directory_listing: false,
  index: ["index.html"],
  symlinks: "inside",
  hidden_files: "deny",
  precompressed: true,
  spa: false,
  redirectStatus: 308,
  export: "default",
  pass_authorization: false,
} as const;

export const UPLOAD_DEFAULTS = {
  on_conflict: "rename",
  fsync: false,
  delete_full_folders: false,
  folders: true,
} as const;

/** Methods of a route that lists none. A module answers every known method, a redirect every one but OPTIONS. */
export const METHOD_DEFAULTS = { file: ["GET"], cgi: ["GET", "POST"] } as const;

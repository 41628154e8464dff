// The schema of config.yaml: every key, with the description and default that the JSON Schema and docs/configuration.md are made of.
// zod/mini rather than zod: an 80-key schema, bundled, compile cache warm, cost 15-21 ms and 5.6 MB at the start; with zod 43-61 ms and 10 MB.
import * as z from "zod/mini";
import { TOKEN_PATTERN } from "../http/method.ts";
import { LOG_LEVELS } from "../platform/log.ts";
import {
  LIMIT_DEFAULTS,
  LIMIT_MINIMUMS,
  SERVER_DEFAULTS,
  SESSION_DEFAULTS,
  TOP_DEFAULTS,
  UPLOAD_MAX_BODY_SIZE,
} from "./defaults.ts";
import { LISTEN_HOST_ALLOWED, LISTEN_HOST_PATTERN } from "./listen-host.ts";
import { routeShape } from "./schema-route.ts";
import {
  count,
  type Describe,
  flag,
  type KeyNotes,
  mapping,
  oneOf,
  seconds,
  size,
  text,
  textOrList,
  wanted,
} from "./schema-values.ts";

/** The schemas, made on demand: importing this module makes nothing. */
export type Schemas = ReturnType<typeof createSchemas>;
/** The top level as it is written, its servers still unread. */
export type RawTop = z.infer<Schemas["top"]>;
/** A server as it is written, its routes still unread. */
export type RawServer = z.infer<Schemas["server"]>;
/** A route as it is written. */
export type RawRoute = z.infer<Schemas["route"]>;

/**
 * Makes the schemas. `top` and `server` leave the items of `servers` and `routes` unread, so that each can be read,
 * and complained of, by itself; `whole` makes all of them in one, for the JSON Schema.
 */
export function createSchemas() {
  const notes = z.registry<KeyNotes>();
  const key: Describe = (value, description, initial) => {
    const optional = z.optional(value);
    notes.add(optional, initial === undefined ? { description } : { description, default: initial });
    return optional;
  };
  const path = text("a path that starts with /");
  notes.add(path, {
    description:
      "`/x` is that path alone, `/x/*` everything below `/x/`, and `:name` stands for one segment.",
  });
  // One set of values for all levels: making them is most of what the schema costs at a start.
  const shared = sharedShape(key);
  const outer = { ...shared, ...outerShape(key) };
  const route = z.strictObject(
    { path, ...shared, ...routeShape(key, notes) },
    { error: wanted("a mapping with at least `path`") },
  );
  const server = { ...serverShape(key), ...outer };
  const top = { ...outer, ...topShape(key) };
  const items = z.array(z.unknown(), { error: wanted("a list") });
  return {
    notes,
    route,
    server: z.strictObject({ ...server, routes: items }, { error: wanted("a mapping with `routes`") }),
    top: z.strictObject({ ...top, servers: items }, { error: wanted("a mapping with `servers`") }),
    whole: () => {
      const routes = z.array(route);
      notes.add(routes, { description: "What the server answers. Their order decides nothing." });
      const servers = z.array(z.strictObject({ ...server, routes }));
      notes.add(servers, { description: "One for each address and port, or name on it, that is served." });
      return z.strictObject({ ...top, servers });
    },
  };
}

/** Keys that every level has; the innermost wins. */
function sharedShape(key: Describe) {
  return {
    body_timeout_secs: key(
      seconds(),
      "Seconds that a request's content may make no progress: then 408. 0: any time.",
    ),
    write_timeout_secs: key(
      seconds(),
      "Seconds in which the client acknowledges nothing of an answer: then the connection is cut; twice as long where it answers that it has no room. A slow reader is not. 0: any time.",
    ),
    cgi_timeout_secs: key(
      seconds(),
      "Seconds from the start of a CGI program to its exit: then 504, and its process group is ended.",
    ),
    cgi_mode: key(
      oneOf(["auto", "spawn"]),
      "`spawn` starts a process for each CGI request; `auto` may keep an interpreter warm.",
    ),
    max_body_size: key(
      size(),
      `The largest content of a request; beyond it, 413. Where nothing is set, ${TOP_DEFAULTS.max_body_size}, but ${UPLOAD_MAX_BODY_SIZE} on trees that accept uploads. 0 lets no content pass.`,
    ),
    server_header: key(flag(), "Whether answers have a `Server` field."),
    headers: key(
      mapping(
        z.nullable(z.string({ error: wanted("a text, or null to remove the field", quoted) })),
        "a mapping of field names to texts (or null)",
        TOKEN_PATTERN,
        "a field name: letters, digits and -",
      ),
      "Fields for every answer, errors and redirects included; null removes one. A route's go over the server's, those over the top level's. Error pages stay `no-store` and keep their own type, whatever is set here, and pages that the server makes keep their Content-Security-Policy; `cache_control` is the key for how long successful answers are kept.",
    ),
    error_pages: key(
      mapping(
        text("the path of a file"),
        "a mapping of 404 or 4xx to files",
        /^[45](?:\d\d|xx)$/,
        "a status from 400 to 599, 4xx or 5xx",
      ),
      "A status (`404`) or class (`4xx`) to the file that such an answer shows, with `{{status}}`, `{{reason}}` and `{{request_id}}` filled in, escaped. A route's go over the server's, those over the top level's; a status goes before its class.",
    ),
  };
}

/** Keys of the top level and of a server, beside the shared ones. */
function outerShape(key: Describe) {
  const destination = "stdout, stderr, off (or false) or a path";
  const to = z.union([z.literal(false), text(destination)], { error: wanted(destination) });
  return {
    connection_timeout_secs: key(
      seconds(),
      "Seconds that a kept-alive connection may be idle; 0: hardly at all. Of the servers of one host and port the first decides.",
    ),
    request_timeout_secs: key(
      seconds(),
      "Seconds for a whole request head: then 408. A new connection that says nothing is closed without an answer. 0: any time. Of the servers of one host and port the first decides.",
    ),
    access_log: key(
      z.union(
        [
          z.literal(false),
          text(),
          z.strictObject({
            to: key(to, "`stdout`, `stderr`, `off` (or false) or a path.", TOP_DEFAULTS.access_log),
            format: key(
              oneOf(["combined", "json"]),
              "`combined`, as Apache and nginx write it, or `json`.",
              "combined",
            ),
          }),
        ],
        { error: wanted(`${destination}, or a mapping of to and format`) },
      ),
      "Where requests are logged: `stdout`, `stderr`, `off` (or false), a path, or a mapping of `to` and `format` (see `access_log`). A file is opened anew on SIGUSR1.",
    ),
  };
}

function topShape(key: Describe) {
  return {
    shutdown_timeout_secs: key(
      seconds(),
      "Seconds that requests in flight get to finish after SIGTERM or SIGINT; 0: none.",
      TOP_DEFAULTS.shutdown_timeout_secs,
    ),
    log_level: key(oneOf(LOG_LEVELS), "The least that the error log tells.", TOP_DEFAULTS.log_level),
    error_log: key(
      text("stderr, stdout, off or a path"),
      "Where errors and events are told: `stderr`, `stdout`, `off` or a path.",
      TOP_DEFAULTS.error_log,
    ),
    limits: key(
      z.strictObject(limitsShape(key), { error: wanted("a mapping") }),
      "Bounds that keep memory, descriptors and processes in hand.",
    ),
    session: key(
      z.strictObject(sessionShape(key), { error: wanted("a mapping") }),
      "Sessions, for functions and CGI programs.",
    ),
  };
}

function limitsShape(key: Describe) {
  const d = LIMIT_DEFAULTS;
  return {
    header_bytes: key(
      size(LIMIT_MINIMUMS.header_bytes),
      `Octets of request line and header section together: then 431. At least ${LIMIT_MINIMUMS.header_bytes}.`,
      d.header_bytes,
    ),
    header_fields: key(count(1), "Field lines of a request: then 431.", d.header_fields),
    request_target_bytes: key(
      size(LIMIT_MINIMUMS.request_target_bytes),
      `Octets of a request target: then 414. At least ${LIMIT_MINIMUMS.request_target_bytes}, and of use below \`header_bytes\`.`,
      d.request_target_bytes,
    ),
    connections: key(
      count(),
      "Connections at a time: beyond, 503. 0: as many as the descriptor limit allows, less a reserve for files and programs.",
      d.connections,
    ),
    connections_per_ip: key(
      count(),
      "Connections at a time from one address; 0: any number.",
      d.connections_per_ip,
    ),
    requests_per_connection: key(
      count(),
      "Requests on one connection before it is closed; 0: any number.",
      d.requests_per_connection,
    ),
    drain_bytes: key(
      size(),
      "Octets of a refused request that are still read, so that the client sees the answer instead of a reset.",
      d.drain_bytes,
    ),
    cgi_processes: key(count(1), "CGI programs that run at a time.", d.cgi_processes),
    cgi_queue: key(count(), "Requests that wait for a CGI program; beyond, 503.", d.cgi_queue),
  };
}

function sessionShape(key: Describe) {
  const d = SESSION_DEFAULTS;
  return {
    store: key(oneOf(["memory", "sqlite"]), "Where sessions live; `sqlite` survives a restart.", d.store),
    path: key(text("the path of a file"), "The file of the `sqlite` store."),
    cookie: key(text("the name of a cookie"), "The name of the cookie.", d.cookie),
    idle_secs: key(seconds(), "Seconds without a request after which a session ends.", d.idle_secs),
    max_age_secs: key(seconds(), "Seconds after which a session ends in any case.", d.max_age_secs),
    secure: key(
      z.union([z.literal("auto"), z.boolean()], { error: wanted("auto, true or false") }),
      "Whether the cookie is `Secure`; `auto`: where the request came by https.",
      d.secure,
    ),
  };
}

function serverShape(key: Describe) {
  return {
    host: key(
      z
        .string({ error: wanted(LISTEN_HOST_ALLOWED) })
        .check(z.regex(LISTEN_HOST_PATTERN, { error: wanted(LISTEN_HOST_ALLOWED) })),
      "The address to listen on. `127.0.0.1` is this machine only; `0.0.0.0` is every IPv4 address, `::` IPv6 and IPv4. No other server may have one address of a port where one has all of them.",
      SERVER_DEFAULTS.host,
    ),
    port: key(
      count(0, 65_535),
      "The port to listen on; 0: any free one, printed at the start.",
      SERVER_DEFAULTS.port,
    ),
    server_name: key(
      textOrList('a name such as "example.com" or "*.example.com"'),
      "The names that the server answers to, exact or with `*.` in front. Names that no server has get the first server of that host and port.",
    ),
  };
}

/** YAML takes `1` and `true` for a number and a truth value. */
function quoted(input: unknown): string {
  const isPlain = typeof input === "number" || typeof input === "boolean";
  return isPlain ? `; write ${JSON.stringify(String(input))}, in quotes` : "";
}

// One route: what answers it, to which methods, with which settings.
import type { HandlerOptions } from "../handlers/options.ts";
import { COMMON_METHODS, isToken, REFUSED_METHODS } from "../http/method.ts";
import { isPrefix } from "../uri/route-pattern.ts";
import type { RouteConfig } from "./config.ts";
import { METHOD_DEFAULTS, ROUTE_DEFAULTS, TOP_DEFAULTS, UPLOAD_MAX_BODY_SIZE } from "./defaults.ts";
import { describeFound, type KeyPath, suggestion } from "./diagnostics.ts";
import { acceptsUploads, readFileRoute } from "./file-route.ts";
import { checkUpload, FUNCTION_SOURCES, type FunctionSource, readFunctionRoute } from "./function-route.ts";
import { innerLevel, type Level, type Reading } from "./level.ts";
import { redirectTargetFault } from "./redirect-target.ts";
import { routePathFault } from "./route-path.ts";
import type { RawRoute } from "./schema-top.ts";
import type { Shaped } from "./shapes.ts";
import { parseSize } from "./size.ts";

/** Reads one route. What is wrong is told; undefined where nothing usable is left. */
export async function readRoute(
  { value: raw, whole }: Shaped<RawRoute>,
  server: Level,
  known: readonly string[],
  at: KeyPath,
  reading: Reading,
): Promise<RouteConfig | undefined> {
  const fault = routePathFault(raw.path);
  if (fault !== undefined) reading.problems.error([...at, "path"], fault);
  const level = await innerLevel(raw, server, at, reading);
  checkMethods(raw.methods ?? [], [...at, "methods"], reading);
  checkUpload(raw.upload, [...at, "upload"], reading);
  // With a key left out for being wrong, what remains says too little about what was meant.
  const answer = routeAnswer(raw, whole, at, reading);
  if (answer === undefined) return undefined;
  const methods = [...new Set(raw.methods ?? defaultMethods(answer, known))];
  warnOfIdleKeys(raw, answer.kind, at, reading);
  const handler = await readHandler(raw, answer, methods, at, reading);
  if (handler === undefined) return undefined;
  return {
    path: raw.path,
    methods,
    handler,
    headers: level.headers,
    maxBodyOctets: level.maxBodyOctets ?? defaultMaxBodyOctets(handler, methods),
    bodyTimeoutMs: level.bodyTimeoutMs,
    writeTimeoutMs: level.writeTimeoutMs,
    errorPages: level.errorPages,
    serverHeader: level.serverHeader,
    source: reading.problems.position(at),
  };
}

/** What a route is answered by, with the key that says so. */
type Answer =
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "function"; readonly source: FunctionSource }
  | { readonly kind: "redirect"; readonly redirect: NonNullable<RawRoute["redirect"]> };

/** Finds the one answer that a route has; tells where it has none or several. */
function routeAnswer(raw: RawRoute, whole: boolean, at: KeyPath, { problems }: Reading): Answer | undefined {
  const tell = (key: string, message: string): void => {
    if (whole) problems.error([...at, key], message, "key");
  };
  const sources = FUNCTION_SOURCES.filter((key) => raw[key] !== undefined);
  if (raw.redirect !== undefined) {
    for (const key of ["handler", "file", ...sources] as const) {
      if (raw[key] !== undefined) tell(key, "found beside redirect; allowed: either a handler or a redirect");
    }
    return { kind: "redirect", redirect: raw.redirect };
  }
  switch (raw.handler) {
    case "File":
      for (const key of sources) tell(key, "found beside handler: File; it is a key of handler: Function");
      if (raw.file === undefined) tell("file", "missing; handler: File needs a file or folder");
      return raw.file === undefined ? undefined : { kind: "file", file: raw.file };
    case "Function":
      if (raw.file !== undefined)
        tell("file", "found beside handler: Function; it is a key of handler: File");
      if (sources.length === 1) return { kind: "function", source: sources[0] };
      tell(
        sources[1] ?? "handler",
        `found ${sources.length === 0 ? "Function with nothing to run" : sources.join(" and ")}; allowed: exactly one of ${FUNCTION_SOURCES.join(", ")}`,
      );
      return undefined;
    case undefined:
      tell(
        "handler",
        `missing; allowed: File, Function, or a redirect instead${guessedHandler(raw, sources)}`,
      );
      return undefined;
  }
}

function guessedHandler(raw: RawRoute, sources: readonly string[]): string {
  if (raw.file !== undefined) return "; did you mean handler: File?";
  return sources.length > 0 ? "; did you mean handler: Function?" : "";
}

function defaultMethods(answer: Answer, known: readonly string[]): readonly string[] {
  if (answer.kind === "file") return METHOD_DEFAULTS.file;
  // OPTIONS is answered from the methods: where a form may be sent is nothing to redirect.
  if (answer.kind === "redirect") return known.filter((method) => method !== "OPTIONS");
  return answer.source === "module" ? known : METHOD_DEFAULTS.cgi;
}

async function readHandler(
  raw: RawRoute,
  answer: Answer,
  methods: readonly string[],
  at: KeyPath,
  reading: Reading,
): Promise<HandlerOptions | undefined> {
  switch (answer.kind) {
    case "file":
      return await readFileRoute(raw, answer.file, methods, at, reading);
    case "function":
      return await readFunctionRoute(raw, answer.source, at, reading);
    case "redirect": {
      const { to, status = ROUTE_DEFAULTS.redirectStatus } = answer.redirect;
      const fault = redirectTargetFault(to, isPrefix(raw.path));
      if (fault !== undefined) reading.problems.error([...at, "redirect", "to"], fault);
      return { kind: "redirect", to, status };
    }
  }
}

function defaultMaxBodyOctets(handler: HandlerOptions, methods: readonly string[]): number {
  const takesFiles = handler.kind === "file" && handler.target.kind === "tree" && acceptsUploads(methods);
  return parseSize(takesFiles ? UPLOAD_MAX_BODY_SIZE : TOP_DEFAULTS.max_body_size) ?? 0;
}

/** Any token is a method (RFC 9110 §9.1); what looks like a slip is told. */
function checkMethods(methods: readonly string[], at: KeyPath, { problems }: Reading): void {
  for (const [index, method] of methods.entries()) {
    const place = [...at, index];
    const found = `found ${describeFound(method)}`;
    if (!isToken(method)) {
      problems.error(
        place,
        `${found}; allowed: a method such as GET${suggestion(method.trim(), COMMON_METHODS)}`,
      );
    } else if (REFUSED_METHODS.includes(method)) {
      problems.error(place, `${found}, which is always refused; allowed: any other method`);
    } else if (COMMON_METHODS.some((known) => known === method.toUpperCase() && known !== method)) {
      problems.error(
        place,
        `${found}; allowed: methods in capitals; did you mean "${method.toUpperCase()}"?`,
      );
    } else if (!COMMON_METHODS.some((known) => known === method)) {
      const guess = suggestion(method, COMMON_METHODS);
      if (guess !== "") problems.warn(place, `${found}, which no RFC defines${guess}`);
    }
  }
}

/** Options of File routes. */
export const FILE_KEYS = [
  "directory_listing",
  "symlinks",
  "hidden_files",
  "precompressed",
  "spa",
  "try_files",
  "cache_control",
  "upload",
] as const;
/** Options of Function routes, beside what they run. */
export const FUNCTION_KEYS = ["export", "cgi_root", "interpreters", "env", "pass_authorization"] as const;

/** Keys that the route's kind has no use for are no contradiction, but probably a slip. */
function warnOfIdleKeys(raw: RawRoute, kind: Answer["kind"], at: KeyPath, { problems }: Reading): void {
  const idle = [...(kind === "file" ? [] : FILE_KEYS), ...(kind === "function" ? [] : FUNCTION_KEYS)];
  for (const key of idle) {
    if (raw[key] !== undefined) problems.warn([...at, key], `has no effect on a ${kind} route`, "key");
  }
}

// Which methods the server has heard of: the others get 501 rather than 405 (RFC 9110 §9.1).
import type { ServerConfig } from "../config/config.ts";
import { KNOWN_METHODS } from "../http/method.ts";

/** @returns RFC 9110's methods, PATCH, and what a route lists anywhere in the configuration */
export function knownMethods(servers: readonly ServerConfig[]): ReadonlySet<string> {
  const listed = servers.flatMap((server) => server.routes.flatMap((route) => route.methods));
  return new Set([...KNOWN_METHODS, ...listed]);
}

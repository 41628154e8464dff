// Servers of one host and port share a listener: the name that a client asks for decides between them.
import type { ServerConfig } from "../config/config.ts";

/** The servers behind one listening socket; the first is the default. */
export interface ListenerServers {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly servers: readonly ServerConfig[];
}

/** Groups servers by host and port, in the order of the configuration. */
export function groupByListener(servers: readonly ServerConfig[]): readonly ListenerServers[] {
  const groups = Map.groupBy(servers, ({ host, port }) => `${host} ${port}`);
  return [...groups.values()].map((group) => ({
    host: group[0].host,
    port: group[0].port,
    servers: group,
  }));
}

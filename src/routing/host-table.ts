// Which server of a listener a request is for, by the authority that it names (RFC 9110 §7.2).
import { normalizeHost, parseAuthority } from "../uri/authority.ts";
import { keptText } from "../uri/kept-text.ts";

/** What the table needs to know of a server. */
export interface NamedServer {
  /** Exact names and `*.example.com`, as `normalizeHost` and the A-labels have them. Empty where none is given. */
  readonly serverNames: readonly string[];
}

/** Which rule chose a server. */
export type HostMatch<S> =
  | { readonly kind: "exact"; readonly server: S; readonly name: string }
  | { readonly kind: "wildcard"; readonly server: S; readonly name: string }
  /** No name fits, or none was given: the first server of the listener. */
  | { readonly kind: "default"; readonly server: S; readonly name: undefined };

/** The servers that share one listener. */
export interface HostTable<S> {
  readonly defaultServer: S;
  /**
   * Chooses by exact name, then the longest wildcard, then the default.
   * @param authority host and port as the client named them; anything at all, "" where it named none
   */
  match(authority: string): HostMatch<S>;
  /** The same without the reason; remembers the authorities that it has seen lately. */
  find(authority: string): S;
}

/** Enough for the names that a listener really has, in all their spellings; then the memory is simply emptied. */
const REMEMBERED_AUTHORITIES = 256;
/** Longer ones aren't remembered: DNS names end at 253 octets, and a stranger could fill the memory with others. */
const LONGEST_REMEMBERED = 261;

/** @param servers at least one; where two claim one name, the first has it */
export function createHostTable<S extends NamedServer>(servers: readonly S[]): HostTable<S> {
  const exact = new Map<string, S>();
  /** By what follows the asterisk: `.example.com`. */
  const wildcards = new Map<string, S>();
  for (const server of servers) {
    for (const name of server.serverNames) {
      const wild = name.startsWith("*.");
      const key = wild ? name.slice(1) : name;
      const names = wild ? wildcards : exact;
      if (!names.has(key)) names.set(key, server);
    }
  }
  const defaultServer = servers[0];
  const match = (authority: string): HostMatch<S> => {
    const host = hostOf(authority);
    const server = exact.get(host);
    if (server !== undefined) return { kind: "exact", server, name: host };
    for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) {
      // The leftmost dot leaves the longest suffix. A label must stand before it.
      const wild = dot === 0 ? undefined : wildcards.get(host.slice(dot));
      if (wild !== undefined) return { kind: "wildcard", server: wild, name: `*${host.slice(dot)}` };
    }
    return { kind: "default", server: defaultServer, name: undefined };
  };
  // With one server there is nothing to choose.
  const find =
    servers.length === 1 ? () => defaultServer : remembering((authority) => match(authority).server);
  return { defaultServer, match, find };
}

function hostOf(authority: string): string {
  const parsed = parseAuthority(authority);
  return parsed === undefined ? "" : normalizeHost(parsed.host);
}

function remembering<S>(choose: (authority: string) => S): (authority: string) => S {
  const remembered = new Map<string, S>();
  return (authority) => {
    const known = remembered.get(authority);
    if (known !== undefined) return known;
    const server = choose(authority);
    if (authority.length > LONGEST_REMEMBERED) return server;
    if (remembered.size >= REMEMBERED_AUTHORITIES) remembered.clear();
    remembered.set(keptText(authority), server);
    return server;
  };
}

// What the servers of a configuration share: listeners, the names on each, and what the first server of a listener decides for all.
import { hostInUrl, isIpv4Address } from "../uri/authority.ts";
import type { KeyPath } from "./diagnostics.ts";
import type { Level } from "./level.ts";
import type { Problems } from "./problems.ts";
import type { RawServer } from "./schema-top.ts";

/** What of a server is claimed, and judged by what others have claimed before. */
export interface ClaimingServer {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  readonly serverNames: readonly string[];
  /** As it is written, without what the levels around it say. */
  readonly raw: RawServer;
  readonly level: Level;
}

/** Hosts that stand for every address of their kind; `::` is IPv4's too. */
const ALL_IPV4 = "0.0.0.0";
const ALL = "::";

/** Settings that hold before a request has named its host. */
const BEFORE_THE_HOST = [
  ["connection_timeout_secs", "keepAliveTimeoutMs"],
  ["request_timeout_secs", "requestTimeoutMs"],
] as const;

interface Claim {
  readonly server: ClaimingServer;
  readonly at: KeyPath;
}

/** The listeners of one configuration, as its servers are read one by one. */
export class ListenerClaims {
  readonly #problems: Problems;
  /** The first server of each, by `host:port`. */
  readonly #listeners = new Map<string, Claim>();
  /** By `host:port name`. */
  readonly #names = new Map<string, KeyPath>();

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /** Claims the listener and the names of a server; tells where it could never be had or reached. */
  claim(server: ClaimingServer, at: KeyPath): void {
    const listener = `${hostInUrl(server.host)}:${server.port}`;
    const first = this.#listeners.get(listener);
    if (first === undefined) {
      this.#tellOfWildcards(server, at);
      this.#listeners.set(listener, { server, at });
    } else {
      this.#tellOfTimeouts(first, server, at, listener);
      if (server.serverNames.length === 0) this.#tellOfNoName(first, at, listener);
    }
    for (const name of server.serverNames) this.#claimName(name, at, listener);
  }

  /** The system gives a port on all addresses to one listener, or single addresses of it to several, never both. */
  #tellOfWildcards({ host, port }: ClaimingServer, at: KeyPath): void {
    const other = [...this.#listeners.values()].find(
      ({ server }) => port !== 0 && server.port === port && overlap(server.host, host),
    );
    if (other === undefined) return;
    const taken = `the server in line ${this.#line(other.at)} listens on ${hostInUrl(other.server.host)}:${port}`;
    const rule = "one of them has all addresses of the port, so that the other gets none";
    this.#problems.error(
      [...at, "host"],
      `found ${JSON.stringify(host)}, but ${taken}: ${rule}; allowed: the same host for both, or another port`,
    );
  }

  #tellOfTimeouts(first: Claim, { raw, level }: ClaimingServer, at: KeyPath, listener: string): void {
    for (const [key, setting] of BEFORE_THE_HOST) {
      if (raw[key] === undefined || level[setting] === first.server.level[setting]) continue;
      const deciding = `the first server of ${listener} (line ${this.#line(first.at)}) decides`;
      this.#problems.warn(
        [...at, key],
        `has no effect: it is needed before a request names its host, so that ${deciding}`,
        "key",
      );
    }
  }

  /** Names that no server has get the first server: only that one is reached without a name of its own. */
  #tellOfNoName(first: Claim, at: KeyPath, listener: string): void {
    const rule = `only the first server of ${listener} (line ${this.#line(first.at)}) is reached without a name`;
    this.#problems.error(at, `has no server_name; ${rule}: give this one a server_name, or put it first`);
  }

  #claimName(name: string, at: KeyPath, listener: string): void {
    const owner = this.#names.get(`${listener} ${name}`);
    if (owner === undefined) {
      this.#names.set(`${listener} ${name}`, at);
      return;
    }
    const rule = `allowed: each name once on ${listener}`;
    this.#problems.error(
      [...at, "server_name"],
      `found "${name}", which the server in line ${this.#line(owner)} has; ${rule}`,
    );
  }

  #line(at: KeyPath): number {
    return this.#problems.position(at).line;
  }
}

/** @returns whether one of two different hosts stands for an address that the other is; what a name leads to is not known here */
function overlap(one: string, other: string): boolean {
  if (one === ALL || other === ALL) return true;
  if (one !== ALL_IPV4 && other !== ALL_IPV4) return false;
  return isIpv4Address(one === ALL_IPV4 ? other : one);
}

// What the kernel still holds for slow readers: the `tx_queue` column of /proc/net/tcp and tcp6 (Linux only).
import { readFile } from "node:fs";
import type { Transport } from "../platform/transport.ts";

/** Hexadecimal `local:port-peer:port` to unacknowledged octets. */
type SendQueues = ReadonlyMap<string, number>;

/**
 * Asks the kernel once for all of these transports.
 *
 * @returns unacknowledged octets of each that was found; nothing where there is no /proc (macOS), so that the
 *   caller judges by what Node still holds
 */
export async function readSendQueues(
  transports: readonly Transport[],
): Promise<ReadonlyMap<Transport, number>> {
  const queues = parseSendQueues(
    await Promise.all([readTable("/proc/net/tcp"), readTable("/proc/net/tcp6")]),
  );
  const found = new Map<Transport, number>();
  for (const transport of transports) {
    const octets = queues.get(
      `${transport.local.port}-${transport.peer.port}-${lastFour(transport.peer.address)}`,
    );
    if (octets !== undefined) found.set(transport, octets);
  }
  return found;
}

/** By callback: node:fs/promises would cost each start 4 ms of CPU time (measured), for what slow readers alone need. */
function readTable(path: string): Promise<string> {
  return new Promise((resolve) => {
    // An error is no news: not Linux, or IPv6 is off, and the table simply isn't there.
    readFile(path, "latin1", (error, text) => resolve(error === null ? text : ""));
  });
}

/**
 * Keys are the two ports and the last 32 bits of the peer's address: the listener's own address may be a wildcard,
 * and an IPv4 peer stands in tcp6 when the listener is dual-stack. Enough to tell connections of one listener apart.
 */
function parseSendQueues(tables: readonly string[]): SendQueues {
  const queues = new Map<string, number>();
  for (const line of tables.join("\n").split("\n")) {
    const [, local, remote, , sizes] = line.trim().split(/\s+/);
    if (sizes === undefined || !sizes.includes(":")) continue;
    const [peerAddress, peerPort] = remote.split(":");
    const [, localPort] = local.split(":");
    const key = `${Number.parseInt(localPort, 16)}-${Number.parseInt(peerPort, 16)}-${peerAddress.slice(-8)}`;
    queues.set(key, Number.parseInt(sizes.slice(0, sizes.indexOf(":")), 16));
  }
  return queues;
}

/** The last 32 bits of an address as /proc prints them: little-endian words in hexadecimal. */
function lastFour(address: string): string {
  const octets = address.includes(".")
    ? address.split(".").map(Number)
    : lastIpv6Groups(address).flatMap((group) => [group >> 8, group & 0xff]);
  return octets
    .reverse()
    .map((octet) => octet.toString(16).padStart(2, "0").toUpperCase())
    .join("");
}

function lastIpv6Groups(address: string): readonly number[] {
  const [head, tail] = address.replace(/%.*$/, "").split("::");
  const groups = (tail ?? head).split(":").filter((group) => group !== "");
  return [0, 0, ...groups.map((group) => Number.parseInt(group, 16))].slice(-2);
}

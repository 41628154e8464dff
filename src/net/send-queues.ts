// What the kernel still holds for slow readers: /proc/net/tcp and tcp6 (Linux), elsewhere what libuv holds.
import { readFile } from "node:fs";
import type { SendQueue, Transport } from "../platform/transport.ts";
import { SocketTransport } from "./socket-transport.ts";

/** A table and the hexadecimal digits of an address in it. */
const TABLES = [
  { path: "/proc/net/tcp", addressDigits: 8 },
  { path: "/proc/net/tcp6", addressDigits: 32 },
] as const;

/** The timer that runs while the peer's window is closed (`tr` in proc_net_tcp.txt of the kernel's documentation). */
const WINDOW_PROBE_TIMER = "04";

/** Probes that a living peer may have left unanswered for the moment. */
const MOST_UNANSWERED_PROBES = 2;

/**
 * Asks the kernel once for all of these transports.
 *
 * @returns the send queue of each that was found
 */
export async function readSendQueues(
  transports: readonly Transport[],
): Promise<ReadonlyMap<Transport, SendQueue>> {
  const wanted = new Map(transports.map((transport) => [keyOf(transport), transport]));
  const found = new Map<Transport, SendQueue>();
  const texts = await Promise.all(TABLES.map(({ path }) => readTable(path)));
  for (const [index, text] of texts.entries()) findQueues(text, TABLES[index].addressDigits, wanted, found);
  if (texts.every((text) => text === "")) askTransports(transports, found);
  return found;
}

/** By callback: node:fs/promises would cost each start 4 ms of CPU time (measured), for what slow readers alone need. */
function readTable(path: string): Promise<string> {
  return new Promise((resolve) => {
    // An error is no news: not Linux, or IPv6 is off, and the table simply isn't there.
    readFile(path, "latin1", (error, text) => resolve(error === null ? text : ""));
  });
}

/** Where there is no table: libuv's queue moves with every part of a write that the kernel takes. */
function askTransports(transports: readonly Transport[], found: Map<Transport, SendQueue>): void {
  for (const transport of transports) {
    if (!(transport instanceof SocketTransport)) continue;
    found.set(transport, { unacknowledgedOctets: transport.queuedOctets, windowClosed: false });
  }
}

/**
 * Walks a table by its fixed columns: with 20,000 connections, taking each line apart would hold the loop for 200 ms.
 *
 *     sl  local_address rem_address   st tx_queue:rx_queue tr:tm->when retrnsmt   uid  timeout …
 *      0: 0100007F:1F90 0100007F:D2C4 01 00000000:00000000 00:00000000 00000000     0        0 …
 */
function findQueues(
  text: string,
  addressDigits: number,
  wanted: ReadonlyMap<string, Transport>,
  found: Map<Transport, SendQueue>,
): void {
  for (
    let line = text.indexOf("\n") + 1;
    line > 0 && line < text.length;
    line = text.indexOf("\n", line) + 1
  ) {
    const local = text.indexOf(":", line) + 2;
    const localPort = local + addressDigits + 1;
    const remote = localPort + 5;
    const remotePort = remote + addressDigits + 1;
    const key = text.slice(localPort, localPort + 4) + text.slice(remotePort - 9, remotePort + 4);
    const transport = wanted.get(key);
    if (transport === undefined) continue;
    const queue = remotePort + 8;
    const timer = queue + 18;
    const [, probes] = text
      .slice(timer + 21, text.indexOf("\n", timer))
      .trim()
      .split(/\s+/);
    found.set(transport, {
      unacknowledgedOctets: Number.parseInt(text.slice(queue, queue + 8), 16),
      windowClosed:
        text.slice(timer, timer + 2) === WINDOW_PROBE_TIMER && Number(probes) <= MOST_UNANSWERED_PROBES,
    });
  }
}

/**
 * The two ports and the last 32 bits of the peer's address, as they stand in the tables: the listener's own address
 * may be a wildcard, and an IPv4 peer stands in tcp6 when the listener is dual-stack. Enough to tell connections of
 * one listener apart.
 */
function keyOf({ local, peer }: Transport): string {
  return `${hexadecimal(local.port, 4)}${lastFour(peer.address)}:${hexadecimal(peer.port, 4)}`;
}

function hexadecimal(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}

/** The last 32 bits of an address as the tables print them: a word in the machine's own order, little-endian nearly everywhere. */
function lastFour(address: string): string {
  const octets = address.includes(".")
    ? address.split(".").map(Number)
    : lastIpv6Groups(address).flatMap((group) => [group >> 8, group & 0xff]);
  return octets
    .reverse()
    .map((octet) => hexadecimal(octet, 2))
    .join("");
}

function lastIpv6Groups(address: string): readonly number[] {
  const [head, tail] = address.replace(/%.*$/, "").split("::");
  const groups = (tail ?? head).split(":").filter((group) => group !== "");
  return [0, 0, ...groups.map((group) => Number.parseInt(group, 16))].slice(-2);
}

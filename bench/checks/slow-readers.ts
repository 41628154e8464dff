// `node bench/checks/slow-readers.ts [SECONDS]`: 200 clients that read a file of 64 MiB at 2 KiB/s, and one that stops reading.
// Promised: less than 1 MiB for each, none of them cut; the one that stops is cut after `write_timeout_secs` (5 here).
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { mib, open, report, sleep, startChecked } from "./checked-server.ts";

const CLIENTS = 200;
const OCTETS_PER_SECOND = 2048;
const WRITE_TIMEOUT_SECS = 5;
const seconds = Number(process.argv[2] ?? 40);

async function ask(port: number): Promise<Socket> {
  const socket = await open(port);
  socket.pause();
  socket.write("GET /file.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
  return socket;
}

const server = await startChecked(`write_timeout_secs: ${WRITE_TIMEOUT_SECS}`, (site) => {
  mkdirSync(site);
  // Far more than the kernel holds for a client: the server has to wait for each.
  writeFileSync(join(site, "file.bin"), Buffer.alloc(64 * 2 ** 20, "x"));
});
const before = server.memory().now;
const clients = await Promise.all(Array.from({ length: CLIENTS }, () => ask(server.port)));
const stopped = await ask(server.port);
const stoppedPort = stopped.localPort ?? 0;
let stoppedAfter = Number.NaN;
const started = performance.now();
for (let second = 1; second <= seconds; second++) {
  for (const client of clients) {
    // Small reads: what Node has buffered is taken 2 KiB at a time.
    client.read(Math.min(OCTETS_PER_SECOND, client.readableLength));
  }
  await sleep(1000);
  if (Number.isNaN(stoppedAfter) && isGone(stoppedPort)) stoppedAfter = (performance.now() - started) / 1000;
}

/** Whether the server's end is gone, by the kernel's table: a socket that isn't read learns of its reset too late. */
function isGone(clientPort: number): boolean {
  const hexadecimal = (port: number) => `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const ends = `${hexadecimal(server.port)} ${hexadecimal(clientPort)} 01`;
  return !readFileSync("/proc/net/tcp", "latin1").includes(ends);
}

const cut = clients.filter(({ localPort }) => isGone(localPort ?? 0)).length;
const each = (server.memory().peak - before) / CLIENTS;
report("memory for each slow client", mib(each), each < 2 ** 20);
report(`slow clients cut within ${seconds} s`, `${cut} of ${CLIENTS}`, cut === 0);
report(
  "the client that stopped was cut after",
  `${stoppedAfter.toFixed(1)} s`,
  stoppedAfter < WRITE_TIMEOUT_SECS + 5,
);
for (const client of clients) client.destroy();
stopped.destroy();
await server.stop();

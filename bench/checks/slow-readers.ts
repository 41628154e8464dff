// `node bench/checks/slow-readers.ts [SECONDS]`: 200 clients that read a file of 64 MiB at 2 KiB/s, with the default time-outs;
// and one that stops reading, with `write_timeout_secs: 5`.
// Promised: less than 1 MiB for each of the slow ones, none of them cut; the one that stops is cut.
// On loopback, where a segment has 64 KiB, the kernel of such a client opens its window only once its receive buffer is
// empty: nothing is acknowledged for about 64 s, so that less patience than that cuts it.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { mib, open, report, sleep, startChecked } from "./checked-server.ts";

const CLIENTS = 200;
const OCTETS_PER_SECOND = 2048;
const WRITE_TIMEOUT_SECS = 5;
const seconds = Number(process.argv[2] ?? 150);

function prepare(site: string): void {
  mkdirSync(site);
  // Far more than the kernel holds for a client: the server has to wait for each.
  writeFileSync(join(site, "file.bin"), Buffer.alloc(64 * 2 ** 20, "x"));
}

async function ask(port: number): Promise<Socket> {
  const socket = await open(port);
  socket.pause();
  socket.write("GET /file.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
  return socket;
}

/** What the kernel holds unacknowledged for a client; undefined where the server's end is gone. */
function unacknowledged(serverPort: number, clientPort: number): number | undefined {
  const hexadecimal = (port: number) => `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const line = new RegExp(`${hexadecimal(serverPort)} ${hexadecimal(clientPort)} 01 ([0-9A-F]+):`);
  const [, octets] = line.exec(readFileSync("/proc/net/tcp", "latin1")) ?? [];
  return octets === undefined ? undefined : Number.parseInt(octets, 16);
}

/** One client that reads nothing at all. */
async function checkStopped(): Promise<void> {
  const server = await startChecked(`write_timeout_secs: ${WRITE_TIMEOUT_SECS}`, prepare);
  const client = await ask(server.port);
  const clientPort = client.localPort ?? 0;
  let held: number | undefined = 0;
  let heldSince = performance.now();
  while (performance.now() - heldSince < 30_000) {
    const now = unacknowledged(server.port, clientPort);
    if (now === undefined && held !== 0) break;
    if (now !== held) heldSince = performance.now();
    held = now;
    await sleep(100);
  }
  const after = (performance.now() - heldSince) / 1000;
  report(
    "the client that took nothing was cut after",
    `${after.toFixed(1)} s`,
    // Twice the time-out, as its kernel answers that there is no room; and a look only once a second.
    after < 2 * WRITE_TIMEOUT_SECS + 3,
  );
  client.destroy();
  await server.stop();
}

/** Many that read slowly, but steadily. */
async function checkSlow(): Promise<void> {
  const server = await startChecked("", prepare);
  const before = server.memory().now;
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => ask(server.port)));
  const ports = clients.map(({ localPort }) => localPort ?? 0);
  for (let second = 0; second < seconds; second++) {
    for (const client of clients) client.read(Math.min(OCTETS_PER_SECOND, client.readableLength));
    await sleep(1000);
  }
  const cut = ports.filter((port) => unacknowledged(server.port, port) === undefined).length;
  const each = (server.memory().peak - before) / CLIENTS;
  report("memory for each slow client", mib(each), each < 2 ** 20);
  report(`slow clients cut within ${seconds} s`, `${cut} of ${CLIENTS}`, cut === 0);
  for (const client of clients) client.destroy();
  await server.stop();
}

await Promise.all([checkStopped(), checkSlow()]);

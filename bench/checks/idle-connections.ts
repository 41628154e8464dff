// `node bench/checks/idle-connections.ts [CONNECTIONS]`: kept connections that do nothing, each after one request.
// Reports memory for each and the CPU time that their time-outs cost; promised is only that memory stays bounded.
import { mkdirSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { mib, open, report, sleep, startChecked, timeGet } from "./checked-server.ts";

const wanted = Number(process.argv[2] ?? 10_000);
const AT_ONCE = 200;
const WATCHED_SECS = 10;

const server = await startChecked("connection_timeout_secs: 300", (site) => {
  mkdirSync(site);
  writeFileSync(join(site, "small.txt"), "small");
});

async function askOnce(): Promise<Socket> {
  const socket = await open(server.port);
  socket.write("GET /small.txt HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await new Promise((resolve) => socket.once("data", resolve));
  return socket;
}

await timeGet(server.port, "/small.txt");
const before = server.memory().now;
const sockets: Socket[] = [];
while (sockets.length < wanted) {
  sockets.push(...(await Promise.all(Array.from({ length: AT_ONCE }, askOnce))));
}
await sleep(1000);
const cpuBefore = server.cpuSeconds();
await sleep(WATCHED_SECS * 1000);
const cpu = ((server.cpuSeconds() - cpuBefore) / WATCHED_SECS) * 100;
const alive = sockets.filter((socket) => !socket.destroyed).length;
const each = (server.memory().now - before) / sockets.length;
report("connections that are kept", `${alive} of ${sockets.length}`, alive === sockets.length);
report(
  "memory for each",
  `${(each / 1024).toFixed(1)} KiB (${mib(server.memory().now)} in all)`,
  each < 32 * 1024,
);
report("CPU while idle", `${cpu.toFixed(1)}% of one core`, cpu < 5);
report("a GET meanwhile", `${(await timeGet(server.port, "/small.txt")).toFixed(1)} ms`, true);
for (const socket of sockets) socket.destroy();
await server.stop();

// What the server adds to a socket: the whole way of a cached file, but with a transport in memory.
// `node bench/micro/whole-server.ts [ROUNDS]`. Leaves out the kernel, node:net and the real Clock's timers.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderConfig } from "../../src/config/folder-config.ts";
import { silentLog } from "../../src/platform/log.ts";
import type { Network, Transport, TransportReceiver } from "../../src/platform/transport.ts";
import { createRuntime, createSystemPlatform } from "../../src/server.ts";

const rounds = Number(process.argv[2] ?? 60);
// Short rounds: among many, some run undisturbed by the neighbours on the machine.
const requestsPerRound = 16_000;
const folder = mkdtempSync(join(tmpdir(), "ferrous-micro-"));
writeFileSync(join(folder, "file.html"), "x".repeat(1024));

const WRK = "GET /file.html HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n";
const BROWSER = [
  "GET /file.html HTTP/1.1",
  "Host: 127.0.0.1:8080",
  "Connection: keep-alive",
  'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"',
  "sec-ch-ua-mobile: ?0",
  'sec-ch-ua-platform: "Linux"',
  "Upgrade-Insecure-Requests: 1",
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
  "Sec-Fetch-Site: same-origin",
  "Sec-Fetch-Mode: navigate",
  "Accept-Encoding: gzip, deflate, br, zstd",
  "Accept-Language: en-US,en;q=0.9",
  "Cookie: sid=0123456789abcdef0123456789abcdef; theme=dark",
  "\r\n",
].join("\r\n");

let written = 0;
let accept: (transport: Transport) => void = () => {};
const network: Network = {
  descriptorLimit: () => 1000,
  sendQueues: async () => new Map(),
  async listen(local, onTransport) {
    accept = onTransport;
    return { local, async close() {} };
  },
};

class SilentTransport implements Transport {
  readonly peer = { address: "127.0.0.1", port: 1 };
  readonly local = { address: "127.0.0.1", port: 8080 };
  readonly secure = false;
  readonly alpn = undefined;
  readonly pendingOctets = 0;
  receiver: TransportReceiver | undefined;
  attach(receiver: TransportReceiver): void {
    this.receiver = receiver;
  }
  write(octets: Uint8Array): boolean {
    written += octets.length;
    return true;
  }
  cork(): void {}
  uncork(): void {}
  pause(): void {}
  resume(): void {}
  end(): void {}
  close(): void {}
  abort(): void {}
}

const runtime = createRuntime({ ...createSystemPlatform(silentLog), network });
const config = folderConfig({ folder, host: "127.0.0.1", port: 8080, spa: false, upload: false });
await runtime.apply({
  ...config,
  servers: config.servers.map((server) => ({
    ...server,
    accessLog: { to: { kind: "off" }, format: "combined" },
  })),
});

async function measure(title: string, head: string, depth: number): Promise<void> {
  const transport = new SilentTransport();
  accept(transport);
  const octets = Buffer.from(head.repeat(depth));
  const figures: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = process.cpuUsage();
    for (let request = 0; request < requestsPerRound; request += depth) {
      const before = written;
      transport.receiver?.onOctets(octets);
      // Once a second the disk is looked at before there is an answer.
      while (written === before) await new Promise((resolve) => setImmediate(resolve));
    }
    const { user, system } = process.cpuUsage(started);
    figures.push(((user + system) * 1000) / requestsPerRound);
  }
  figures.sort((a, b) => a - b);
  const octetsEach = Math.round(written / (rounds * requestsPerRound));
  written = 0;
  console.log(
    `${title.padEnd(40)} median ${figures[rounds >> 1].toFixed(0)} ns, best ${figures[0].toFixed(0)} ns (${octetsEach} octets out)`,
  );
}

await measure("two-line head, one at a time", WRK, 1);
await measure("two-line head, 16 pipelined", WRK, 16);
await measure("browser's head, one at a time", BROWSER, 1);
runtime.kill();
rmSync(folder, { recursive: true, force: true });

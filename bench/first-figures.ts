// Requests per second and CPU time per request for one 1 KiB file: Ferrous, nginx and a raw node:net responder, in one run.
// Each server alone on CPU 0, wrk on CPU 1; rounds interleaved; medians. `node bench/first-figures.ts [ROUNDS] [SECONDS]`
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const rounds = Number(process.argv[2] ?? 5);
const seconds = Number(process.argv[3] ?? 4);
const here = resolve(dirname(import.meta.filename), "..");
const folder = mkdtempSync(join(tmpdir(), "ferrous-bench-"));
/** Until the just-in-time compiler has seen enough. */
const WARM_UP_SECONDS = 3;
const ticksPerSecond = Number(spawnSync("getconf", ["CLK_TCK"]).stdout.toString());

writeFileSync(join(folder, "file.html"), "x".repeat(1024));
writeFileSync(
  join(folder, "pipeline.lua"),
  `init = function(args)
  local requests = {}
  for i = 1, 16 do requests[i] = wrk.format("GET", "/file.html") end
  batch = table.concat(requests)
end
request = function() return batch end
`,
);

interface Peer {
  readonly name: string;
  start(port: number): ChildProcess;
}

const peers: readonly Peer[] = [
  {
    name: "ferrous",
    start(port) {
      const config = join(folder, "config.yaml");
      writeFileSync(
        config,
        `access_log: off\nservers:\n  - host: 127.0.0.1\n    port: ${port}\n    routes:\n      - path: "/*"\n        handler: File\n        file: ./\n`,
      );
      return pinned(process.execPath, [join(here, "bin/ferrous.js"), config]);
    },
  },
  {
    name: "raw node:net",
    start: (port) =>
      pinned(process.execPath, [
        join(here, "bench/peers/raw-net.ts"),
        String(port),
        join(folder, "file.html"),
      ]),
  },
  {
    name: "nginx",
    start(port) {
      const config = join(folder, "nginx.conf");
      writeFileSync(
        config,
        `worker_processes 1; daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr crit;
events { worker_connections 2048; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=1000;
  types { text/html html; } client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server { listen 127.0.0.1:${port} backlog=4096; root ${folder}; } }\n`,
      );
      return pinned("nginx", ["-c", config, "-p", folder, "-e", "stderr"]);
    },
  },
];

function pinned(program: string, parameters: readonly string[]): ChildProcess {
  return spawn("taskset", ["-c", "0", program, ...parameters], { stdio: ["ignore", "ignore", "inherit"] });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function untilReached(port: number): Promise<void> {
  for (;;) {
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    if (reached) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Seconds of CPU that the process has used, user and system. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

interface Figure {
  readonly requestsPerSecond: number;
  readonly cpuMicroseconds: number;
}

async function wrk(port: number, duration: number, script: readonly string[]): Promise<number> {
  const parameters = ["-c", "1", "wrk", "-t1", "-c50", `-d${duration}`, ...script];
  const child = spawn("taskset", [...parameters, `http://127.0.0.1:${port}/file.html`]);
  let output = "";
  child.stdout.on("data", (text) => {
    output += text;
  });
  await new Promise((resolve) => child.once("close", resolve));
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(output);
  return Number(/(\d+) requests in/.exec(output)?.[1]);
}

async function measure(peer: Peer, script: readonly string[]): Promise<Figure> {
  const port = await freePort();
  const child = peer.start(port);
  try {
    await untilReached(port);
    await wrk(port, WARM_UP_SECONDS, script);
    const { pid } = child;
    if (pid === undefined) throw new Error(`${peer.name} did not start`);
    const before = cpuSeconds(pid);
    const requests = await wrk(port, seconds, script);
    return {
      requestsPerSecond: requests / seconds,
      cpuMicroseconds: ((cpuSeconds(pid) - before) / requests) * 1e6,
    };
  } finally {
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await ended;
  }
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const scenarios = [
  { title: "one request at a time, 50 kept connections", script: [] },
  { title: "pipelined 16 deep", script: ["-s", join(folder, "pipeline.lua")] },
];

try {
  for (const { title, script } of scenarios) {
    const figures = new Map<string, Figure[]>(peers.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const peer of peers) figures.get(peer.name)?.push(await measure(peer, script));
    }
    console.log(`\n${title}: medians of ${rounds} rounds of ${seconds} s`);
    const medians = [...figures].map(([name, rows]) => ({
      name,
      requests: median(rows.map(({ requestsPerSecond }) => requestsPerSecond)),
      cpu: median(rows.map(({ cpuMicroseconds }) => cpuMicroseconds)),
      // Neighbours on the machine only ever add: the least is what the server itself needs.
      leastCpu: Math.min(...rows.map(({ cpuMicroseconds }) => cpuMicroseconds)),
    }));
    const [own] = medians;
    for (const { name, requests, cpu, leastCpu } of medians) {
      const ratio = `requests ${(own.requests / requests).toFixed(2)}, CPU ${(own.cpu / cpu).toFixed(2)}, least CPU ${(own.leastCpu / leastCpu).toFixed(2)}`;
      console.log(
        `${name.padEnd(14)} ${requests.toFixed(0).padStart(8)} req/s ${cpu.toFixed(2).padStart(7)} µs (least ${leastCpu.toFixed(2)})  ferrous/it: ${ratio}`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

// Measures servers side by side in one run: each alone on CPU 0, wrk on CPU 1, rounds interleaved, medians.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";

/** Until the just-in-time compiler has seen enough. */
const WARM_UP_SECONDS = 3;
const ticksPerSecond = Number(spawnSync("getconf", ["CLK_TCK"]).stdout.toString());

/** A server that can be started on a port of loopback. */
export interface Peer {
  readonly name: string;
  start(port: number): ChildProcess;
}

/** What wrk asks for. */
export interface Scenario {
  readonly title: string;
  readonly target: string;
  /** Further parameters of wrk. */
  readonly parameters: readonly string[];
}

/** How long it is measured. */
export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
}

/** Starts a program on CPU 0. */
export function pinned(program: string, parameters: readonly string[]): ChildProcess {
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

async function untilReached(port: number, { name }: Peer, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${name} ended at its start`);
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

async function wrk(port: number, seconds: number, { target, parameters }: Scenario): Promise<number> {
  const all = ["-c", "1", "wrk", "-t1", "-c50", `-d${seconds}`, ...parameters];
  const child = spawn("taskset", [...all, `http://127.0.0.1:${port}${target}`]);
  let output = "";
  child.stdout.on("data", (text) => {
    output += text;
  });
  await new Promise((resolve) => child.once("close", resolve));
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(output);
  return Number(/(\d+) requests in/.exec(output)?.[1]);
}

async function measure(peer: Peer, scenario: Scenario, seconds: number): Promise<Figure> {
  const port = await freePort();
  const child = peer.start(port);
  try {
    await untilReached(port, peer, child);
    await wrk(port, WARM_UP_SECONDS, scenario);
    const { pid } = child;
    if (pid === undefined) throw new Error(`${peer.name} did not start`);
    const before = cpuSeconds(pid);
    const requests = await wrk(port, seconds, scenario);
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

/** Measures all peers and prints a row for each, with its ratio to the first. */
export async function compare(
  peers: readonly Peer[],
  scenario: Scenario,
  { rounds, seconds }: Effort,
): Promise<void> {
  const figures = new Map<string, Figure[]>(peers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const peer of peers) figures.get(peer.name)?.push(await measure(peer, scenario, seconds));
  }
  console.log(`\n${scenario.title}: medians of ${rounds} rounds of ${seconds} s`);
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

// What a start costs: milliseconds from spawn to the first answer, CPU time until then, memory when idle; run by hand.
// `node bench/start.ts [ROUNDS] [--no-source]`. Ferrous as it is packed and from source: `serve`; the shipped config.yaml, as a start
// before has read it; the same, edited since. Against a bare listener on node:net and against `node -e 0`. Compile caches are warm;
// rounds are interleaved; medians, and the least. The CPU time is the figure to trust on a machine that others use too.
// Linux only: it reads /proc.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const rounds = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 15);
const withSource = !process.argv.includes("--no-source");
const home = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "ferrous-start-"));
const packed = join(folder, "node_modules/ferrous");
const site = join(folder, "site");
const IDLE_MS = 1000;

/** One way to start. */
interface Start {
  readonly name: string;
  /** What the budget allows over the bare listener: CPU or wall time in ms, and memory in MB. */
  readonly budget?: { readonly ms: number; readonly mb: number };
  /** The port that it always has; else a free one each time. */
  readonly port?: number;
  command(port: number): readonly string[];
}

const BUDGET = { ms: 60, mb: 20 };
const SOURCE_BUDGET = { ms: 150, mb: Number.POSITIVE_INFINITY };

/**
 * Writes a copy of the shipped configuration beside a copy of what it names, with another port.
 *
 * @param edit a text that no start has read before
 */
function writeConfig(name: string, port: number, edit = ""): string {
  const file = join(site, name);
  const text = readFileSync(join(home, "config.yaml"), "utf8");
  writeFileSync(file, `${text.replace(/\bport: \d+/, `port: ${port}`)}${edit}`);
  return file;
}

function ferrous(name: string, bin: string, budget: typeof BUDGET): readonly Start[] {
  return [
    { name: `${name}, serve`, budget, command: (port) => [bin, "serve", site, "--port", `${port}`] },
    { name: `${name}, config.yaml`, budget, port: configPort, command: () => [bin, unchanged] },
    {
      name: `${name}, edited`,
      command: (port) => [bin, writeConfig("edited.yaml", port, `# ${process.hrtime.bigint()}\n`)],
    },
  ];
}

const BARE: Start = {
  name: "bare listener",
  command: (port) => [join(home, "bench/peers/bare-listener.cjs"), `${port}`],
};

const configPort = await freePort();
const unchanged = join(site, "config.yaml");

const starts: readonly Start[] = [
  BARE,
  ...ferrous("packed", join(packed, "bin/ferrous.js"), BUDGET),
  ...(withSource ? ferrous("source", join(home, "bin/ferrous.js"), SOURCE_BUDGET) : []),
];

function prepare(): void {
  const built = spawnSync(process.execPath, [join(home, "scripts/build.ts"), "--no-types"], {
    stdio: "inherit",
  });
  if (built.status !== 0) throw new Error("the build failed");
  mkdirSync(packed, { recursive: true });
  for (const name of ["package.json", "bin", "dist"])
    cpSync(join(home, name), join(packed, name), { recursive: true });
  mkdirSync(site);
  for (const name of ["templates", "static", "upload", "cgi-bin", "error_pages", "functions"])
    cpSync(join(home, name), join(site, name), { recursive: true });
  writeConfig("config.yaml", configPort);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** @returns whether a request was answered */
function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () =>
      socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
    );
    socket.once("data", (octets) => {
      socket.destroy();
      done(octets.toString("latin1").startsWith("HTTP/1.1 200"));
    });
    socket.once("error", () => done(false));
  });
}

/** CPU time of all threads in ms. The scheduler's own count, since /proc/PID/stat counts in steps of 10 ms. */
function cpuMs(pid: number): number {
  const threads = globSync(`/proc/${pid}/task/*/schedstat`);
  return threads.reduce((sum, file) => sum + Number(readFileSync(file, "latin1").split(" ")[0]), 0) / 1e6;
}

function residentMb(pid: number): number {
  const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
  return Number(kib) / 1024;
}

interface Figures {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly mb: number;
}

const environment = { ...process.env, NODE_COMPILE_CACHE: join(folder, "cache") };

function launch(start: Start, port: number): { readonly child: ChildProcess; readonly pid: number } {
  const child = spawn(process.execPath, start.command(port), {
    stdio: "ignore",
    env: start === BARE ? process.env : environment,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${start.name} did not start`);
  return { child, pid };
}

async function measure(start: Start): Promise<Figures> {
  const port = start.port ?? (await freePort());
  const before = performance.now();
  const { child, pid } = launch(start, port);
  const ended = new Promise((done) => child.once("close", done));
  try {
    while (!(await answers(port))) {
      if (child.exitCode !== null) throw new Error(`${start.name} ended`);
      await new Promise((done) => setTimeout(done, 1));
    }
    const wallMs = performance.now() - before;
    const cpu = cpuMs(pid);
    await new Promise((done) => setTimeout(done, IDLE_MS));
    return { wallMs, cpuMs: cpu, mb: residentMb(pid) };
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function summary(rows: readonly Figures[], of: (values: readonly number[]) => number): Figures {
  return {
    wallMs: of(rows.map((row) => row.wallMs)),
    cpuMs: of(rows.map((row) => row.cpuMs)),
    mb: of(rows.map((row) => row.mb)),
  };
}

/** `node -e 0`, from spawn to exit: what no program of Node's can be below. */
function emptyProgramMs(): number {
  const before = performance.now();
  spawnSync(process.execPath, ["-e", "0"]);
  return performance.now() - before;
}

function print(
  title: string,
  rows: ReadonlyMap<Start, readonly Figures[]>,
  of: (values: readonly number[]) => number,
): void {
  const bare = summary(rows.get(BARE) ?? [], of);
  const by = (value: number, base: number) =>
    `${value.toFixed(1).padStart(6)} ${`(${value >= base ? "+" : ""}${(value - base).toFixed(1)})`}`.padEnd(
      18,
    );
  console.log(
    `\n${title.padEnd(22)}${"wall ms".padEnd(18)}${"CPU ms".padEnd(18)}${"idle MB".padEnd(18)}budget`,
  );
  for (const [{ name, budget }, figures] of rows) {
    const { wallMs, cpuMs, mb } = summary(figures, of);
    const allowed =
      budget === undefined ? "" : `+${budget.ms} ms${Number.isFinite(budget.mb) ? `, +${budget.mb} MB` : ""}`;
    console.log(
      `${name.padEnd(22)}${by(wallMs, bare.wallMs)}${by(cpuMs, bare.cpuMs)}${by(mb, bare.mb)}${allowed}`,
    );
  }
}

try {
  prepare();
  // The first start writes the compile cache, a second after it has answered; one more shows whether it did.
  for (const start of starts) for (let times = 0; times < 2; times++) await measure(start);
  const rows = new Map<Start, Figures[]>(starts.map((start) => [start, []]));
  const empty: number[] = [];
  for (let round = 0; round < rounds; round++) {
    empty.push(emptyProgramMs());
    for (const [start, figures] of rows) figures.push(await measure(start));
  }
  console.log(`${rounds} rounds. \`node -e 0\`, to its end: ${median(empty).toFixed(1)} ms wall.`);
  print("medians", rows, median);
  print("the least", rows, (values) => Math.min(...values));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

// The real command on a site of its own, measured from outside: for the load checks of this folder, which are run by hand.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const BIN = resolve(import.meta.dirname, "../../bin/ferrous.js");
const CLOCK_TICKS_PER_SECOND = 100;

/** A server in a process of its own. */
export interface CheckedServer {
  readonly port: number;
  /** Resident octets: now, and at their highest. */
  memory(): { readonly now: number; readonly peak: number };
  /** Seconds of CPU time so far. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/**
 * Starts a server for one check on a free port of loopback, serving `site/` of a temporary folder with listings.
 *
 * @param top lines of config.yaml above `servers`
 * @param prepare makes the folder `site` and what is in it
 */
export async function startChecked(top: string, prepare: (site: string) => void): Promise<CheckedServer> {
  const folder = mkdtempSync(join(tmpdir(), "ferrous-check-"));
  prepare(join(folder, "site"));
  writeFileSync(
    join(folder, "config.yaml"),
    `access_log: off\n${top}\nservers:\n  - host: "127.0.0.1"\n    port: 0\n    routes:\n` +
      `      - { path: "/*", handler: File, file: site/, directory_listing: true }\n`,
  );
  const child = spawn(process.execPath, [BIN, join(folder, "config.yaml")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await portOf(child);
  return {
    port,
    memory: () => ({ now: octetsOf(child, "VmRSS"), peak: octetsOf(child, "VmHWM") }),
    cpuSeconds: () => cpuSecondsOf(child),
    stop: () =>
      new Promise((resolve) => {
        child.once("close", () => {
          rmSync(folder, { recursive: true, force: true });
          resolve();
        });
        child.kill("SIGTERM");
      }),
  };
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout?.on("data", (octets) => {
      output += octets;
      const [, port] = /^Listening on \S+:(\d+)\/[\s\S]*^Ready in /m.exec(output) ?? [];
      if (port !== undefined) resolve(Number(port));
    });
    child.once("close", () => reject(new Error("the server ended at its start")));
  });
}

function octetsOf({ pid }: ChildProcess, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
}

function cpuSecondsOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
}

/** A connection to the server; errors end it without a word, as some checks expect them. */
export function open(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.on("error", () => {});
    socket.once("connect", () => resolve(socket));
    socket.once("close", () => resolve(socket));
  });
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Asks for a small file on a connection of its own. @returns ms until the whole answer was there */
export async function timeGet(port: number, target: string): Promise<number> {
  const started = performance.now();
  const socket = await open(port);
  let received = "";
  socket.setEncoding("latin1").on("data", (text) => {
    received += text;
  });
  socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  await new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
  });
  if (!received.startsWith("HTTP/1.1 200 ")) throw new Error(`no answer: ${received.slice(0, 100)}`);
  return performance.now() - started;
}

/** "12.3 MiB". */
export function mib(octets: number): string {
  return `${(octets / 1024 / 1024).toFixed(1)} MiB`;
}

/** Prints what was measured beside what was promised, and remembers for the exit status whether it holds. */
export function report(what: string, found: string, holds: boolean): void {
  console.log(`${holds ? "ok    " : "FAILED"}  ${what}: ${found}`);
  if (!holds) process.exitCode = 1;
}

// `node bench/checks/large-file.ts`: a sparse file of 5 GiB, whole and across 4 GiB, in constant memory.
// Promised: the right octets, and the server below 150 MB resident.
import { createHash } from "node:crypto";
import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { mib, open, report, startChecked } from "./checked-server.ts";

const GIB = 2 ** 30;
const SIZE = 5 * GIB;
const TAIL = 64 * 2 ** 20;
const marks = [
  { position: 4 * GIB - 8, text: "across the boundary of 4 GiB" },
  { position: SIZE - 19, text: "the end of the file" },
];

/** What the file holds in a range: zeros and the marks. */
function expected(start: number, end: number): Buffer {
  const octets = Buffer.alloc(end - start);
  for (const { position, text } of marks) {
    if (position >= start && position < end) octets.write(text, position - start, "latin1");
  }
  return octets;
}

function sha256(octets: Uint8Array): string {
  return createHash("sha256").update(octets).digest("hex");
}

/** @returns the last octets of the content, and how many came in all */
async function download(
  port: number,
  fields: string,
): Promise<{ readonly tail: Buffer; readonly length: number }> {
  const socket = await open(port);
  socket.write(`GET /large.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${fields}\r\n`);
  let head = Buffer.alloc(0);
  let inContent = false;
  let length = 0;
  let kept: Buffer[] = [];
  let keptOctets = 0;
  for await (const piece of socket as AsyncIterable<Buffer>) {
    let octets = piece;
    if (!inContent) {
      head = Buffer.concat([head, piece]);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) continue;
      inContent = true;
      octets = head.subarray(end + 4);
    }
    length += octets.length;
    kept.push(octets);
    keptOctets += octets.length;
    while (keptOctets - kept[0].length >= TAIL) keptOctets -= kept.shift()?.length ?? 0;
  }
  const all = Buffer.concat(kept);
  kept = [];
  return { tail: all.subarray(Math.max(0, all.length - TAIL)), length };
}

const server = await startChecked("", (site) => {
  mkdirSync(site);
  const file = openSync(join(site, "large.bin"), "w");
  ftruncateSync(file, SIZE);
  for (const { position, text } of marks) writeSync(file, text, position, "latin1");
  closeSync(file);
});
const started = performance.now();
const whole = await download(server.port, "");
const seconds = (performance.now() - started) / 1000;
report("octets of the whole file", `${whole.length} in ${seconds.toFixed(1)} s`, whole.length === SIZE);
const right = sha256(whole.tail) === sha256(expected(SIZE - TAIL, SIZE));
report("SHA-256 of its last 64 MiB", sha256(whole.tail).slice(0, 16), right);
const range = await download(server.port, `Range: bytes=${4 * GIB - 100}-${4 * GIB + 99}\r\n`);
report(
  "a range across 4 GiB",
  `${range.length} octets`,
  range.tail.equals(expected(4 * GIB - 100, 4 * GIB + 100)),
);
const { peak } = server.memory();
report("the server's resident memory at most", mib(peak), peak < 150_000_000);
await server.stop();

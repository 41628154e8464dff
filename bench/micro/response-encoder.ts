// What encoding one response costs: a cached file (shared, one look-up), and a response made for one request.
// Writing it is left out. Run: npx node bench/micro/response-encoder.ts [rounds]
import { ResponseEncoder } from "../../src/h1/response-encoder.ts";
import type { HttpResponse } from "../../src/http/response.ts";
import { systemClock } from "../../src/platform/clock.ts";

const ENCODES_A_ROUND = 5000;

const MADE: HttpResponse = {
  kind: "response",
  status: 200,
  fields: [
    ["Server", "ferrous"],
    ["Content-Type", "text/html; charset=utf-8"],
    ["ETag", '"1a2b3c-4d5e-6f70"'],
    ["Last-Modified", "Fri, 11 Jul 2025 10:00:00 GMT"],
    ["X-Content-Type-Options", "nosniff"],
  ],
  content: { kind: "octets", octets: new Uint8Array(1024) },
};

/** @returns nanoseconds a response, of the fastest of many short rounds */
function measure(response: HttpResponse, rounds: number): number {
  const encoder = new ResponseEncoder(systemClock);
  const request = { method: "GET", version: "1.1" } as const;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint();
    for (let count = 0; count < ENCODES_A_ROUND; count++) encoder.encode(response, request, true);
    best = Math.min(best, Number(process.hrtime.bigint() - start) / ENCODES_A_ROUND);
  }
  return best;
}

const rounds = Number(process.argv[2] ?? 200);
for (const [title, response] of [
  ["a cached file of 1 KiB", { ...MADE, shared: true }],
  ["made for one request, 1 KiB", MADE],
] as const) {
  console.log(`${title}: ${measure(response, rounds).toFixed(0)} ns`);
}

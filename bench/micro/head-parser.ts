// What reading one request head costs: through ServerProtocol, feed to end, as a connection does it.
// Heads lie in one buffer, whole, the way they do in practice; sockets, routing and the answer are left out.
// Run: npx node bench/micro/head-parser.ts [rounds]
import { ServerProtocol } from "../../src/h1/server-protocol.ts";

const SMALL = "GET /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n";

const BROWSER = [
  "GET /static/css/site.css?v=20250711 HTTP/1.1",
  "Host: www.example.com:8080",
  "Connection: keep-alive",
  'sec-ch-ua: "Chromium";v="138", "Not)A;Brand";v="8"',
  "sec-ch-ua-mobile: ?0",
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
  "Accept: text/css,*/*;q=0.1",
  "Sec-Fetch-Site: same-origin",
  "Sec-Fetch-Mode: no-cors",
  "Sec-Fetch-Dest: style",
  "Referer: http://www.example.com:8080/static/index.html",
  "Accept-Encoding: gzip, deflate, br, zstd",
  "Cookie: sid=6fKq0b8Zr1xUuWn3mT5vYd; theme=dark",
  "\r\n",
].join("\r\n");

const LIMITS = { headOctets: 16_384, headerFields: 100, requestTargetOctets: 8192 };

/** @returns nanoseconds a request, of the fastest of many short rounds: what other programs take from the machine stays out */
function measure(wire: string, copies: number, rounds: number): number {
  const octets = Buffer.from(wire.repeat(copies), "latin1");
  const protocol = new ServerProtocol(LIMITS);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const repeats = Math.ceil(5000 / copies);
    const start = process.hrtime.bigint();
    let heads = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      protocol.feed(octets);
      for (let event = protocol.next(); event.kind !== "need-octets"; event = protocol.next()) {
        if (event.kind === "fault") throw new Error(event.code);
        if (event.kind === "head") heads++;
      }
    }
    best = Math.min(best, Number(process.hrtime.bigint() - start) / heads);
  }
  return best;
}

const rounds = Number(process.argv[2] ?? 200);
for (const [title, wire] of [
  ["one field", SMALL],
  ["a browser's twelve fields", BROWSER],
] as const) {
  for (const copies of [1, 16]) {
    const ns = measure(wire, copies, rounds).toFixed(0);
    console.log(`${title}, ${wire.length} octets, ${copies} a read: ${ns} ns`);
  }
}

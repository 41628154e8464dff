// The floor: answers every read with the same octets and parses nothing. `node bench/peers/raw-net.ts PORT FILE`
import { readFileSync } from "node:fs";
import { createServer } from "node:net";

const [port, file] = process.argv.slice(2);
const content = readFileSync(file);
const answer = Buffer.concat([
  Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${content.length}\r\nContent-Type: text/html\r\n\r\n`),
  content,
]);

/** Pipelined requests come several in one read: each ends in an empty line. */
function requestsIn(octets: Buffer): number {
  let requests = 0;
  for (let at = octets.indexOf("\r\n\r\n"); at >= 0; at = octets.indexOf("\r\n\r\n", at + 4)) requests++;
  return requests;
}

const several = Array.from({ length: 17 }, (_, count) => Buffer.concat(Array<Buffer>(count).fill(answer)));

createServer({ noDelay: true }, (socket) => {
  // A request alone fits no second one: only longer reads are looked into.
  socket.on("data", (octets: Buffer) => {
    if (octets.length < 200) socket.write(answer);
    else for (let left = requestsIn(octets); left > 0; left -= 16) socket.write(several[Math.min(16, left)]);
  });
  socket.on("error", () => {});
}).listen(Number(port), "127.0.0.1");

// `node bench/checks/slow-heads.ts`: 1,000 clients that send one octet of a head each 5 s (slow loris), with
// `request_timeout_secs: 10`. Promised: each gets 408 when its time is up, and others are served meanwhile.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { open, report, sleep, startChecked, timeGet } from "./checked-server.ts";

const CLIENTS = 1000;
const HEAD = "GET /small.txt HTTP/1.1\r\nHost: localhost\r\nX-Never: e";

const server = await startChecked("request_timeout_secs: 10", (site) => {
  mkdirSync(site);
  writeFileSync(join(site, "small.txt"), "small");
});
const started = performance.now();
const answers: string[] = [];
const ages: number[] = [];
for (let client = 0; client < CLIENTS; client++) {
  const socket = await open(server.port);
  let sent = 0;
  const trickle = setInterval(() => socket.write(HEAD[sent++]), 5000);
  socket.write(HEAD[sent++]);
  const since = performance.now();
  socket.once("data", (octets: Buffer) => answers.push(octets.toString("latin1").slice(0, 12)));
  socket.once("close", () => {
    clearInterval(trickle);
    ages.push(performance.now() - since);
  });
}
let slowest = 0;
while (ages.length < CLIENTS && performance.now() - started < 30_000) {
  slowest = Math.max(slowest, await timeGet(server.port, "/small.txt"));
  await sleep(50);
}
const timedOut = answers.filter((answer) => answer === "HTTP/1.1 408").length;
const [first, last] = [Math.min(...ages) / 1000, Math.max(...ages) / 1000];
report(
  "answered 408 and closed",
  `${timedOut} of ${CLIENTS}`,
  timedOut === CLIENTS && ages.length === CLIENTS,
);
report("after", `${first.toFixed(1)} to ${last.toFixed(1)} s`, first >= 10 && last < 13);
report("the slowest normal GET meanwhile", `${slowest.toFixed(1)} ms`, slowest < 1000);
await server.stop();

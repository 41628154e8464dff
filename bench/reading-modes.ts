// What reading all connections into one buffer saves: decision 0004. `node bench/reading-modes.ts [ROUNDS] [SECONDS]`
import { dirname, join } from "node:path";
import { compare, type Peer, pinned } from "./side-by-side.ts";

const effort = { rounds: Number(process.argv[2] ?? 5), seconds: Number(process.argv[3] ?? 4) };
const responder = join(dirname(import.meta.filename), "peers/transport.ts");
const peers = ["shared", "plain"].map(
  (mode): Peer => ({
    name: mode,
    start: (port) => pinned(process.execPath, [responder, String(port), mode]),
  }),
);
await compare(
  peers,
  { title: "1 KiB, 50 kept connections, nothing parsed", target: "/", parameters: [] },
  effort,
);

// Plays one script against a port, and judges what comes back.
import { connect, type Socket } from "node:net";
import type { Script } from "./script.ts";
import { type Ending, judge, type Verdict } from "./verdict.ts";

/** Plays a script to the connection's end. @param boundMs after which an open connection hangs */
export async function play(script: Script, port: number, boundMs: number): Promise<Verdict> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  const received: Buffer[] = [];
  socket.on("data", (octets: Buffer) => void received.push(octets));
  const ended = endingOf(socket, boundMs);
  for (const [index, piece] of script.pieces.entries()) {
    if (index > 0) await nextTurn();
    if (!socket.writable) break;
    socket.write(piece);
  }
  if (script.leave === "vanish") socket.resetAndDestroy();
  if (script.leave === "half-close") socket.end();
  const ending = await ended;
  socket.destroy();
  if (script.leave === "vanish") return { kind: "sound", responses: [] };
  return judge(Buffer.concat(script.pieces), Buffer.concat(received), ending);
}

/** `closed` means that both sides are done, or that the server said FIN and this client has nothing more to say. */
function endingOf(socket: Socket, boundMs: number): Promise<Ending> {
  return new Promise((resolve) => {
    const bound = setTimeout(() => resolve("open"), boundMs);
    const end = (ending: Ending) => {
      clearTimeout(bound);
      resolve(ending);
    };
    socket.on("end", () => end("closed"));
    socket.on("error", () => end("reset"));
    socket.on("close", () => end("closed"));
  });
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

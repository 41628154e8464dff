// Answers GET with what a function makes of the target, over a bare socket: enough server to show a page to a browser
// before, and apart from, the real one.
import { createServer, type Socket } from "node:net";
import type { FieldLine } from "../../src/http/fields.ts";

export interface PageAnswer {
  readonly status: number;
  readonly fields: readonly FieldLine[];
  readonly content: Iterable<string>;
}

export interface PageResponder {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly origin: string;
  stop(): Promise<void>;
}

/** @param answer gets the request target as it stood in the request line */
export async function startPageResponder(answer: (target: string) => PageAnswer): Promise<PageResponder> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    let head = "";
    socket.on("data", (octets) => {
      head += octets.toString("latin1");
      const target = /^GET (\S+) HTTP\/1\.1\r\n[\s\S]*\r\n\r\n$/.exec(head)?.[1];
      if (target === undefined) return;
      const { status, fields, content } = answer(target);
      const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
      socket.write(`HTTP/1.1 ${status} Some Reason\r\n${lines}Connection: close\r\n\r\n`);
      for (const chunk of content) socket.write(chunk);
      socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

// Listening on TCP: the real Network.
import net, { createServer, isIPv4, type Server } from "node:net";
import type { Listener, ListenFailure, Network, SocketAddress } from "../platform/transport.ts";
import { descriptorLimit } from "./descriptor-limit.ts";
import { createSharedBufferMaker, makePlainTransport, type ReadingMode } from "./reading.ts";
import { readSendQueues } from "./send-queues.ts";

/** Node's default of 511 overflows in a burst of connections; the kernel caps it at net.core.somaxconn. */
const BACKLOG = 4096;

/** @returns the machine's TCP. @param reading "plain" for tests and for Nodes that misbehave */
export function createTcpNetwork(reading: ReadingMode = "shared"): Network {
  const makeTransport = reading === "shared" ? createSharedBufferMaker() : makePlainTransport;
  return {
    descriptorLimit,
    sendQueues: readSendQueues,
    listen(address, onTransport) {
      const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
      let local: SocketAddress = address;
      server.on("connection", (accepted) => {
        const { remoteAddress, remotePort } = accepted;
        // A peer that was reset before we looked has no address any more.
        if (remoteAddress === undefined || remotePort === undefined) return void accepted.destroy();
        onTransport(
          makeTransport(accepted, { address: plainAddress(remoteAddress), port: remotePort }, local),
        );
      });
      return new Promise((resolve) => {
        server.once("error", (error) => resolve(listenFailure(error, address)));
        server.once("listening", () => {
          local = listeningAddress(server, address);
          server.removeAllListeners("error");
          server.on("error", () => {}); // An accept that failed concerns that one peer alone.
          resolve(createListener(server, local));
        });
        try {
          startListening(server, address);
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          resolve(listenFailure(error, address));
        }
      });
    },
  };
}

/**
 * Listens, by a socket that is bound already where Node has such (26.4) and the address is plain IPv4. `listen` by host looks every
 * host up, numbers too: its resolver, the cluster module and a large regular expression cost a start 10 ms of CPU time (measured).
 */
function startListening(server: Server, { address, port }: SocketAddress): void {
  if (typeof net.BoundSocket === "function" && isIPv4(address)) {
    server.listen(new net.BoundSocket({ host: address, port }), BACKLOG);
  } else {
    server.listen({ host: address, port, backlog: BACKLOG });
  }
}

/** An IPv4 client of a dual-stack listener appears as ::ffff:a.b.c.d; one client should have one name. */
function plainAddress(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

function listeningAddress(server: Server, asked: SocketAddress): SocketAddress {
  const bound = server.address();
  return bound !== null && typeof bound === "object" ? { address: bound.address, port: bound.port } : asked;
}

function createListener(server: Server, local: SocketAddress): Listener {
  return {
    local,
    // The descriptor is closed within `close`; its callback would wait for all connections to end.
    async close() {
      server.close();
    },
  };
}

function listenFailure(error: Error, { address, port }: SocketAddress): ListenFailure {
  const code = "code" in error ? error.code : undefined;
  const place = `${address.includes(":") ? `[${address}]` : address}:${port}`;
  switch (code) {
    case "EADDRINUSE":
      return {
        kind: "listen-failure",
        code: "in-use",
        message: `Port ${port} is in use already: another program, or another server of this configuration, has ${place}. Stop it, or choose another port.`,
      };
    case "EACCES":
      return {
        kind: "listen-failure",
        code: "not-permitted",
        message: `Listening on ${place} is not permitted: ports below 1024 are for the administrator. Choose a port from 1024 on, or give the program the right (on Linux: setcap cap_net_bind_service).`,
      };
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EINVAL":
    case "EAFNOSUPPORT":
      return {
        kind: "listen-failure",
        code: "no-such-address",
        message: `This machine has no address ${address}: give one of its own, 0.0.0.0 for all of IPv4, or :: for all.`,
      };
    default:
      return {
        kind: "listen-failure",
        code: "other",
        message: `Cannot listen on ${place}: ${error.message}`,
      };
  }
}

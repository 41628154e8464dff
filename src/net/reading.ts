// Two ways of reading from an accepted socket: into one buffer that all connections share, or as Node does by itself.
import { type BoundSocket, Socket, type SocketConstructorOpts } from "node:net";
import type { SocketAddress } from "../platform/transport.ts";
import { SocketTransport } from "./socket-transport.ts";

/** How accepted sockets are read. `shared` is preferred and falls back to `plain` where this Node does not allow it. */
export type ReadingMode = "shared" | "plain";

/** As much as one read takes. Requests are small; an upload gains nothing measurable beyond this. */
const READ_OCTETS = 64 * 1024;

/** Requests without content are shorter than this. */
const REMEMBERED_VIEW_OCTETS = 2048;

/** Makes a Transport of each socket that a paused listener (`pauseOnConnect`) accepted. */
export type TransportMaker = (accepted: Socket, peer: SocketAddress, local: SocketAddress) => SocketTransport;

/** Node's own way: a fresh buffer for each read, passed through a Readable. */
export const makePlainTransport: TransportMaker = (accepted, peer, local) => {
  const transport = new SocketTransport(accepted, peer, local);
  accepted.on("data", (octets: Buffer) => transport.deliver(octets));
  accepted.resume();
  return transport;
};

/**
 * Reads of all connections go into one buffer, since each is dealt with before the next (`TransportReceiver.onOctets`).
 * That saves an allocation, its garbage and the way through a Readable: docs/decisions/0004 has the figures.
 * Server sockets ignore `onread`, so the accepted handle is moved into a socket that has it; `_handle` is a private
 * property of Node, and where it isn't what we know, the socket is read the plain way.
 */
export function createSharedBufferMaker(): TransportMaker {
  const buffer = Buffer.allocUnsafeSlow(READ_OCTETS);
  // The views that small reads need, made once: a view is an object that costs as much as reading a short head.
  const views = new Array<Uint8Array | undefined>(REMEMBERED_VIEW_OCTETS + 1).fill(undefined);
  const view = (octets: number): Uint8Array => {
    if (octets > REMEMBERED_VIEW_OCTETS) return buffer.subarray(0, octets);
    const known = views[octets] ?? buffer.subarray(0, octets);
    views[octets] = known;
    return known;
  };
  return (accepted, peer, local) => {
    const handle: unknown = Reflect.get(accepted, "_handle");
    if (!isReadableHandle(handle)) return makePlainTransport(accepted, peer, local);
    Reflect.set(accepted, "_handle", null);
    const options: SocketConstructorOpts & { readonly manualStart: boolean } = {
      handle,
      allowHalfOpen: true,
      manualStart: true,
      onread: {
        buffer,
        callback(octets) {
          transport.deliver(view(octets));
          return true;
        },
      },
    };
    const socket = new Socket(options);
    const transport = new SocketTransport(socket, peer, local);
    // The empty shell lets the listener forget this connection.
    accepted.destroy();
    socket.resume();
    return transport;
  };
}

function isReadableHandle(handle: unknown): handle is BoundSocket {
  return (
    typeof handle === "object" &&
    handle !== null &&
    typeof Reflect.get(handle, "useUserBuffer") === "function" &&
    typeof Reflect.get(handle, "readStart") === "function"
  );
}

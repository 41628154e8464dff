// A Transport over one TCP socket of node:net.
import type { Socket } from "node:net";
import type { SocketAddress, Transport, TransportReceiver } from "../platform/transport.ts";

/** Hears of events until somebody is attached; a peer may reset a connection before it is. */
const nobody: TransportReceiver = { onOctets() {}, onDrain() {}, onEnd() {}, onClose() {} };

/** Wraps a socket. Reading starts with `attach`. */
export class SocketTransport implements Transport {
  readonly peer: SocketAddress;
  readonly local: SocketAddress;
  readonly secure = false;
  readonly alpn = undefined;
  readonly #socket: Socket;
  #receiver: TransportReceiver = nobody;
  #failed = false;

  /**
   * @param socket allowHalfOpen, so that a half-closed client still gets its answer
   * @param peer the other end, asked for once, as each asking is a system call
   * @param local where the listener listens, the same object for all its connections
   */
  constructor(socket: Socket, peer: SocketAddress, local: SocketAddress) {
    this.#socket = socket;
    this.local = local;
    this.peer = peer;
    socket.on("drain", () => this.#receiver.onDrain());
    socket.on("end", () => this.#receiver.onEnd());
    // ECONNRESET, EPIPE and ETIMEDOUT all say that the peer is gone; "close" follows and is where it is dealt with.
    socket.on("error", () => {
      this.#failed = true;
    });
    socket.on("close", () => {
      const receiver = this.#receiver;
      this.#receiver = nobody;
      receiver.onClose(this.#failed ? "reset" : "finished");
    });
  }

  /** For the listener, which owns the reading side: passes octets on to whoever is attached. */
  deliver(octets: Uint8Array): void {
    this.#receiver.onOctets(octets);
  }

  attach(receiver: TransportReceiver): void {
    this.#receiver = receiver;
  }

  write(octets: Uint8Array): boolean {
    return this.#socket.write(octets);
  }

  cork(): void {
    this.#socket.cork();
  }

  uncork(): void {
    this.#socket.uncork();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#socket.end();
  }

  close(): void {
    this.#socket.destroy();
  }

  abort(): void {
    const socket = this.#socket;
    if (socket.destroyed) return;
    // While a shutdown is under way uv_tcp_close_reset refuses, but Node takes the handle for closing: it would never be
    // closed, and the end of the process would wait for it for ever, at full speed.
    const isShuttingDown = socket.writableEnded && !socket.writableFinished;
    if (isShuttingDown && socket.writableLength === 0) socket.destroy();
    else socket.resetAndDestroy();
  }

  get pendingOctets(): number {
    return this.#socket.writableLength;
  }

  /** Octets in libuv's queue, which shrinks with every part of a write that the kernel takes; `pendingOctets` waits for the whole. */
  get queuedOctets(): number {
    const handle: unknown = Reflect.get(this.#socket, "_handle");
    if (typeof handle !== "object" || handle === null) return 0;
    const queued: unknown = Reflect.get(handle, "writeQueueSize");
    return typeof queued === "number" ? queued : 0;
  }
}

// A Transport in memory: the test is the peer.
import type { SocketAddress, Transport, TransportReceiver } from "../../src/platform/transport.ts";

const nobody: TransportReceiver = { onOctets() {}, onDrain() {}, onEnd() {}, onClose() {} };

/** The server's end of a connection whose other end is the test. */
export class MemoryTransport implements Transport {
  readonly peer: SocketAddress;
  readonly local: SocketAddress = { address: "192.0.2.1", port: 80 };
  readonly secure = false;
  readonly alpn = undefined;
  /** One entry for each system call that a socket would have made. */
  readonly writes: string[] = [];
  paused = false;
  /** What became of our side. */
  state: "open" | "ended" | "closed" | "aborted" = "open";
  /** While true the peer takes nothing: writes ask to wait, and stay pending. */
  stalled = false;
  pendingOctets = 0;
  #receiver: TransportReceiver = nobody;
  #corked: string[] | undefined;

  constructor(peer: SocketAddress = { address: "198.51.100.7", port: 50_000 }) {
    this.peer = peer;
  }

  /** All that the peer received, as Latin-1. */
  get received(): string {
    return this.writes.join("");
  }

  /** Takes what was received so far out of the record. */
  takeReceived(): string {
    return this.writes.splice(0).join("");
  }

  attach(receiver: TransportReceiver): void {
    this.#receiver = receiver;
  }

  write(octets: Uint8Array): boolean {
    if (this.state !== "open") throw new Error(`write to a transport that is ${this.state}`);
    const text = Buffer.from(octets).toString("latin1");
    if (this.#corked === undefined) this.writes.push(text);
    else this.#corked.push(text);
    if (this.stalled) this.pendingOctets += octets.length;
    return !this.stalled;
  }

  cork(): void {
    this.#corked = [];
  }

  uncork(): void {
    this.writes.push((this.#corked ?? []).join(""));
    this.#corked = undefined;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  end(): void {
    if (this.state === "open") this.state = "ended";
  }

  close(): void {
    this.#shut("closed", "finished");
  }

  abort(): void {
    this.#shut("aborted", "reset");
  }

  /** The peer sends: in a buffer that is spoiled afterwards, as a shared one would be. */
  send(text: string): void {
    const octets = new Uint8Array(Buffer.from(text, "latin1"));
    this.#receiver.onOctets(octets);
    octets.fill(0xaa);
  }

  /** The peer takes everything that was pending. */
  drain(): void {
    this.stalled = false;
    this.pendingOctets = 0;
    this.#receiver.onDrain();
  }

  /** The peer half-closes. */
  sendEnd(): void {
    this.#receiver.onEnd();
    if (this.state === "ended") this.#shut("closed", "finished");
  }

  /** The connection breaks. */
  reset(): void {
    this.#leave("aborted")?.onClose("reset");
  }

  /** As a socket does it: the end is never told from inside the call that caused it. */
  #shut(state: "closed" | "aborted", reason: "finished" | "reset"): void {
    const receiver = this.#leave(state);
    queueMicrotask(() => receiver?.onClose(reason));
  }

  #leave(state: "closed" | "aborted"): TransportReceiver | undefined {
    if (this.state === "closed" || this.state === "aborted") return undefined;
    this.state = state;
    const receiver = this.#receiver;
    this.#receiver = nobody;
    return receiver;
  }
}

// One connection's octet stream, whatever carries it: a TCP socket, TLS later, or a simulation.

/** One end of a connection. */
export interface SocketAddress {
  /** IPv4 dotted or IPv6 without brackets; an IPv4-mapped IPv6 address is given as IPv4. */
  readonly address: string;
  readonly port: number;
}

/** What a transport tells whoever it is attached to. All calls come from the event loop, never from inside `write`. */
export interface TransportReceiver {
  /** Octets came in. They lie in a buffer that is reused: copy whatever is kept beyond this call. */
  onOctets(octets: Uint8Array): void;
  /** Everything that `write` took has gone to the kernel: a paused producer may go on. */
  onDrain(): void;
  /** The peer sent FIN: it will send no more, but may still read (RFC 9112 §9.6). */
  onEnd(): void;
  /** The transport is gone, both ways; nothing else is called afterwards. `reset` where the peer or the network broke it. */
  onClose(reason: "finished" | "reset"): void;
}

/** An octet stream with backpressure. Its owner is one connection. */
export interface Transport {
  readonly peer: SocketAddress;
  readonly local: SocketAddress;
  /** Whether the octets are protected on the wire (TLS). */
  readonly secure: boolean;
  /** The protocol that ALPN chose, where there was one. */
  readonly alpn: string | undefined;
  /** Names who hears of events from now on, at first and again after an upgrade. */
  attach(receiver: TransportReceiver): void;
  /**
   * Sends octets, which the transport owns from now on: the caller must not change them.
   * @returns false where more is waiting than is good; go on after `onDrain`
   */
  write(octets: Uint8Array): boolean;
  /** Holds writes back until `uncork`, so that they leave in one system call. */
  cork(): void;
  uncork(): void;
  /** Stops reading: the kernel's buffer, then the peer, feel it. */
  pause(): void;
  resume(): void;
  /** Sends FIN once everything written is gone. Reading goes on. */
  end(): void;
  /** Lets go of the connection: what the kernel took is still delivered, nothing more is heard of the peer. */
  close(): void;
  /** Drops both directions at once, with RST where the platform can. */
  abort(): void;
  /** Octets given to `write` that the kernel has not taken yet. */
  readonly pendingOctets: number;
}

/** A listening socket. */
export interface Listener {
  /** Where it really listens: the port is never 0. */
  readonly local: SocketAddress;
  /** Stops accepting. Connections that exist live on. Resolves once the port is free. */
  close(): Promise<void>;
}

/** Why a listener could not be had; `message` is one clear sentence for a person. */
export type ListenFailure = {
  readonly kind: "listen-failure";
  readonly code: "in-use" | "not-permitted" | "no-such-address" | "other";
  readonly message: string;
};

/** What is on its way to one peer, as far as the platform can tell. */
export interface SendQueue {
  /** Octets that the kernel holds until the peer acknowledges them. */
  readonly unacknowledgedOctets: number;
  /** The peer is there and says that it has no room at present: it reads slowly, or not at all. */
  readonly windowClosed: boolean;
}

/** Opens listening sockets and turns each accepted connection into a Transport. */
export interface Network {
  listen(
    address: SocketAddress,
    onTransport: (transport: Transport) => void,
  ): Promise<Listener | ListenFailure>;
  /** What the kernel still holds for the peers of these transports. One that the platform can say nothing about is absent. */
  sendQueues(transports: readonly Transport[]): Promise<ReadonlyMap<Transport, SendQueue>>;
  /** How many file descriptors the process may have open (the soft limit after start). */
  descriptorLimit(): number;
}

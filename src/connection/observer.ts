// One observer hears of every exchange: the access log now, metrics and an inspector later.
import type { HttpRequest } from "../http/request.ts";
import type { Clock } from "../platform/clock.ts";
import type { SocketAddress } from "../platform/transport.ts";

/** How an exchange went. The record is reused: copy what is kept. */
export interface ExchangeRecord {
  /** undefined where the head was never understood. */
  readonly request: HttpRequest | undefined;
  readonly peer: SocketAddress;
  readonly local: SocketAddress;
  /** 0 where the client left before there was an answer. */
  readonly status: number;
  /** Octets of content sent, without the head and the chunked coding. */
  readonly contentOctets: number;
  /** Monotonic ms from the complete head to the last octet given to the transport. */
  readonly durationMs: number;
  /** `cut` where the answer did not get out whole. */
  readonly ending: "complete" | "cut";
}

/** Hears of every exchange that is over; must be quick and must not throw. */
export interface Observer {
  exchangeEnded(record: ExchangeRecord): void;
}

/** Tells observers, through one record that is used again and again. */
export class ExchangeRecorder {
  readonly #clock: Pick<Clock, "monotonicMs">;
  readonly #record: { -readonly [key in keyof ExchangeRecord]: ExchangeRecord[key] } = {
    request: undefined,
    peer: NOWHERE,
    local: NOWHERE,
    status: 0,
    contentOctets: 0,
    durationMs: 0,
    ending: "complete",
  };

  constructor(clock: Pick<Clock, "monotonicMs">) {
    this.#clock = clock;
  }

  /**
   * An exchange is over. A request whose target is empty is one that was never understood.
   *
   * @param observer undefined costs nothing
   */
  record(
    observer: Observer | undefined,
    request: HttpRequest,
    status: number,
    contentOctets: number,
    ending: ExchangeRecord["ending"],
  ): void {
    if (observer === undefined) return;
    const record = this.#record;
    record.request = request.rawTarget === "" ? undefined : request;
    record.peer = request.peer;
    record.local = request.local;
    record.status = status;
    record.contentOctets = contentOctets;
    record.durationMs = this.#clock.monotonicMs() - request.receivedMs;
    record.ending = ending;
    observer.exchangeEnded(record);
  }
}

const NOWHERE: SocketAddress = { address: "", port: 0 };

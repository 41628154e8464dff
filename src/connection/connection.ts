// One connection: owns a transport and the reading side of its exchanges, whatever the transport is made of.
import type { RequestFraming, RequestHead } from "../h1/events.ts";
import { FAULTS, type FaultCode } from "../h1/faults.ts";
import { ServerProtocol } from "../h1/server-protocol.ts";
import { advanceReading, type Reading, type ReadingInput } from "../h1/states.ts";
import type { FieldLine } from "../http/fields.ts";
import { ContentError } from "../http/request.ts";
import { type HttpResponse, type Refusal, refuse } from "../http/response.ts";
import type { Clock } from "../platform/clock.ts";
import type { Random } from "../platform/random.ts";
import type { SendQueue, SocketAddress, Transport, TransportReceiver } from "../platform/transport.ts";
import type { Serving } from "./application.ts";
import type { ConnectionServices } from "./connection-services.ts";
import type { SendingEnd } from "./content-writer.ts";
import { Deadline, type Due } from "./deadline.ts";
import { Exchange, type ExchangeHost } from "./exchange.ts";
import { Intake } from "./intake.ts";
import type { ExchangeRecord } from "./observer.ts";
import { PulledContent } from "./request-content.ts";
import { ResponseWriter, type WriteResult } from "./response-writer.ts";
import { IDLE_FLOOR_MS, LINGER_MS, RETAINED_OCTETS, ROUND_OCTETS } from "./settings.ts";
import { UNKNOWN_HEAD, UNKNOWN_PARTS } from "./understand.ts";
import { WriteWatch } from "./write-watch.ts";

/** One connection over any transport. */
export class Connection implements TransportReceiver, ExchangeHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly peer: SocketAddress;
  readonly local: SocketAddress;
  readonly scheme: "http" | "https";
  readonly transport: Transport;
  readonly services: ConnectionServices;
  readonly #onClosed: (connection: Connection) => void;
  readonly #protocol: ServerProtocol;
  readonly #writer: ResponseWriter;
  readonly #deadline = new Deadline();
  readonly #watch = new WriteWatch();
  readonly #intake: Intake;
  #reading: Reading = "idle";
  #exchange: Exchange | undefined = undefined;
  /** What answers the request at hand, or answered the last one. */
  #serving: Serving | undefined = undefined;
  /** Monotonic ms at the beginning of this round: one look at the clock serves all its requests. */
  #nowMs: number;
  #writeTimeoutMs: number;
  #requests = 0;
  #peerEnded = false;
  #pumping = false;
  /** No further request will be answered. */
  #last = false;

  /** @param onClosed called once, when the connection is gone or belongs to another protocol */
  constructor(
    transport: Transport,
    services: ConnectionServices,
    onClosed: (connection: Connection) => void,
  ) {
    this.clock = services.clock;
    this.random = services.random;
    this.peer = transport.peer;
    this.local = transport.local;
    this.scheme = transport.secure ? "https" : "http";
    this.transport = transport;
    this.services = services;
    this.#onClosed = onClosed;
    this.#intake = new Intake(transport);
    this.#protocol = new ServerProtocol(services.settings.message, services.parsers);
    this.#writer = new ResponseWriter(transport, services, (exchange, persistent, ending) =>
      this.#guarded(() => this.#onSent(exchange, persistent, ending)),
    );
    this.#nowMs = services.clock.monotonicMs();
    this.#writeTimeoutMs = services.settings.writeTimeoutMs;
    this.#await("first-octets", services.settings.requestTimeoutMs);
    transport.attach(this);
  }

  // What the transport tells.

  onOctets(octets: Uint8Array): void {
    if (this.#reading === "lingering" || this.#reading === "closed") return this.#drop(octets.length);
    try {
      this.#nowMs = this.clock.monotonicMs();
      this.#protocol.feed(octets);
      this.#pump();
    } catch (error) {
      this.#breakDown(error);
    }
  }

  onDrain(): void {
    this.#writer.output.onDrain();
    this.#continue();
  }

  onEnd(): void {
    this.#peerEnded = true;
    this.#exchange?.peerLeft("half");
    if (!this.#mayHaveMore()) this.#guarded(() => this.#endAtEof());
  }

  onClose(): void {
    this.#guarded(() => this.#giveUp());
    this.#onClosed(this);
  }

  // What the table of connections asks for.

  /** Looks whether time is up. Called for every connection by one coarse timer. */
  sweep(nowMs: number): void {
    // For an idle connection, of which there may be ten thousand, the transport isn't even asked.
    if (this.#watch.isRunning && !this.writing) this.#watch.rest();
    if (!this.#deadline.isOver(nowMs)) return;
    this.#nowMs = nowMs;
    this.#guarded(() => this.#onTimeUp());
  }

  /** Whether the client has yet to take octets. */
  get writing(): boolean {
    return this.transport.pendingOctets > 0;
  }

  /**
   * Looks whether the client still takes what is sent to it, and cuts the connection when it has taken nothing for
   * the write time-out; for twice that, where its kernel answers and only has no room: 128 KiB of it last a reader at
   * 2 KiB/s for 64 s, in which it looks as one that has stopped.
   *
   * @param queue what the kernel holds for it, undefined where nobody knows
   */
  watchProgress(nowMs: number, queue: SendQueue | undefined): void {
    const { givenOctets } = this.#writer.output;
    const acknowledged = givenOctets - this.transport.pendingOctets - (queue?.unacknowledgedOctets ?? 0);
    const patience = queue?.windowClosed === true ? 2 : 1;
    if (this.#watch.isStalled(nowMs, acknowledged, patience * this.#writeTimeoutMs)) this.abort();
  }

  /** The server stops: what has begun is answered, with `Connection: close`; an idle connection is closed soon. */
  drain(): void {
    this.#last = true;
    const { due } = this.#deadline;
    // Not at once: a request may be on its way, and FIN would leave its client without an answer.
    if (due === "next-request" || due === "first-octets") {
      this.#deadline.hasten(this.clock.monotonicMs() + IDLE_FLOOR_MS);
    }
  }

  /** Answers with this without reading anything: for connections beyond the limit. */
  turnAway(response: HttpResponse): void {
    this.#guarded(() => {
      this.#last = true;
      this.#read("lastAnswer");
      this.#answer(this.#unknownExchange(), response);
    });
  }

  /** Drops the connection at once. */
  abort(): void {
    this.#guarded(() => this.#giveUp());
    this.transport.abort();
  }

  sendInterim(exchange: Exchange, status: number, fields: readonly FieldLine[]): void {
    if (exchange !== this.#exchange || exchange.version === "1.0") return;
    this.#writer.writeInterim(status, fields);
  }

  // Reading.

  /** Parses as far as somebody wants it, answers what can be answered, and writes the answers of the round at once. */
  #pump(): void {
    if (this.#pumping) return;
    const { output } = this.#writer;
    this.#pumping = true;
    try {
      while (this.#wantsEvents() && this.#step()) {
        if (output.waitingOctets >= ROUND_OCTETS) output.flush();
      }
    } finally {
      this.#pumping = false;
    }
    this.#exchange?.pulled?.release();
    this.#protocol.retain();
    output.flush();
    this.#regulateReading();
  }

  #wantsEvents(): boolean {
    switch (this.#reading) {
      case "idle":
      case "head":
        return !this.#writer.output.congested;
      case "content":
        return this.#exchange?.pulled?.wanted === true;
      case "discarding":
        return true;
      default:
        return false;
    }
  }

  /** @returns whether there may be more to parse */
  #step(): boolean {
    const event = this.#protocol.next();
    switch (event.kind) {
      case "need-octets":
        this.#awaitOctets();
        return false;
      case "head":
        if (this.#reading === "idle") this.#read("octets");
        this.#read("headEnd");
        this.#begin(event.head, event.framing);
        return true;
      case "content":
        this.#acceptContent(event.octets);
        return true;
      case "end":
        // Nothing is missing any more; what follows may have to wait for the client to read.
        this.#deadline.clear();
        this.#read("messageEnd");
        this.#exchange?.pulled?.end(event.trailers);
        return true;
      case "fault":
        this.#onFault(event.code);
        return false;
    }
  }

  /** Sets the time-out for what has to come next. */
  #awaitOctets(): void {
    if (this.#peerEnded) return this.#endAtEof();
    const { settings } = this.services;
    const bodyTimeoutMs = this.#exchange?.bodyTimeoutMs ?? settings.bodyTimeoutMs;
    if (this.#reading === "content") return this.#await("content", bodyTimeoutMs);
    if (this.#reading === "discarding") {
      // As a whole, however steadily it comes: nobody wants it.
      if (this.#deadline.due !== "unwanted-content") this.#await("unwanted-content", bodyTimeoutMs);
    } else if (this.#protocol.inMessage) {
      // The head as a whole has one deadline: octets that trickle in don't move it.
      if (this.#reading === "head") return;
      this.#read("octets");
      this.#await("head", settings.requestTimeoutMs);
    } else if (this.#requests > 0) {
      this.#await("next-request", this.#last ? IDLE_FLOOR_MS : settings.keepAliveTimeoutMs);
    }
  }

  #begin(head: RequestHead, framing: RequestFraming): void {
    this.#deadline.clear();
    this.#requests++;
    this.#writer.expect();
    const serving = this.services.serving();
    this.#serving = serving;
    const pulled = framing.kind === "none" ? undefined : this.#createContent(framing);
    // A request without content is over with its head: the core says so next.
    if (pulled === undefined) this.#step();
    const understood = this.services.heads.understand(head);
    const parts = understood.kind === "understood" ? understood : UNKNOWN_PARTS;
    const exchange = new Exchange(this, head, parts, pulled, this.#nowMs);
    this.#exchange = exchange;
    if (understood.kind !== "understood") return this.#refuse(understood);
    this.#answerWith(exchange, serving.application.respond(exchange));
  }

  #createContent(framing: RequestFraming): PulledContent {
    const length = framing.kind === "length" ? framing.octets : undefined;
    const pulled = new PulledContent(length, () => this.#onContentWanted(pulled));
    return pulled;
  }

  /** A handler waits for content: the moment to let the client send it (RFC 9110 §10.1.1). */
  #onContentWanted(pulled: PulledContent): void {
    const exchange = this.#exchange;
    if (exchange?.pulled !== pulled) return;
    if (exchange.awaitsContinue) {
      exchange.awaitsContinue = false;
      this.sendInterim(exchange, 100, []);
    }
    this.#continue();
  }

  #acceptContent(octets: Uint8Array): void {
    if (this.#reading === "content") {
      this.#deadline.clear();
      this.#exchange?.pulled?.accept(octets);
      return;
    }
    this.#intake.drop(octets.length);
    if (this.#intake.dropped <= this.services.settings.drainOctets) return;
    this.#read("limit");
    this.#finish();
  }

  /**
   * Octets after the last answer are not looked at, and only so many are taken. Then reading stops, and the client has
   * until the end of the lingering to read its answer: a reset now could overtake it (RFC 9112 §9.6).
   */
  #drop(octets: number): void {
    this.#intake.drop(octets);
    if (this.#intake.dropped > this.services.settings.drainOctets) this.#intake.shut();
  }

  /** Goes on after something that was waited for: an answer that is out, a reader, a drained transport. */
  #continue(): void {
    if (this.#writer.closed || this.#pumping) return;
    try {
      this.#nowMs = this.clock.monotonicMs();
      this.#pump();
    } catch (error) {
      this.#breakDown(error);
    }
  }

  /** While many octets wait that nobody wants yet, none are read: the kernel, then the client, feel it. */
  #regulateReading(): void {
    if (this.#reading === "lingering" || this.#reading === "closed") return;
    if (this.#protocol.retainedOctets > RETAINED_OCTETS) this.#intake.shut();
    else this.#intake.open();
  }

  #read(input: ReadingInput): void {
    this.#reading = advanceReading(this.#reading, input);
  }

  #await(due: Due, forMs: number): void {
    this.#deadline.set(due, this.#nowMs + forMs);
  }

  // Answering.

  #answerWith(exchange: Exchange, answer: HttpResponse | Promise<HttpResponse>): void {
    if (!(answer instanceof Promise)) return this.#answer(exchange, answer);
    answer
      .then((response) => {
        this.#nowMs = this.clock.monotonicMs();
        this.#answer(exchange, response);
        this.#continue();
      })
      .catch((error: unknown) => this.#breakDown(error));
  }

  /** Sends the final response of an exchange, unless another one won or the client is gone. */
  #answer(exchange: Exchange, response: HttpResponse): void {
    if (exchange !== this.#exchange || exchange.answered) return this.#writer.discard(response);
    exchange.status = response.status;
    this.#writeTimeoutMs = exchange.writeTimeoutMs ?? this.services.settings.writeTimeoutMs;
    const persistent = this.#staysOpen(exchange);
    let result: WriteResult;
    try {
      result = this.#writer.write(exchange, response, persistent);
    } catch (error) {
      return this.#onUnwritable(exchange, response, error);
    }
    if (result === "sending") return;
    if (result === "upgraded") return this.#upgrade(exchange, response);
    this.#conclude(exchange, persistent, result);
  }

  /** A handler made a response that can't be put on the wire, such as a field value with a line break. */
  #onUnwritable(exchange: Exchange, response: HttpResponse, error: unknown): void {
    this.#writer.discard(response);
    if (exchange.unwritable) throw error;
    exchange.unwritable = true;
    exchange.status = 0;
    this.#refuse(refuse(500, "The server made an answer that can't be sent.", [], error));
  }

  #onSent(exchange: Exchange, persistent: boolean, ending: SendingEnd): void {
    if (exchange !== this.#exchange) return;
    if (ending === "cut") return this.abort();
    this.#nowMs = this.clock.monotonicMs();
    this.#conclude(exchange, persistent, this.#writer.sentOctets);
    this.#continue();
  }

  /** The answer is out: on to the next request, or to the end of the connection. */
  #conclude(exchange: Exchange, persistent: boolean, octets: number): void {
    this.#leave(exchange, octets, "complete");
    this.#writer.conclude(persistent);
    this.#intake.resetCount();
    if (persistent) return this.#read("answered");
    if (this.#reading !== "lingering") this.#read("lastAnswer");
    this.#finish();
  }

  /** Nothing happens to this exchange any more; whoever still reads its content gets no further. */
  #leave(exchange: Exchange, octets: number, ending: ExchangeRecord["ending"]): void {
    this.#exchange = undefined;
    exchange.settle();
    this.services.recorder.record(this.#serving?.observer, exchange, exchange.status, octets, ending);
    const reason =
      ending === "cut" ? "The connection is gone." : "The request was answered; the rest is dropped.";
    exchange.pulled?.fail(new ContentError("incomplete", reason));
  }

  #staysOpen(exchange: Exchange): boolean {
    const { settings } = this.services;
    if (!exchange.persistent || this.#last || this.#reading === "lingering") return false;
    if (this.#peerEnded && this.#protocol.retainedOctets === 0) return false;
    if (settings.requestsPerConnection > 0 && this.#requests >= settings.requestsPerConnection) return false;
    const { pulled } = exchange;
    if (pulled === undefined || pulled.ended) return true;
    // Content that was never asked for may come or not: nobody could tell it from the next request (RFC 9110 §10.1.1).
    if (pulled.settled || exchange.awaitsContinue) return false;
    return pulled.length === undefined || pulled.remainingOctets <= settings.drainOctets;
  }

  #onFault(code: FaultCode): void {
    const answered = this.#reading === "discarding";
    if (this.#reading === "idle") this.#read("octets");
    this.#read("fault");
    if (answered) return this.#finish();
    this.#endInside(refuse(FAULTS[code].status, sentence(FAULTS[code].reason)));
  }

  #onTimeUp(): void {
    const { due } = this.#deadline;
    this.#deadline.clear();
    switch (due) {
      case "next-request":
        // Whoever has yet to take an answer is not idle; whether anything is taken at all is watched elsewhere.
        if (this.writing) return this.#await(due, this.services.settings.keepAliveTimeoutMs);
        this.#read("limit");
        return this.#finish();
      case "first-octets":
      case "unwanted-content":
        this.#read("limit");
        return this.#finish();
      case "head":
        // It may be here as a whole, and waits for the client to take the answers before.
        if (this.#writer.output.congested) return this.#await(due, this.services.settings.requestTimeoutMs);
        this.#read("limit");
        return this.#refuse(refuse(408, "The request head did not arrive in time."));
      case "content":
        this.#read("limit");
        return this.#endInside(refuse(408, "The content of the request stopped coming."));
      case "last-octets":
        // The client may still be taking what it was sent; whether it does is watched elsewhere.
        if (this.writing) return this.#await(due, LINGER_MS);
        return this.transport.close();
      case "nothing":
        return;
    }
  }

  /** The request can't be read to its end: says so, where its answer isn't on the way already. */
  #endInside(refusal: Refusal): void {
    const exchange = this.#exchange;
    if (exchange?.answered === true) return this.abort();
    exchange?.pulled?.fail(new ContentError("incomplete", refusal.detail));
    this.#refuse(refusal);
  }

  /** Gives the server's own answer, the last one of this connection. */
  #refuse(refusal: Refusal): void {
    this.#last = true;
    this.#deadline.clear();
    const known = this.#exchange;
    if (known === undefined) this.#serving = this.services.serving();
    const exchange = known ?? this.#unknownExchange();
    const { application } = this.#serving ?? this.services.serving();
    this.#answerWith(exchange, application.refuse(refusal, known, this.local));
  }

  /** For an answer to what never became a request. */
  #unknownExchange(): Exchange {
    const exchange = new Exchange(this, UNKNOWN_HEAD, UNKNOWN_PARTS, undefined, this.#nowMs);
    this.#serving ??= this.services.serving();
    this.#exchange = exchange;
    return exchange;
  }

  // Ending.

  /** Whether a client that sent FIN may still want an answer: to what it sent, or to octets that wait to be parsed. */
  #mayHaveMore(): boolean {
    switch (this.#reading) {
      case "idle":
        return this.#protocol.retainedOctets > 0;
      case "head":
        return this.#writer.output.congested;
      case "content":
        // While nobody asks for it nothing is parsed: it may be there as a whole.
        return this.#exchange?.pulled?.wanted === false;
      case "lingering":
        return this.#exchange !== undefined;
      case "discarding":
        return false;
      default:
        return true;
    }
  }

  /** The client ended, and all that it sent is parsed: a request that isn't complete by now never will be (RFC 9112 §8). */
  #endAtEof(): void {
    const exchange = this.#exchange;
    if (exchange?.answered === true) return this.abort();
    this.#read("eof");
    exchange?.pulled?.fail(new ContentError("incomplete", "The client ended inside the content."));
    // Whatever its handler says now comes too late.
    exchange?.peerLeft("gone");
    if (exchange !== undefined) this.#leave(exchange, 0, "cut");
    this.#finish();
  }

  /** Sends FIN, and reads on without listening until the client has seen it (RFC 9112 §9.6). */
  #finish(): void {
    this.#await("last-octets", LINGER_MS);
    this.#writer.finish();
    // Nothing of what waits will be parsed any more.
    if (this.#protocol.retainedOctets > 0) this.#protocol.leftover();
    this.#intake.open();
  }

  /** Everything is over at once: the transport is gone, or what was promised to the client can't be kept to. */
  #giveUp(): void {
    if (this.#writer.closed) return;
    if (this.#reading !== "closed") this.#read("reset");
    this.#deadline.clear();
    this.#writer.close();
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    exchange.peerLeft("gone");
    this.#leave(exchange, exchange.answered ? this.#writer.sentOctets : 0, "cut");
  }

  #upgrade(exchange: Exchange, response: HttpResponse): void {
    this.#leave(exchange, 0, "complete");
    this.#read("upgrade");
    this.#deadline.clear();
    this.#onClosed(this);
    if (response.content.kind === "upgrade") response.content.take(this.transport, this.#protocol.leftover());
  }

  /** No failure of one connection leaves it: every way in that is not hot goes through here. */
  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#breakDown(error);
    }
  }

  /** A bug of ours: it is logged, and costs this connection alone. */
  #breakDown(error: unknown): void {
    this.services.log.error("A connection failed inside the server and was cut.", { error });
    try {
      this.#giveUp();
    } catch (again) {
      this.services.log.error("Giving up a connection failed as well.", { error: again });
    }
    this.transport.abort();
  }
}

/** "a bare LF" becomes "A bare LF.": what a person reads in the answer. */
function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}

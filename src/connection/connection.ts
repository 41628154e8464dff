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
import type { SocketAddress, Transport, TransportReceiver } from "../platform/transport.ts";
import type { Application } from "./application.ts";
import type { Sent } from "./content-writer.ts";
import { Exchange, type ExchangeHost } from "./exchange.ts";
import type { ExchangeRecorder } from "./observer.ts";
import { PulledContent } from "./request-content.ts";
import { ResponseWriter, type WriteResult, type WriterServices } from "./response-writer.ts";
import { type ConnectionSettings, IDLE_FLOOR_MS, LINGER_MS, RETAINED_OCTETS } from "./settings.ts";
import { HeadReader, UNKNOWN_HEAD, UNKNOWN_PARTS } from "./understand.ts";

/** What all connections of a listener share. */
export interface ConnectionServices extends WriterServices {
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: ConnectionSettings;
  readonly recorder: ExchangeRecorder;
  /** The generation that answers requests which begin now. */
  application(): Application;
  /** The connection is gone, or belongs to another protocol. */
  onClosed(connection: Connection): void;
}

/**
 * What is due from the client, and has a time-out (`sweep`). `nothing`: an answer is being made or sent;
 * that the client reads it is watched elsewhere (`watchProgress`).
 */
type Due = "first-octets" | "head" | "next-request" | "content" | "last-octets" | "nothing";

/** One connection over any transport. */
export class Connection implements TransportReceiver, ExchangeHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly peer: SocketAddress;
  readonly local: SocketAddress;
  readonly scheme: "http" | "https";
  readonly transport: Transport;
  readonly #services: ConnectionServices;
  readonly #protocol: ServerProtocol;
  readonly #writer: ResponseWriter;
  readonly #heads = new HeadReader();
  #reading: Reading = "idle";
  #exchange: Exchange | undefined = undefined;
  #application: Application | undefined = undefined;
  #due: Due = "first-octets";
  #deadlineMs: number;
  /** Monotonic ms at the beginning of this round: one look at the clock serves all its requests. */
  #nowMs: number;
  #requests = 0;
  #droppedOctets = 0;
  #peerEnded = false;
  #paused = false;
  #pumping = false;
  /** No further request will be answered. */
  #last = false;
  #progressMark = -1;
  #progressMs = 0;

  constructor(transport: Transport, services: ConnectionServices) {
    this.clock = services.clock;
    this.random = services.random;
    this.peer = transport.peer;
    this.local = transport.local;
    this.scheme = transport.secure ? "https" : "http";
    this.transport = transport;
    this.#services = services;
    this.#protocol = new ServerProtocol(services.settings.message);
    this.#writer = new ResponseWriter(transport, services, (exchange, response, persistent, sent) =>
      this.#onSent(exchange, response, persistent, sent),
    );
    this.#nowMs = services.clock.monotonicMs();
    this.#deadlineMs = this.#nowMs + services.settings.requestTimeoutMs;
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
    if (this.#mayHaveMore()) return;
    try {
      this.#endAtEof();
    } catch (error) {
      this.#breakDown(error);
    }
  }

  onClose(): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    this.#reading = "closed";
    this.#writer.close();
    if (exchange !== undefined) {
      exchange.peerLeft("gone");
      exchange.pulled?.fail(new ContentError("incomplete", "The client closed the connection."));
      if (!exchange.answered) this.#services.recorder.record(exchange, 0, 0, "cut");
    }
    this.#services.onClosed(this);
  }

  // What the table of connections asks for.

  /** Looks whether time is up. Called for every connection by one coarse timer. */
  sweep(nowMs: number): void {
    if (this.#progressMark >= 0 && !this.writing) this.#progressMark = -1;
    if (nowMs < this.#deadlineMs) return;
    this.#nowMs = nowMs;
    try {
      this.#onTimeUp();
    } catch (error) {
      this.#breakDown(error);
    }
  }

  #onTimeUp(): void {
    const due = this.#due;
    this.#await("nothing", Number.POSITIVE_INFINITY);
    switch (due) {
      case "next-request":
        // Whoever has yet to take an answer is not idle; whether anything is taken at all is watched elsewhere.
        if (this.writing) return this.#await("next-request", this.#services.settings.keepAliveTimeoutMs);
        this.#read("limit");
        return this.#finish();
      case "first-octets":
        this.#read("limit");
        return this.#finish();
      case "head":
        this.#read("limit");
        return this.#refuse(refuse(408, "The request head did not arrive in time."));
      case "content":
        return this.#onContentStalled();
      case "last-octets":
        // The client may still be taking what it was sent; whether it does is watched elsewhere.
        if (this.writing) return this.#await("last-octets", LINGER_MS);
        return this.transport.close();
      case "nothing":
        return;
    }
  }

  /** Whether the client has yet to take octets. */
  get writing(): boolean {
    return this.transport.pendingOctets > 0;
  }

  /**
   * Looks whether the client still takes what is sent to it, and cuts the connection when it has taken nothing for
   * the write time-out.
   *
   * @param unacknowledgedOctets what the kernel holds for it, undefined where nobody knows
   */
  watchProgress(nowMs: number, unacknowledgedOctets: number | undefined): void {
    const mark = this.transport.pendingOctets + (unacknowledgedOctets ?? 0);
    if (mark !== this.#progressMark) {
      this.#progressMark = mark;
      this.#progressMs = nowMs;
      return;
    }
    const timeoutMs = this.#exchange?.writeTimeoutMs ?? this.#services.settings.writeTimeoutMs;
    if (nowMs - this.#progressMs >= timeoutMs) this.transport.abort();
  }

  /** The server stops: what has begun is answered, with `Connection: close`; an idle connection is closed soon. */
  drain(): void {
    this.#last = true;
    if (this.#due !== "next-request" && this.#due !== "first-octets") return;
    // Not at once: a request may be on its way, and FIN would leave its client without an answer.
    this.#deadlineMs = Math.min(this.#deadlineMs, this.clock.monotonicMs() + IDLE_FLOOR_MS);
  }

  /** Answers with this refusal without reading anything: for connections beyond the limit. */
  turnAway(refusal: Refusal): void {
    this.#read("lastAnswer");
    this.#refuse(refusal);
  }

  sendInterim(exchange: Exchange, status: number, fields: readonly FieldLine[]): void {
    if (exchange !== this.#exchange || exchange.version === "1.0") return;
    this.#writer.writeInterim(status, fields);
  }

  // Reading.

  /** Parses as far as somebody wants it, answers what can be answered, and writes all answers of the round at once. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#wantsEvents() && this.#step()) {}
    } finally {
      this.#pumping = false;
    }
    this.#protocol.retain();
    this.#writer.output.flush();
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
        this.#read("messageEnd");
        // Nothing is missing any more; what follows may have to wait for the client to read.
        if (this.#due === "content") this.#await("nothing", Number.POSITIVE_INFINITY);
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
    const { settings } = this.#services;
    if (this.#reading === "content" || this.#reading === "discarding") {
      return this.#await("content", this.#exchange?.bodyTimeoutMs ?? settings.bodyTimeoutMs);
    }
    if (this.#protocol.inMessage) {
      // The head as a whole has one deadline: octets that trickle in don't move it.
      if (this.#reading === "head") return;
      this.#read("octets");
      this.#await("head", settings.requestTimeoutMs);
    } else if (this.#requests > 0) {
      this.#await("next-request", this.#last ? IDLE_FLOOR_MS : settings.keepAliveTimeoutMs);
    }
  }

  #begin(head: RequestHead, framing: RequestFraming): void {
    this.#due = "nothing";
    this.#deadlineMs = Number.POSITIVE_INFINITY;
    this.#requests++;
    this.#writer.expect();
    const application = this.#services.application();
    this.#application = application;
    const pulled = framing.kind === "none" ? undefined : this.#createContent(framing);
    // A request without content is over with its head: the core says so next.
    if (pulled === undefined) this.#step();
    const understood = this.#heads.understand(head);
    if (understood.kind !== "understood") {
      this.#exchange = new Exchange(this, head, UNKNOWN_PARTS, pulled, this.#nowMs);
      return this.#refuse(understood);
    }
    const exchange = new Exchange(this, head, understood, pulled, this.#nowMs);
    this.#exchange = exchange;
    this.#answerWith(exchange, application.respond(exchange));
  }

  #createContent(framing: RequestFraming): PulledContent {
    const length = framing.kind === "length" ? framing.octets : undefined;
    return new PulledContent(length, () => this.#onContentWanted());
  }

  /** A handler waits for content: the moment to let the client send it (RFC 9110 §10.1.1). */
  #onContentWanted(): void {
    const exchange = this.#exchange;
    if (exchange?.awaitsContinue === true) {
      exchange.awaitsContinue = false;
      this.sendInterim(exchange, 100, []);
    }
    this.#continue();
  }

  #acceptContent(octets: Uint8Array): void {
    if (this.#reading === "content") {
      this.#await("nothing", Number.POSITIVE_INFINITY);
      this.#exchange?.pulled?.accept(octets);
      return;
    }
    this.#droppedOctets += octets.length;
    if (this.#droppedOctets <= this.#services.settings.drainOctets) return;
    this.#read("limit");
    this.#finish();
  }

  /**
   * Octets after the last answer are not looked at, and only so many are taken. Then reading stops, and the client has
   * until the end of the lingering to read its answer: a reset now could overtake it (RFC 9112 §9.6).
   */
  #drop(octets: number): void {
    this.#droppedOctets += octets;
    if (this.#paused || this.#droppedOctets <= this.#services.settings.drainOctets) return;
    this.#paused = true;
    this.transport.pause();
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
    const pause = this.#protocol.retainedOctets > RETAINED_OCTETS;
    if (pause === this.#paused) return;
    this.#paused = pause;
    if (pause) this.transport.pause();
    else this.transport.resume();
  }

  #read(input: ReadingInput): void {
    this.#reading = advanceReading(this.#reading, input);
  }

  #await(due: Due, forMs: number): void {
    this.#due = due;
    this.#deadlineMs = this.#nowMs + forMs;
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
    exchange.answered = true;
    const persistent = this.#staysOpen(exchange);
    let result: WriteResult;
    try {
      result = this.#writer.write(exchange, response, persistent);
    } catch (error) {
      return this.#onUnwritable(exchange, response, error);
    }
    if (result === "sending") return;
    if (result === "upgraded") return this.#upgrade(exchange, response);
    this.#conclude(exchange, response, persistent, result);
  }

  /** A handler made a response that can't be put on the wire, such as a field value with a line break. */
  #onUnwritable(exchange: Exchange, response: HttpResponse, error: unknown): void {
    this.#writer.discard(response);
    if (exchange.unwritable) throw error;
    exchange.unwritable = true;
    exchange.answered = false;
    this.#refuse(refuse(500, "The server made an answer that can't be sent.", [], error));
  }

  #onSent(exchange: Exchange, response: HttpResponse, persistent: boolean, sent: Sent): void {
    if (sent.ending === "cut" || exchange !== this.#exchange) {
      this.#services.recorder.record(exchange, response.status, sent.octets, "cut");
      exchange.settle();
      this.#exchange = undefined;
      this.transport.abort();
      return;
    }
    this.#nowMs = this.clock.monotonicMs();
    try {
      this.#conclude(exchange, response, persistent, sent.octets);
    } catch (error) {
      return this.#breakDown(error);
    }
    this.#continue();
  }

  /** The answer is out: on to the next request, or to the end of the connection. */
  #conclude(exchange: Exchange, response: HttpResponse, persistent: boolean, octets: number): void {
    this.#services.recorder.record(exchange, response.status, octets, "complete");
    exchange.settle();
    this.#exchange = undefined;
    this.#writer.conclude(persistent);
    this.#droppedOctets = 0;
    if (persistent) return this.#read("answered");
    if (this.#reading !== "lingering") this.#read("lastAnswer");
    this.#finish();
  }

  #staysOpen(exchange: Exchange): boolean {
    const { settings } = this.#services;
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

  #onContentStalled(): void {
    const answered = this.#reading === "discarding";
    this.#read("limit");
    if (answered) return this.#finish();
    this.#endInside(refuse(408, "The content of the request stopped coming."));
  }

  /** The request can't be read to its end: says so, where its answer isn't on the way already. */
  #endInside(refusal: Refusal): void {
    const exchange = this.#exchange;
    exchange?.pulled?.fail(new ContentError("incomplete", refusal.detail));
    if (exchange?.answered === true) return this.transport.abort();
    this.#refuse(refusal);
  }

  /** Gives the server's own answer, the last one of this connection. */
  #refuse(refusal: Refusal): void {
    this.#last = true;
    this.#await("nothing", Number.POSITIVE_INFINITY);
    const known = this.#exchange;
    const exchange = known ?? new Exchange(this, UNKNOWN_HEAD, UNKNOWN_PARTS, undefined, this.#nowMs);
    this.#exchange = exchange;
    const application = this.#application ?? this.#services.application();
    this.#answerWith(exchange, application.refuse(refusal, known, this.local));
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
    this.#read("eof");
    if (exchange !== undefined) {
      exchange.pulled?.fail(new ContentError("incomplete", "The client ended inside the content."));
      if (exchange.answered) return this.transport.abort();
      // Whatever its handler says now comes too late.
      exchange.peerLeft("gone");
      this.#exchange = undefined;
      this.#services.recorder.record(exchange, 0, 0, "cut");
    }
    this.#finish();
  }

  /** Sends FIN, and reads on without listening until the client has seen it (RFC 9112 §9.6). */
  #finish(): void {
    this.#await("last-octets", LINGER_MS);
    this.#writer.finish();
    if (!this.#paused) return;
    this.#paused = false;
    this.transport.resume();
  }

  #upgrade(exchange: Exchange, response: HttpResponse): void {
    this.#services.recorder.record(exchange, response.status, 0, "complete");
    exchange.settle();
    this.#exchange = undefined;
    this.#read("upgrade");
    this.#await("nothing", Number.POSITIVE_INFINITY);
    this.#services.onClosed(this);
    if (response.content.kind === "upgrade") response.content.take(this.transport, this.#protocol.leftover());
  }

  /** A bug of ours: it is logged, and costs this connection alone. */
  #breakDown(error: unknown): void {
    this.#services.log.error("A connection failed inside the server and was cut.", { error });
    this.transport.abort();
  }
}

/** "a bare LF" becomes "A bare LF.": what a person reads in the answer. */
function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}

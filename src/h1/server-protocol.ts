// The server's side of HTTP/1.1 without a socket: octets go in, events come out (RFC 9112 §2.2).
import { Fields } from "../http/fields.ts";
import { type ContentDecoder, contentDecoder } from "./content-decoder.ts";
import type { RequestEvent } from "./events.ts";
import type { FaultCode } from "./faults.ts";
import { FieldSection } from "./field-section.ts";
import { requestFraming } from "./framing.ts";
import { CR, LF } from "./grammar.ts";
import { type HeadParser, HeadParsers } from "./head-parser.ts";
import { InputBuffer } from "./input-buffer.ts";
import { latin1 } from "./latin1.ts";
import type { MessageLimits } from "./limits.ts";

const NEED_OCTETS: RequestEvent = Object.freeze({ kind: "need-octets" });
const END: RequestEvent = Object.freeze({ kind: "end", trailers: Fields.empty });

/** Some old clients send one behind a body; more than a few are nobody's mistake (RFC 9112 §2.2). */
const MAX_EMPTY_LINES = 8;

/** Fields that frame, route or control a message: too late in a trailer section, and a trap for whoever merges them. */
const FORBIDDEN_TRAILERS: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-range",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What is to be read next. */
type Stage = "between" | "between-line-feed" | "head" | "content" | "trailers" | "end" | "fault";

/**
 * Reads the requests of one connection, one after the other, each as a head, its content, and an end.
 *
 * The caller feeds octets, then asks for events until one says `need-octets`; from then on the fed buffer is not
 * looked at again, since what must be kept of it was copied. A caller that stops asking earlier (the reader of the
 * content is slow, a pipelined request must wait) calls `retain` before the buffer is used for something else, and
 * asks on when it likes.
 */
export class ServerProtocol {
  readonly #limits: MessageLimits;
  readonly #input = new InputBuffer();
  readonly #parsers: HeadParsers;
  /** While a head is incomplete. */
  #head: HeadParser | undefined;
  #stage: Stage = "between";
  #emptyLines = 0;
  #decoder: ContentDecoder | undefined;
  /** Made for the first message that has trailers; most connections never see one. */
  #trailers: FieldSection | undefined;
  #fault: RequestEvent = NEED_OCTETS;

  /** @param parsers shared by all connections with these limits; its own where absent */
  constructor(limits: MessageLimits, parsers: HeadParsers = new HeadParsers(limits)) {
    this.#limits = limits;
    this.#parsers = parsers;
  }

  /** Whether some octets of a message were seen whose `end` was not yet given. Empty lines before it don't count. */
  get inMessage(): boolean {
    return this.#stage !== "between" && this.#stage !== "between-line-feed" && this.#stage !== "fault";
  }

  /** Whether a head has begun and is not complete: the time for it is running. */
  get headStarted(): boolean {
    return this.#stage === "head";
  }

  /** How many octets wait that no event has used yet. */
  get retainedOctets(): number {
    return this.#input.end - this.#input.position;
  }

  /** Hands over octets. They are not copied: see `retain`. */
  feed(octets: Uint8Array): void {
    if (this.#stage !== "fault") this.#input.append(octets);
  }

  /** Copies the octets that no event has used yet, so that the fed buffer may be used again. Content events given before are void. */
  retain(): void {
    this.#input.keep();
  }

  /** Gives up the octets behind the last event, as a copy: they belong to the protocol that follows an upgrade. */
  leftover(): Uint8Array {
    const { octets, position, end } = this.#input;
    const rest = Uint8Array.prototype.slice.call(octets, position, end);
    this.#input.clear();
    return rest;
  }

  /** @returns what comes next; after a fault, that fault for ever */
  next(): RequestEvent {
    switch (this.#stage) {
      case "between":
      case "between-line-feed":
        return this.#skipEmptyLines() ?? this.#nextInHead();
      case "head":
        return this.#nextInHead();
      case "content":
        return this.#nextInContent();
      case "trailers":
        return this.#nextInTrailers();
      case "end":
        return this.#end(END);
      case "fault":
        return this.#fault;
    }
  }

  /** Ends with undefined at the first octet of a request line. */
  #skipEmptyLines(): RequestEvent | undefined {
    const input = this.#input;
    while (input.position < input.end) {
      const octet = input.octets[input.position];
      if (this.#stage === "between-line-feed") {
        if (octet !== LF) return this.#refuse("bare-cr");
        if (++this.#emptyLines > MAX_EMPTY_LINES) return this.#refuse("too-many-empty-lines");
        this.#stage = "between";
      } else if (octet === CR) {
        this.#stage = "between-line-feed";
      } else if (octet === LF) {
        return this.#refuse("bare-lf");
      } else {
        this.#emptyLines = 0;
        this.#stage = "head";
        return undefined;
      }
      input.position++;
    }
    return this.#needOctets();
  }

  #nextInHead(): RequestEvent {
    const input = this.#input;
    const { repeated } = this.#parsers;
    const known =
      this.#head === undefined ? repeated.find(input.octets, input.position, input.end) : undefined;
    if (known !== undefined) {
      input.position += repeated.length;
      this.#stage = "end";
      return known;
    }
    const parser = this.#head ?? this.#parsers.take();
    const result = parser.scan(input.octets, input.position, input.end);
    if (result === "incomplete") {
      this.#head = parser;
      return this.#needOctets();
    }
    this.#head = undefined;
    this.#parsers.give(parser);
    return result === "complete" ? this.#takeHead(parser) : this.#refuse(result);
  }

  #takeHead(parser: HeadParser): RequestEvent {
    const input = this.#input;
    const start = input.position;
    const head = parser.take(input.octets, start);
    const framing = requestFraming(head);
    if (typeof framing === "string") return this.#refuse(framing);
    input.position += parser.length;
    this.#decoder = contentDecoder(framing);
    const event = { kind: "head", head, framing } as const;
    if (this.#decoder === undefined) {
      this.#stage = "end";
      this.#parsers.repeated.remember(input.octets, start, parser.length, event);
    } else {
      this.#stage = "content";
    }
    return event;
  }

  #nextInContent(): RequestEvent {
    const input = this.#input;
    const decoder = this.#decoder;
    if (decoder === undefined) return this.#end(END);
    const step = decoder.step(input.octets, input.position, input.end);
    input.position = decoder.position;
    switch (step) {
      case "content":
        return {
          kind: "content",
          octets: input.octets.subarray(decoder.contentStart, decoder.contentEnd),
        };
      case "need-octets":
        return this.#needOctets();
      case "end":
        return this.#end(END);
      case "trailers":
        this.#stage = "trailers";
        this.#trailers ??= new FieldSection(this.#limits.headerFields);
        this.#trailers.begin(0);
        return this.#nextInTrailers();
      default:
        return this.#refuse(step);
    }
  }

  #nextInTrailers(): RequestEvent {
    const section = this.#trailers;
    if (section === undefined) return this.#end(END);
    const { octets, position, end } = this.#input;
    const limit = position + this.#limits.headOctets;
    const stop = Math.min(end, limit);
    const result = section.scan(octets, position, stop);
    if (result === "incomplete")
      return stop === limit ? this.#refuse("trailers-too-large") : this.#needOctets();
    if (result === "too-many-fields") return this.#refuse("too-many-trailers");
    if (result !== "complete") return this.#refuse(result);
    const trailers = section.fields(octets, position, latin1(octets, position, position + section.scanned));
    this.#input.position = position + section.scanned;
    if (trailers.size === 0) return this.#end(END);
    if (trailers.names.some((name) => FORBIDDEN_TRAILERS.has(name))) return this.#refuse("forbidden-trailer");
    return this.#end({ kind: "end", trailers });
  }

  #end(event: RequestEvent): RequestEvent {
    this.#decoder = undefined;
    this.#stage = "between";
    return event;
  }

  #needOctets(): RequestEvent {
    this.#input.keep();
    return NEED_OCTETS;
  }

  #refuse(code: FaultCode): RequestEvent {
    this.#stage = "fault";
    this.#fault = { kind: "fault", code };
    this.#input.clear();
    return this.#fault;
  }
}

// The head of a request, from the first octet of the request line to the empty line (RFC 9112 §3, §5).
// One pass over the octets, resumable at any of them; limits hold while it is read.
import type { HttpVersion } from "../http/request.ts";
import type { RequestHead } from "./events.ts";
import type { FaultCode } from "./faults.ts";
import { FieldSection, type ScanResult } from "./field-section.ts";
import { CR, LF, SP, TARGET, TOKEN } from "./grammar.ts";
import { METHODS } from "./interned-words.ts";
import { latin1 } from "./latin1.ts";
import type { MessageLimits } from "./limits.ts";
import { RepeatedHead } from "./repeated-head.ts";

const METHOD = 0;
const TARGET_START = 1;
const IN_TARGET = 2;
const VERSION = 3;
const LINE_FEED = 4;
const FIELD_LINES = 5;

/** The longest registered method has 17 letters. */
const MAX_METHOD_OCTETS = 64;
/** `HTTP/1.1` without its digits: 0 stands for a digit. */
const VERSION_PATTERN = Uint8Array.from("HTTP/0.0", (character) => character.charCodeAt(0));
const DIGIT_PLACE = 0x30;

/** Reads one head after the other; it remembers offsets, never octets. */
export class HeadParser {
  readonly #maxOctets: number;
  readonly #maxTargetOctets: number;
  readonly #section: FieldSection;
  #phase = METHOD;
  /** Octets of the request line scanned, counted from the start of the head, as the other two. */
  #scanned = 0;
  #methodEnd = 0;
  #targetEnd = 0;
  #version: HttpVersion = "1.1";

  constructor(limits: MessageLimits) {
    this.#maxOctets = limits.headOctets;
    this.#maxTargetOctets = limits.requestTargetOctets;
    this.#section = new FieldSection(limits.headerFields);
  }

  /** Starts a new head. */
  begin(): void {
    this.#phase = METHOD;
    this.#scanned = 0;
  }

  /** Octets of the head, once it is complete. */
  get length(): number {
    return this.#section.scanned;
  }

  /**
   * Goes on where the last scan of this head ended.
   *
   * @param base index in `octets` of the head's first octet (it may differ from call to call)
   * @param end end (exclusive) of what was received
   */
  scan(octets: Uint8Array, base: number, end: number): ScanResult {
    const limit = base + this.#maxOctets;
    const stop = Math.min(end, limit);
    if (this.#phase !== FIELD_LINES) {
      const result = this.#scanRequestLine(octets, base, stop);
      if (result === "incomplete" && stop === limit) {
        return this.#phase === IN_TARGET ? "target-too-long" : "head-too-large";
      }
      if (result !== "complete") return result;
      this.#phase = FIELD_LINES;
    }
    const result = this.#section.scan(octets, base, stop);
    return result === "incomplete" && stop === limit ? "head-too-large" : result;
  }

  /** Makes the head of what was scanned, once that is complete. */
  take(octets: Uint8Array, base: number): RequestHead {
    const text = latin1(octets, base, base + this.#section.scanned);
    const methodEnd = this.#methodEnd;
    return {
      method: METHODS.find(octets, base, base + methodEnd) ?? text.substring(0, methodEnd),
      requestTarget: text.substring(methodEnd + 1, this.#targetEnd),
      version: this.#version,
      fields: this.#section.fields(octets, base, text),
    };
  }

  #scanRequestLine(octets: Uint8Array, base: number, stop: number): ScanResult {
    let at = base + this.#scanned;
    if (this.#phase === METHOD) {
      const longest = Math.min(stop, base + MAX_METHOD_OCTETS);
      while (at < longest && TOKEN[octets[at]] === 1) at++;
      if (at === stop) return this.#pause(at - base);
      if (octets[at] !== SP) return faultInMethod(octets[at], at - base);
      if (at === base) return "malformed-request-line";
      this.#methodEnd = at - base;
      at++;
      this.#phase = TARGET_START;
    }
    if (this.#phase === TARGET_START) {
      if (at === stop) return this.#pause(at - base);
      if (octets[at] === SP) return "malformed-request-line";
      this.#phase = IN_TARGET;
    }
    if (this.#phase === IN_TARGET) {
      const limit = base + this.#methodEnd + 1 + this.#maxTargetOctets;
      const longest = Math.min(stop, limit);
      while (at < longest && TARGET[octets[at]] === 1) at++;
      if (at === stop) return this.#pause(at - base);
      if (octets[at] !== SP) return at === limit ? "target-too-long" : faultInTarget(octets[at]);
      this.#targetEnd = at - base;
      at++;
      this.#phase = VERSION;
    }
    return this.#scanVersion(octets, base, at, stop);
  }

  #scanVersion(octets: Uint8Array, base: number, at: number, stop: number): ScanResult {
    if (this.#phase === VERSION) {
      const start = base + this.#targetEnd + 1;
      for (; at < start + VERSION_PATTERN.length; at++) {
        if (at === stop) return this.#pause(at - base);
        const wanted = VERSION_PATTERN[at - start];
        const octet = octets[at];
        if (wanted === DIGIT_PLACE ? octet < 0x30 || octet > 0x39 : octet !== wanted)
          return "malformed-version";
        // §2.3: a higher minor version is spoken to as the highest that we know.
        if (at - start === 7) this.#version = octet === DIGIT_PLACE ? "1.0" : "1.1";
        else if (wanted === DIGIT_PLACE && octet !== 0x31) return "unsupported-version";
      }
      if (at === stop) return this.#pause(at - base);
      if (octets[at] !== CR) return octets[at] === LF ? "bare-lf" : "malformed-version";
      at++;
      this.#phase = LINE_FEED;
    }
    if (at === stop) return this.#pause(at - base);
    if (octets[at] !== LF) return "bare-cr";
    this.#section.begin(at + 1 - base);
    return "complete";
  }

  #pause(scanned: number): "incomplete" {
    this.#scanned = scanned;
    return "incomplete";
  }
}

function faultInMethod(octet: number, length: number): FaultCode {
  if (octet === LF) return "bare-lf";
  return TOKEN[octet] === 1 && length === MAX_METHOD_OCTETS ? "method-too-long" : "malformed-request-line";
}

function faultInTarget(octet: number): FaultCode {
  if (octet === LF) return "bare-lf";
  return octet === CR ? "malformed-request-line" : "invalid-target-octet";
}

/**
 * Parsers that are free, the one used last on top: nearly every head arrives whole, so that all connections take turns
 * at one parser, which stays in the processor's cache. A connection keeps one of its own only while its head is incomplete.
 */
export class HeadParsers {
  readonly #limits: MessageLimits;
  readonly #free: HeadParser[] = [];
  readonly repeated = new RepeatedHead();

  constructor(limits: MessageLimits) {
    this.#limits = limits;
  }

  /** @returns a parser at the beginning of a head */
  take(): HeadParser {
    const parser = this.#free.pop() ?? new HeadParser(this.#limits);
    parser.begin();
    return parser;
  }

  /** Gives a parser back whose head is complete. */
  give(parser: HeadParser): void {
    if (this.#free.length < KEPT_PARSERS) this.#free.push(parser);
  }
}

const KEPT_PARSERS = 8;

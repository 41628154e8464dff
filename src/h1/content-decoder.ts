// Finds the content in a message body: as long as Content-Length says, or taken out of its chunks
// (RFC 9112 §6.2, §7.1). Two variants and no more.
import type { RequestFraming } from "./events.ts";
import type { FaultCode } from "./faults.ts";
import { CR, FIELD_VALUE, HEX_VALUE, HTAB, LF, SEMICOLON, SP } from "./grammar.ts";

/** Octets of the extensions of one chunk, and of all chunks of a message (RFC 9112 §7.1.1 asks for a limit). */
const MAX_CHUNK_EXTENSION_OCTETS = 1024;
const MAX_MESSAGE_EXTENSION_OCTETS = 16 * 1024;
const MAX_SIZE_DIGITS = 16;

/**
 * What a step found. `content`: the octets from `contentStart` to `contentEnd`; `end`: the content is complete;
 * `trailers`: it is, and a trailer section follows; `need-octets`: all octets given are used up.
 */
export type DecoderStep = "content" | "end" | "trailers" | "need-octets" | FaultCode;

/** Takes the content out of a body, a step at a time. */
export interface ContentDecoder {
  readonly kind: "length" | "chunked";
  /** Index of the first octet that the last step did not use. */
  readonly position: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  /** Looks at the octets from `start` to `end` (exclusive), as far as the next thing to tell. */
  step(octets: Uint8Array, start: number, end: number): DecoderStep;
}

/** @returns the decoder for a framing, or undefined where there is no content */
export function contentDecoder(framing: RequestFraming): ContentDecoder | undefined {
  switch (framing.kind) {
    case "none":
      return undefined;
    case "length":
      return new LengthDecoder(framing.octets);
    case "chunked":
      return new ChunkedDecoder();
  }
}

/** Content of a known length (RFC 9112 §6.2). */
class LengthDecoder implements ContentDecoder {
  readonly kind = "length";
  position = 0;
  contentStart = 0;
  contentEnd = 0;
  #remaining: number;

  constructor(octets: number) {
    this.#remaining = octets;
  }

  step(_octets: Uint8Array, start: number, end: number): DecoderStep {
    this.position = start;
    if (this.#remaining === 0) return "end";
    if (start === end) return "need-octets";
    const taken = Math.min(end - start, this.#remaining);
    this.#remaining -= taken;
    this.contentStart = start;
    this.contentEnd = start + taken;
    this.position = start + taken;
    return "content";
  }
}

const SIZE = 0;
const AFTER_SIZE = 1;
const EXTENSION = 2;
const SIZE_LINE_FEED = 3;
const DATA = 4;
const DATA_CR = 5;
const DATA_LF = 6;

/** Chunked content (RFC 9112 §7.1). What it must remember between steps are numbers, never octets. */
class ChunkedDecoder implements ContentDecoder {
  readonly kind = "chunked";
  position = 0;
  contentStart = 0;
  contentEnd = 0;
  #phase = SIZE;
  #digits = 0;
  /** While the size is read: its value so far; then the octets of the chunk that are still to come. */
  #remaining = 0;
  #extensionOctets = 0;
  #allExtensionOctets = 0;

  step(octets: Uint8Array, start: number, end: number): DecoderStep {
    let at = start;
    while (at < end) {
      if (this.#phase === DATA) return this.#data(at, end);
      const outcome = this.#framingOctet(octets[at++]);
      if (outcome !== undefined) {
        this.position = at;
        return outcome;
      }
    }
    this.position = at;
    return "need-octets";
  }

  #data(start: number, end: number): DecoderStep {
    const taken = Math.min(end - start, this.#remaining);
    this.#remaining -= taken;
    if (this.#remaining === 0) this.#phase = DATA_CR;
    this.contentStart = start;
    this.contentEnd = start + taken;
    this.position = start + taken;
    return "content";
  }

  /** Takes one octet of the framing; there are few of them, so that one at a time is quick enough. */
  #framingOctet(octet: number): "trailers" | FaultCode | undefined {
    switch (this.#phase) {
      case SIZE:
        return this.#sizeOctet(octet);
      case AFTER_SIZE:
        return this.#endOfSize(octet);
      case EXTENSION:
        return this.#extensionOctet(octet);
      case SIZE_LINE_FEED:
        if (octet !== LF) return "bare-cr";
        if (this.#remaining === 0) return "trailers";
        this.#phase = DATA;
        return undefined;
      case DATA_CR:
        if (octet !== CR) return "missing-chunk-end";
        this.#phase = DATA_LF;
        return undefined;
      default:
        if (octet !== LF) return "missing-chunk-end";
        this.#phase = SIZE;
        this.#digits = 0;
        this.#extensionOctets = 0;
        return undefined;
    }
  }

  #sizeOctet(octet: number): FaultCode | undefined {
    const digit = HEX_VALUE[octet];
    if (digit === 255) return this.#digits === 0 ? "invalid-chunk-size" : this.#endOfSize(octet);
    if (++this.#digits > MAX_SIZE_DIGITS) return "invalid-chunk-size";
    this.#remaining = this.#remaining * 16 + digit;
    return this.#remaining > Number.MAX_SAFE_INTEGER ? "chunk-size-overflow" : undefined;
  }

  /** §7.1.1 tells us to take white space before a semicolon; before the end of the line it is an error. */
  #endOfSize(octet: number): FaultCode | undefined {
    switch (octet) {
      case CR:
        if (this.#phase === AFTER_SIZE) return "malformed-chunk-line";
        this.#phase = SIZE_LINE_FEED;
        return undefined;
      case SEMICOLON:
        this.#phase = EXTENSION;
        return this.#countExtension();
      case SP:
      case HTAB:
        this.#phase = AFTER_SIZE;
        return this.#countExtension();
      case LF:
        return "bare-lf";
      default:
        return "malformed-chunk-line";
    }
  }

  /** Extensions are skipped unread, but a line end in them is never anything but CRLF (CVE-2025-55315 was that). */
  #extensionOctet(octet: number): FaultCode | undefined {
    if (octet === CR) {
      this.#phase = SIZE_LINE_FEED;
      return undefined;
    }
    if (FIELD_VALUE[octet] === 0) return octet === LF ? "bare-lf" : "invalid-chunk-extension";
    return this.#countExtension();
  }

  #countExtension(): FaultCode | undefined {
    this.#extensionOctets++;
    this.#allExtensionOctets++;
    const within =
      this.#extensionOctets <= MAX_CHUNK_EXTENSION_OCTETS &&
      this.#allExtensionOctets <= MAX_MESSAGE_EXTENSION_OCTETS;
    return within ? undefined : "chunk-extension-too-long";
  }
}

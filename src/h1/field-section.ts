// A section of field lines, scanned once and resumably: the header section of a request, and the trailer section
// of a chunked body (RFC 9112 §5, §7.1.2).
import { Fields } from "../http/fields.ts";
import type { FaultCode } from "./faults.ts";
import { COLON, CR, FIELD_VALUE, HTAB, LF, SP, TOKEN, withoutWhitespace } from "./grammar.ts";
import { FIELD_NAMES } from "./interned-words.ts";

/** How far a scan came: all octets are scanned and more are needed, or the empty line was found, or a fault. */
export type ScanResult = "incomplete" | "complete" | FaultCode;

const LINE_START = 0;
const NAME = 1;
const VALUE_START = 2;
const VALUE = 3;
const LINE_FEED = 4;
const LAST_LINE_FEED = 5;

/** Numbers kept for each line: where its name starts and ends, where its value starts and ends. */
const MARKS = 4;

/** Runs over the octets once and remembers where things are; strings are made of them at the end, all at once. */
export class FieldSection {
  readonly #maxLines: number;
  #marks = new Int32Array(16 * MARKS);
  #lines = 0;
  #phase = LINE_START;
  /** Octets scanned, counted from `base`: the octets themselves may move between two scans. */
  #scanned = 0;

  /** @param maxLines field lines beyond this are a fault */
  constructor(maxLines: number) {
    this.#maxLines = maxLines;
  }

  /** Starts a new section, `offset` octets behind the `base` of the scans to come. */
  begin(offset: number): void {
    this.#lines = 0;
    this.#phase = LINE_START;
    this.#scanned = offset;
  }

  /** Octets from `base` to the first one not scanned; behind the empty line once the section is complete. */
  get scanned(): number {
    return this.#scanned;
  }

  /**
   * Goes on where the last scan ended.
   *
   * @param base index in `octets` that all offsets are counted from
   * @param stop end (exclusive) of what may be scanned
   */
  scan(octets: Uint8Array, base: number, stop: number): ScanResult {
    let at = base + this.#scanned;
    let phase = this.#phase;
    let marks = this.#marks;
    let mark = this.#lines * MARKS;
    // One loop over phases that fall from one `if` into the next: for a line that is all there, no dispatch at all.
    while (at < stop) {
      if (phase === LINE_START) {
        const octet = octets[at];
        if (octet === CR) {
          phase = LAST_LINE_FEED;
          at++;
          continue;
        }
        if (TOKEN[octet] === 0) return faultAtLineStart(octet);
        if (this.#lines === this.#maxLines) return "too-many-fields";
        if (mark === marks.length) marks = this.#moreMarks();
        marks[mark] = at - base;
        phase = NAME;
      }
      if (phase === NAME) {
        while (at < stop && TOKEN[octets[at]] === 1) at++;
        if (at === stop) break;
        if (octets[at] !== COLON) return faultInName(octets[at]);
        marks[mark + 1] = at - base;
        at++;
        phase = VALUE_START;
      }
      if (phase === VALUE_START) {
        while (at < stop && octets[at] === SP) at++;
        if (at === stop) break;
        marks[mark + 2] = at - base;
        phase = VALUE;
      }
      if (phase === VALUE) {
        while (at < stop && FIELD_VALUE[octets[at]] === 1) at++;
        if (at === stop) break;
        if (octets[at] !== CR) return octets[at] === LF ? "bare-lf" : "invalid-field-value";
        marks[mark + 3] = at - base;
        at++;
        phase = LINE_FEED;
        if (at === stop) break;
      }
      if (octets[at] !== LF) return "bare-cr";
      at++;
      if (phase === LAST_LINE_FEED) {
        this.#scanned = at - base;
        return "complete";
      }
      this.#lines++;
      mark += MARKS;
      phase = LINE_START;
    }
    this.#phase = phase;
    this.#scanned = at - base;
    return "incomplete";
  }

  /**
   * Makes the fields of a complete section.
   *
   * @param octets what was scanned, `base` as then
   * @param text the same octets from `base` on, as Latin-1
   */
  fields(octets: Uint8Array, base: number, text: string): Fields {
    const count = this.#lines;
    if (count === 0) return Fields.empty;
    const marks = this.#marks;
    const names = new Array<string>(count);
    const values = new Array<string>(count);
    for (let line = 0; line < count; line++) {
      const mark = line * MARKS;
      const nameStart = marks[mark];
      const nameEnd = marks[mark + 1];
      const name =
        FIELD_NAMES.find(octets, base + nameStart, base + nameEnd) ??
        text.substring(nameStart, nameEnd).toLowerCase();
      const start = marks[mark + 2];
      let end = marks[mark + 3];
      while (end > start && octets[base + end - 1] === SP) end--;
      const hasTab = octets[base + start] === HTAB || octets[base + end - 1] === HTAB;
      names[line] = name;
      values[line] = hasTab ? withoutTabs(name, text.substring(start, end)) : text.substring(start, end);
    }
    return new Fields(names, values);
  }

  #moreMarks(): Int32Array<ArrayBuffer> {
    const larger = new Int32Array(this.#marks.length * 2);
    larger.set(this.#marks);
    this.#marks = larger;
    return larger;
  }
}

/**
 * Tabs around a value are white space (RFC 9110 §5.5), with one exception of ours: around Content-Length and
 * Transfer-Encoding they stay, and make the value invalid. Servers have differed on them, and two readings of these
 * two fields are a smuggled request (RFC 9112 §11.2).
 */
function withoutTabs(name: string, value: string): string {
  if (name === "content-length" || name === "transfer-encoding") return value;
  return withoutWhitespace(value, true);
}

function faultAtLineStart(octet: number): FaultCode {
  if (octet === SP || octet === HTAB) return "obs-fold";
  return octet === LF ? "bare-lf" : "invalid-field-name";
}

function faultInName(octet: number): FaultCode {
  if (octet === SP || octet === HTAB) return "space-before-colon";
  if (octet === CR) return "missing-colon";
  return octet === LF ? "bare-lf" : "invalid-field-name";
}

// From a response to the octets of its head, with the framing that its version and request call for
// (RFC 9112 §4, §6; RFC 9110 §6.6.1 for Date).
import type { FieldLine } from "../http/fields.ts";
import { isToken } from "../http/method.ts";
import type { HttpVersion } from "../http/request.ts";
import type { Content, HttpResponse } from "../http/response.ts";
import { reasonPhrase } from "../http/status.ts";
import type { Clock } from "../platform/clock.ts";
import { serializeFieldLines, serializeFieldValue } from "./field-lines.ts";

/** How the end of the response's content is told. `none`: there is none to write, whatever the response holds. */
export type ResponseFraming =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly octets: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "close" };

/** A head that is ready to be sent; never to be changed, since it may be shared. */
export interface EncodedResponse {
  readonly octets: Uint8Array;
  /** Nothing is left to write: the content stands behind the head, or is not sent at all (HEAD, 204, 304…). */
  readonly contentIncluded: boolean;
  readonly framing: ResponseFraming;
}

/** What the encoder must know of the request. */
export interface EncodedFor {
  readonly method: string;
  readonly version: HttpVersion;
}

/** Content up to this many octets goes into one buffer with the head: copying it costs less than a second write. */
const MAX_JOINED_OCTETS = 16 * 1024;

const NONE: ResponseFraming = Object.freeze({ kind: "none" });
const CHUNKED: ResponseFraming = Object.freeze({ kind: "chunked" });
const CLOSE: ResponseFraming = Object.freeze({ kind: "close" });

/** Framing and the connection are ours; what a handler says of them is dropped (RFC 9110 §7.6.1). */
const OURS: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
]);

/** What a field name means to the encoder. */
type NameRole = "ours" | "length" | "date" | "upgrade" | "plain";

/** Names whose role is remembered; handlers use few, and a name made from outside data must not fill the memory. */
const MAX_REMEMBERED_NAMES = 256;

/** What was made of a shared response, for GET and for HEAD, as long as its Date is true. */
interface Remembered {
  second: number;
  whole: EncodedResponse | undefined;
  headOnly: EncodedResponse | undefined;
}

/**
 * Encodes the responses of a server; one for all its connections, so that they share what is remembered.
 *
 * A response marked `shared` is encoded once a second, not once a request: that is the way of a cached file.
 */
export class ResponseEncoder {
  readonly #clock: Pick<Clock, "wallMs">;
  readonly #remembered = new WeakMap<HttpResponse, Remembered>();
  readonly #roles = new Map<string, NameRole>();
  readonly #statusLines = new Map<number, string>();
  #dateSecond = Number.NaN;
  #dateLine = "";

  constructor(clock: Pick<Clock, "wallMs">) {
    this.#clock = clock;
  }

  /**
   * Encodes the head of a final response (or a 101), with its content where that is small and at hand.
   *
   * @param persistent whether the connection may go on; framing `close` ends it all the same, and says so
   * @throws TypeError where a field cannot be sent as it is: an error of the handler's, to be answered by a 500
   */
  encode(response: HttpResponse, request: EncodedFor, persistent: boolean): EncodedResponse {
    const second = Math.floor(this.#clock.wallMs() / 1000);
    if (second !== this.#dateSecond) this.#renewDate(second);
    if (response.shared !== true || !persistent || request.version !== "1.1") {
      return this.#encode(response, request, persistent);
    }
    return this.#shared(response, request, second);
  }

  /** Encodes an interim response (RFC 9110 §15.2): no content, no Date. */
  encodeInterim(status: number, fields: readonly FieldLine[]): Uint8Array {
    if (status < 100 || status > 199 || status === 101)
      throw new TypeError(`not an interim status: ${status}`);
    return Buffer.from(`${this.#statusLine(status)}${serializeFieldLines(fields)}\r\n`, "latin1");
  }

  #shared(response: HttpResponse, request: EncodedFor, second: number): EncodedResponse {
    let remembered = this.#remembered.get(response);
    if (remembered === undefined || remembered.second !== second) {
      remembered = { second, whole: undefined, headOnly: undefined };
      this.#remembered.set(response, remembered);
    }
    if (request.method === "HEAD") {
      remembered.headOnly ??= this.#encode(response, request, true);
      return remembered.headOnly;
    }
    remembered.whole ??= this.#encode(response, request, true);
    return remembered.whole;
  }

  #encode(response: HttpResponse, request: EncodedFor, persistent: boolean): EncodedResponse {
    const { status, content } = response;
    // The client of an interim status would wait for the final one for ever (RFC 9110 §15.2).
    if (status < 200 && (status !== 101 || content.kind !== "upgrade")) {
      throw new TypeError(`not a final status: ${status}`);
    }
    const framing = framingOf(status, content, request.version);
    const isHead = request.method === "HEAD";
    const goesOn = persistent && (framing.kind !== "close" || isHead);
    let head = this.#statusLine(status);
    let hasDate = false;
    let hasUpgrade = false;
    for (const [name, value] of response.fields) {
      const role = this.#roles.get(name) ?? this.#roleOf(name);
      if (role !== "plain") {
        if (role === "ours" || (role === "length" && !keepsLength(response, isHead))) continue;
        if (role === "upgrade" && request.version === "1.0") continue;
        hasDate ||= role === "date";
        hasUpgrade ||= role === "upgrade";
      }
      head += `${name}: ${serializeFieldValue(name, value)}\r\n`;
    }
    if (!hasDate) head += this.#dateLine;
    head += framingLine(status, content, framing, isHead);
    head += connectionLine(request.version, goesOn, hasUpgrade, status);
    return assemble(`${head}\r\n`, content, isHead ? NONE : framing);
  }

  /** Looks at a name for the first time: five fields cost half of what they do when each is looked at again. */
  #roleOf(name: string): NameRole {
    if (!isToken(name)) throw new TypeError(`not a field name: ${JSON.stringify(name)}`);
    const role = roleOf(name.toLowerCase());
    if (this.#roles.size < MAX_REMEMBERED_NAMES) this.#roles.set(name, role);
    return role;
  }

  #statusLine(status: number): string {
    let line = this.#statusLines.get(status);
    if (line === undefined) {
      // RFC 9112 §2.3: the version is the server's own, also to a 1.0 client. The space stays without a phrase (§4).
      line = `HTTP/1.1 ${status} ${reasonPhrase(status)}\r\n`;
      if (!/^HTTP\/1\.1 [1-9][0-9]{2} [\t\x20-\x7e]*\r\n$/.test(line))
        throw new TypeError(`not a status: ${status}`);
      this.#statusLines.set(status, line);
    }
    return line;
  }

  #renewDate(second: number): void {
    this.#dateSecond = second;
    this.#dateLine = `Date: ${new Date(second * 1000).toUTCString()}\r\n`;
  }
}

function roleOf(lowerCaseName: string): NameRole {
  if (OURS.has(lowerCaseName)) return "ours";
  if (lowerCaseName === "content-length") return "length";
  return lowerCaseName === "date" || lowerCaseName === "upgrade" ? lowerCaseName : "plain";
}

/** Whether responses of this status have no content by definition (RFC 9110 §15.2, §15.3.5, §15.3.6, §15.4.5). */
function isWithoutContent(status: number): boolean {
  return status < 200 || status === 204 || status === 205 || status === 304;
}

/** How a GET with this answer would be framed (RFC 9112 §6.3). */
function framingOf(status: number, content: Content, version: HttpVersion): ResponseFraming {
  if (isWithoutContent(status)) return NONE;
  switch (content.kind) {
    case "none":
    case "upgrade":
      return NONE;
    case "octets":
      return { kind: "length", octets: content.octets.length };
    case "file":
      return { kind: "length", octets: content.end - content.start };
    case "stream":
      if (content.length !== undefined) return { kind: "length", octets: content.length };
      return version === "1.1" ? CHUNKED : CLOSE;
  }
}

/**
 * The one Content-Length of a handler's that is believed: in answer to HEAD, where the handler saved itself the
 * content but knows its length (RFC 9110 §8.6).
 */
function keepsLength({ status, content, fields }: HttpResponse, isHead: boolean): boolean {
  if (!isHead || content.kind !== "none" || isWithoutContent(status)) return false;
  const lengths = fields.filter(([name]) => name.toLowerCase() === "content-length");
  return lengths.length === 1 && /^[0-9]+$/.test(lengths[0][1]);
}

function framingLine(status: number, content: Content, framing: ResponseFraming, isHead: boolean): string {
  switch (framing.kind) {
    case "length":
      return `Content-Length: ${framing.octets}\r\n`;
    case "chunked":
      return "Transfer-Encoding: chunked\r\n";
    case "close":
      return "";
    case "none":
      // RFC 9110 §8.6 forbids it in 1xx and 204; for a 304, and a HEAD whose handler gave none, it would be a guess.
      if (status === 205) return "Content-Length: 0\r\n";
      return isWithoutContent(status) || isHead || content.kind === "upgrade" ? "" : "Content-Length: 0\r\n";
  }
}

/** RFC 9112 §9.3 and §9.6 for persistence, RFC 9110 §7.8 for Upgrade, which Connection must name. */
function connectionLine(
  version: HttpVersion,
  persistent: boolean,
  hasUpgrade: boolean,
  status: number,
): string {
  if (status === 101) return "Connection: upgrade\r\n";
  if (hasUpgrade) return persistent ? "Connection: upgrade\r\n" : "Connection: upgrade, close\r\n";
  if (!persistent) return "Connection: close\r\n";
  return version === "1.0" ? "Connection: keep-alive\r\n" : "";
}

function assemble(head: string, content: Content, framing: ResponseFraming): EncodedResponse {
  if (framing.kind === "none" || content.kind !== "octets" || content.octets.length > MAX_JOINED_OCTETS) {
    return { octets: Buffer.from(head, "latin1"), contentIncluded: framing.kind === "none", framing };
  }
  const octets = Buffer.allocUnsafe(head.length + content.octets.length);
  octets.write(head, 0, "latin1");
  octets.set(content.octets, head.length);
  return { octets, contentIncluded: true, framing };
}

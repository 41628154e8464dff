// Reads all that came back on one connection, more strictly than any client would (RFC 9112 §4, §6).

/** A final response. */
export interface ReadResponse {
  readonly status: number;
  readonly fields: ReadonlyMap<string, string>;
  /** Whether it is the last one of its connection, by its own word or by its framing. */
  readonly last: boolean;
}

/** What came back. */
export interface ResponseSequence {
  readonly responses: readonly ReadResponse[];
  /** Octets of one more response that isn't complete. */
  readonly unfinished: number;
}

const STATUS_LINE = /^HTTP\/1\.1 ([1-5]\d\d) [\t\x20-\x7e]*$/;
const FIELD_LINE =
  /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?$/;
const IMF_FIXDATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;
const MAX_HEAD_OCTETS = 32_768;

/** Where the content of a response ends. */
type End =
  | { readonly kind: "at"; readonly position: number }
  | { readonly kind: "unfinished" }
  | { readonly kind: "close" };

/**
 * @param methods of the requests that the server may have seen, in order: HEAD has no content; what is beyond is a refusal
 * @throws Error where an octet is not part of a well-formed response
 */
export function readResponses(received: Buffer, methods: readonly string[]): ResponseSequence {
  const responses: ReadResponse[] = [];
  let position = 0;
  while (position < received.length) {
    const unfinished = received.length - position;
    if (responses.at(-1)?.last === true) throw new Error(`${unfinished} octets after the last response`);
    const headEnd = received.indexOf("\r\n\r\n", position);
    if (headEnd < 0) {
      if (unfinished > MAX_HEAD_OCTETS) throw new Error("a head without an end");
      return { responses, unfinished };
    }
    const { status, fields } = readHead(received.toString("latin1", position, headEnd));
    position = headEnd + 4;
    if (status < 200) continue;
    const end = contentEnd(received, position, status, fields, methods[responses.length] ?? "GET");
    if (end.kind === "unfinished") return { responses, unfinished };
    const last = end.kind === "close" || tokens(fields.get("connection")).includes("close");
    responses.push({ status, fields, last });
    position = end.kind === "close" ? received.length : end.position;
  }
  return { responses, unfinished: 0 };
}

function readHead(head: string): { readonly status: number; readonly fields: ReadonlyMap<string, string> } {
  const [statusLine, ...lines] = head.split("\r\n");
  const match = STATUS_LINE.exec(statusLine);
  if (match === null) throw new Error(`not a status line: ${JSON.stringify(statusLine.slice(0, 200))}`);
  const status = Number(match[1]);
  const fields = new Map<string, string>();
  for (const line of lines) {
    const field = FIELD_LINE.exec(line);
    if (field === null) throw new Error(`not a field line: ${JSON.stringify(line.slice(0, 200))}`);
    const name = field[1].toLowerCase();
    // Only a list may be given in several lines (RFC 9110 §5.3); a second Content-Length would be the worst of all.
    if (fields.has(name) && name !== "vary") throw new Error(`${name} is given twice`);
    fields.set(name, field[2] ?? "");
  }
  if (status < 200 && (status !== 100 || fields.size > 0))
    throw new Error(`an odd interim response: ${head}`);
  if (status >= 200 && !IMF_FIXDATE.test(fields.get("date") ?? "")) throw new Error(`no Date in ${head}`);
  return { status, fields };
}

function contentEnd(
  received: Buffer,
  position: number,
  status: number,
  fields: ReadonlyMap<string, string>,
  method: string,
): End {
  const length = fields.get("content-length");
  const coding = fields.get("transfer-encoding");
  if (length !== undefined && !/^(0|[1-9]\d*)$/.test(length)) throw new Error(`not a length: ${length}`);
  if (coding !== undefined && (coding !== "chunked" || length !== undefined)) {
    throw new Error(`Transfer-Encoding: ${coding}, Content-Length: ${length}`);
  }
  if (status === 204 && (length ?? coding) !== undefined) throw new Error("204 with framing (RFC 9110 §8.6)");
  // A 408 may be to a head that was cut short by time, and looked like one of HEAD only once it was too late.
  const mayBeToNothing = status === 408 && position < received.length;
  if (status === 204 || status === 304 || (method === "HEAD" && !mayBeToNothing))
    return { kind: "at", position };
  if (coding !== undefined) return chunkedEnd(received, position);
  if (length === undefined) return { kind: "close" };
  const end = position + Number(length);
  return end <= received.length ? { kind: "at", position: end } : { kind: "unfinished" };
}

function chunkedEnd(received: Buffer, position: number): End {
  for (;;) {
    const lineEnd = received.indexOf("\r\n", position);
    if (lineEnd < 0) return { kind: "unfinished" };
    const line = received.toString("latin1", position, lineEnd);
    if (!/^[0-9a-f]+$/i.test(line))
      throw new Error(`not a chunk size: ${JSON.stringify(line.slice(0, 100))}`);
    const size = Number.parseInt(line, 16);
    const dataEnd = lineEnd + 2 + size;
    if (dataEnd + 2 > received.length) return { kind: "unfinished" };
    // The site sends no trailers: an empty line ends the last chunk as it ends every other.
    if (received.toString("latin1", dataEnd, dataEnd + 2) !== "\r\n")
      throw new Error("no CRLF behind a chunk");
    position = dataEnd + 2;
    if (size === 0) return { kind: "at", position };
  }
}

function tokens(value: string | undefined): readonly string[] {
  return (value ?? "").split(",").map((token) => token.trim().toLowerCase());
}

// A client that sends octets as they are written and reads responses strictly: what it can't frame is a failure.
import { connect, type Socket } from "node:net";

/** A response as it came over the wire. */
export interface RawResponse {
  readonly status: number;
  readonly statusLine: string;
  /** Lower-case names; repeated fields joined by ", ". */
  readonly fields: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** The head as it came, without the empty line. */
  readonly head: string;
}

/** One connection. */
export class RawClient {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #ended = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (octets: Buffer) => {
      this.#received = Buffer.concat([this.#received, octets]);
      this.#wake?.();
    });
    socket.on("end", () => {
      this.#ended = true;
      this.#wake?.();
    });
    socket.on("error", (error) => {
      this.#error = error;
      this.#ended = true;
      this.#wake?.();
    });
    socket.on("close", () => {
      this.#ended = true;
      this.#wake?.();
    });
  }

  /** Connects to a port of loopback; half-open, so that the test decides when it ends. */
  static async to(port: number, host = "127.0.0.1"): Promise<RawClient> {
    const socket = connect({ port, host, allowHalfOpen: true, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", () => resolve());
      socket.once("error", reject);
    });
    return new RawClient(socket);
  }

  /** Sends text, one octet a character. */
  send(text: string | Uint8Array): void {
    this.socket.write(typeof text === "string" ? Buffer.from(text, "latin1") : text);
  }

  /** Half-closes. */
  end(): void {
    this.socket.end();
  }

  /** Drops the connection. */
  close(): void {
    this.socket.destroy();
  }

  /** Why the connection broke, where it did. */
  get error(): Error | undefined {
    return this.#error;
  }

  /**
   * Reads one final response (interim ones are skipped) by its framing.
   *
   * @param method HEAD has no content
   * @throws where the connection ends inside the response, or its framing is broken
   */
  async response(method = "GET"): Promise<RawResponse> {
    for (;;) {
      const response = await this.#responseOrInterim(method);
      if (response.status >= 200 || response.status === 101) return response;
    }
  }

  /** Reads one response head, interim or not, and its content. */
  async #responseOrInterim(method: string): Promise<RawResponse> {
    const head = (await this.#until("\r\n\r\n")).toString("latin1").slice(0, -4);
    const [statusLine, ...lines] = head.split("\r\n");
    const match = /^HTTP\/1\.1 (\d{3}) [\t\x20-\x7e]*$/.exec(statusLine);
    if (match === null) throw new Error(`not a status line: ${JSON.stringify(statusLine)}`);
    const status = Number(match[1]);
    const fields = parseFields(lines);
    const body = await this.#body(method, status, fields);
    return { status, statusLine, fields, body, head };
  }

  /** Everything up to the server's FIN, or the break. */
  async rest(): Promise<Buffer> {
    while (!this.#ended) await this.#more();
    return this.#received.subarray();
  }

  /** Resolves when the server has closed, and says whether anything came that nobody has read. */
  async closed(): Promise<{ readonly unread: number }> {
    while (!this.#ended) await this.#more();
    return { unread: this.#received.length };
  }

  /** Resolves with octets as they come, without framing; empty at the end. */
  async octets(): Promise<Buffer> {
    while (this.#received.length === 0 && !this.#ended) await this.#more();
    return this.#take(this.#received.length);
  }

  async #body(method: string, status: number, fields: ReadonlyMap<string, string>): Promise<Buffer> {
    if (method === "HEAD" || status < 200 || status === 204 || status === 304) return Buffer.alloc(0);
    const length = fields.get("content-length");
    if (fields.get("transfer-encoding") === "chunked") {
      if (length !== undefined) throw new Error("both Content-Length and Transfer-Encoding");
      return this.#chunked();
    }
    if (length === undefined) {
      const rest = await this.rest();
      this.#received = Buffer.alloc(0);
      return rest;
    }
    if (!/^\d+$/.test(length)) throw new Error(`not a Content-Length: ${length}`);
    while (this.#received.length < Number(length)) await this.#moreOrThrow();
    return this.#take(Number(length));
  }

  async #chunked(): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (;;) {
      const line = (await this.#until("\r\n")).toString("latin1").slice(0, -2);
      if (!/^[0-9a-f]+$/i.test(line)) throw new Error(`not a chunk size: ${JSON.stringify(line)}`);
      const size = Number.parseInt(line, 16);
      if (size === 0) break;
      while (this.#received.length < size + 2) await this.#moreOrThrow();
      pieces.push(this.#take(size));
      if (this.#take(2).toString() !== "\r\n") throw new Error("no CRLF behind a chunk");
    }
    while ((await this.#until("\r\n")).length > 2) {}
    return Buffer.concat(pieces);
  }

  async #until(delimiter: string): Promise<Buffer> {
    for (;;) {
      const index = this.#received.indexOf(delimiter);
      if (index >= 0) return this.#take(index + delimiter.length);
      await this.#moreOrThrow();
    }
  }

  #take(octets: number): Buffer {
    const taken = this.#received.subarray(0, octets);
    this.#received = this.#received.subarray(octets);
    return taken;
  }

  async #moreOrThrow(): Promise<void> {
    if (this.#ended) {
      throw new Error(
        `the connection ended inside a response, after ${JSON.stringify(this.#received.toString("latin1"))}`,
        {
          cause: this.#error,
        },
      );
    }
    await this.#more();
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }
}

function parseFields(lines: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\t\x20-\x7e\x80-\xff]*)$/.exec(line);
    if (match === null) throw new Error(`not a field line: ${JSON.stringify(line)}`);
    const name = match[1].toLowerCase();
    const before = fields.get(name);
    fields.set(name, before === undefined ? match[2] : `${before}, ${match[2]}`);
  }
  return fields;
}

/** Sends one request on a connection of its own and gives the answer. The head is as written; Host is not added. */
export async function exchange(
  port: number,
  wire: string | Uint8Array,
  method = "GET",
): Promise<RawResponse> {
  const client = await RawClient.to(port);
  try {
    client.send(wire);
    return await client.response(method);
  } finally {
    client.close();
  }
}

/** A simple request, its target as it stands. */
export function get(
  port: number,
  target: string,
  fields: Readonly<Record<string, string>> = {},
  method = "GET",
): Promise<RawResponse> {
  const lines = Object.entries({ Host: "localhost", ...fields }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return exchange(port, `${method} ${target} HTTP/1.1\r\n${lines.join("")}Connection: close\r\n\r\n`, method);
}

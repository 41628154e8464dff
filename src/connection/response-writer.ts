// The writing side of a connection: one response after the other, each by the WRITING table.
import type { ResponseEncoder, ResponseFraming } from "../h1/response-encoder.ts";
import { advanceWriting, type Writing } from "../h1/states.ts";
import type { FieldLine } from "../http/fields.ts";
import type { Content, HttpResponse } from "../http/response.ts";
import type { Log } from "../platform/log.ts";
import type { Transport } from "../platform/transport.ts";
import { discardContent, type Progress, type SendingEnd, sendFile, sendStream } from "./content-writer.ts";
import type { Exchange } from "./exchange.ts";
import type { FileBuffers } from "./file-buffers.ts";
import { Output } from "./output.ts";

/** What the writer needs besides the transport. */
export interface WriterServices {
  readonly encoder: ResponseEncoder;
  readonly fileBuffers: FileBuffers;
  readonly log: Log;
}

/**
 * What became of a response that was given to `write`. `sent`: all of it is in the output, of which `contentOctets`
 * are content. `sending`: the rest follows, and `onSent` tells the end. `upgraded`: the transport is not ours any more.
 */
export type WriteResult = number | "sending" | "upgraded";

/** Hears how a response ended that took more than one step. */
export type OnSent = (exchange: Exchange, persistent: boolean, ending: SendingEnd) => void;

/** Writes responses to one transport. */
export class ResponseWriter {
  readonly output: Output;
  readonly #transport: Transport;
  readonly #services: WriterServices;
  readonly #onSent: OnSent;
  #writing: Writing = "idle";
  #progress: Progress = { octets: 0 };
  /** The stream that is being sent: it has to learn at once that nobody reads it any more. */
  #chunks: AsyncIterator<Uint8Array> | undefined;

  constructor(transport: Transport, services: WriterServices, onSent: OnSent) {
    this.#transport = transport;
    this.#services = services;
    this.#onSent = onSent;
    this.output = new Output(transport);
  }

  /** Octets of content of the response that was sent in steps last, or is being sent. */
  get sentOctets(): number {
    return this.#progress.octets;
  }

  /** Whether the transport is gone. */
  get closed(): boolean {
    return this.#writing === "closed";
  }

  /** A request was understood, and somebody works on its answer. */
  expect(): void {
    this.#writing = advanceWriting(this.#writing, "request");
  }

  /** Sends an interim response at once (RFC 9110 §15.2). */
  writeInterim(status: number, fields: readonly FieldLine[]): void {
    if (this.#writing !== "awaiting") return;
    this.#writing = advanceWriting(this.#writing, "interim");
    this.output.push(this.#services.encoder.encodeInterim(status, fields));
    this.output.flush();
  }

  /**
   * Puts a final response into the output: whole where it is in memory, else its head, and the rest in steps.
   *
   * @returns octets of content where all of it is there
   * @throws Error where the response can't be encoded: a bug of whoever made it; nothing was written then
   */
  write(exchange: Exchange, response: HttpResponse, persistent: boolean): WriteResult {
    const encoded = this.#services.encoder.encode(response, exchange, persistent);
    const { content } = response;
    if (content.kind === "upgrade") {
      this.#writing = advanceWriting(this.#writing, "upgrade");
      this.output.push(encoded.octets);
      this.output.flush();
      return "upgraded";
    }
    this.#writing = advanceWriting(this.#writing, "finalHead");
    this.output.push(encoded.octets);
    if (encoded.framing.kind === "none") {
      this.discard(response);
      return 0;
    }
    if (content.kind === "octets") {
      if (!encoded.contentIncluded) this.output.push(content.octets);
      return content.octets.length;
    }
    this.output.flush();
    this.#sendInSteps(exchange, response, encoded.framing, persistent && encoded.framing.kind !== "close");
    return "sending";
  }

  /** The response that was written last is out; `persistent`: another may follow. */
  conclude(persistent: boolean): void {
    this.#writing = advanceWriting(this.#writing, persistent ? "end" : "lastEnd");
  }

  /** Sends FIN behind whatever is in the output. */
  finish(): void {
    if (this.#writing === "closed") return;
    if (this.#writing === "idle") this.#writing = advanceWriting(this.#writing, "finish");
    this.output.flush();
    this.#transport.end();
  }

  /** The transport is gone, or given up. */
  close(): void {
    this.#writing = advanceWriting(this.#writing, "cut");
    this.output.close();
    this.#chunks?.return?.().catch((error: unknown) => this.#warnOfUnclosed(error));
  }

  /** Lets go of a response that will not be sent. */
  discard(response: HttpResponse): void {
    const { kind } = response.content;
    if (kind !== "file" && kind !== "stream") return;
    discardContent(response.content).catch((error: unknown) => this.#warnOfUnclosed(error));
  }

  #warnOfUnclosed(error: unknown): void {
    this.#services.log.warn("Content that was not sent could not be closed.", { error });
  }

  #sendInSteps(
    exchange: Exchange,
    response: HttpResponse,
    framing: ResponseFraming,
    persistent: boolean,
  ): void {
    this.#progress = { octets: 0 };
    this.#send(response.content, framing).then(
      (ending) => {
        this.#chunks = undefined;
        this.#onSent(exchange, persistent, ending);
      },
      (error: unknown) => {
        this.#chunks = undefined;
        this.#services.log.error("An answer broke off half-way; the connection was cut.", {
          id: exchange.id,
          error,
        });
        this.#onSent(exchange, persistent, "cut");
      },
    );
  }

  async #send(content: Content, framing: ResponseFraming): Promise<SendingEnd> {
    switch (content.kind) {
      case "file":
        return sendFile(content, this.output, this.#services.fileBuffers, this.#progress);
      case "stream":
        this.#chunks = content.chunks[Symbol.asyncIterator]();
        return sendStream(content, this.#chunks, framing, this.output, this.#progress);
      default:
        throw new Error(`content of kind ${content.kind} is not sent in steps`);
    }
  }
}

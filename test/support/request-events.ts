// What a ServerProtocol makes of pieces of a wire, written as lines that a person can read and a case can state.
import type { RequestEvent } from "../../src/h1/events.ts";
import type { MessageLimits } from "../../src/h1/limits.ts";
import { ServerProtocol } from "../../src/h1/server-protocol.ts";

export const TEST_LIMITS: MessageLimits = {
  headOctets: 16_384,
  headerFields: 100,
  requestTargetOctets: 8192,
};

/** A parser case: what travels, and what must come of it, however it is cut. */
export interface RequestCase {
  readonly title: string;
  readonly wire: string;
  /** As `eventsOf` writes them. */
  readonly events: readonly string[];
  readonly limits?: Partial<MessageLimits>;
}

/** What is done with the protocol between two events or two pieces; `retain-always` stops after each event. */
export type Pace = "eager" | "retain-always";

/**
 * Feeds the pieces through one reused buffer, which is overwritten with 0xAA after each round, as a transport may.
 *
 * @returns a line for each head (`GET / 1.1 none`), field (`host: a`), trailer (`trailer a: b`), for neighbouring
 *   content as one (`content hello`), `end`, and `fault code` as the last
 */
export function eventsOf(
  pieces: readonly Uint8Array[],
  limits: Partial<MessageLimits> = {},
  pace: Pace = "eager",
): string[] {
  const protocol = new ServerProtocol({ ...TEST_LIMITS, ...limits });
  const buffer = Buffer.alloc(pieces.reduce((longest, piece) => Math.max(longest, piece.length), 1));
  const lines: string[] = [];
  let content = "";
  for (const piece of pieces) {
    buffer.set(piece);
    protocol.feed(buffer.subarray(0, piece.length));
    for (let event = protocol.next(); event.kind !== "need-octets"; event = protocol.next()) {
      if (event.kind === "content") {
        content += Buffer.from(event.octets).toString("latin1");
      } else {
        if (content !== "") lines.push(`content ${content}`);
        content = "";
        lines.push(...linesOf(event));
        if (event.kind === "fault") return lines;
      }
      if (pace === "retain-always") {
        protocol.retain();
        buffer.fill(0xaa);
      }
    }
    buffer.fill(0xaa);
  }
  if (content !== "") lines.push(`content ${content}`);
  return lines;
}

function linesOf(event: RequestEvent): readonly string[] {
  switch (event.kind) {
    case "head": {
      const { method, requestTarget, version, fields } = event.head;
      const framing = event.framing.kind === "length" ? `length=${event.framing.octets}` : event.framing.kind;
      return [
        `${method} ${requestTarget} ${version} ${framing}`,
        ...Array.from(fields, ([name, value]) => `${name}: ${value}`),
      ];
    }
    case "end":
      return [...Array.from(event.trailers, ([name, value]) => `trailer ${name}: ${value}`), "end"];
    case "fault":
      return [`fault ${event.code}`];
    default:
      return [];
  }
}

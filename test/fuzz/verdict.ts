// What a server owes for given octets, and whether what came back is that.
import { ServerProtocol } from "../../src/h1/server-protocol.ts";
import { TEST_LIMITS } from "../support/request-events.ts";
import { type ReadResponse, readResponses } from "./response-sequence.ts";

/** The requests in a wire. */
export interface RequestsSeen {
  readonly methods: readonly string[];
  /** How many ended: each of them is owed an answer. */
  readonly complete: number;
  /** How it ends: between two messages, inside one, or in a fault (which is owed a refusal). */
  readonly end: "between" | "inside" | "fault";
}

/**
 * Finds the requests in a wire by the parser itself. Where messages begin is what the parser's own tests state; here it
 * tells which answers have no content, and how many are due.
 */
export function requestsIn(wire: Buffer): RequestsSeen {
  const protocol = new ServerProtocol(TEST_LIMITS);
  const methods: string[] = [];
  let complete = 0;
  protocol.feed(wire);
  for (;;) {
    const event = protocol.next();
    if (event.kind === "head") methods.push(event.head.method);
    if (event.kind === "end") complete++;
    if (event.kind === "fault") return { methods, complete, end: "fault" };
    if (event.kind === "need-octets")
      return { methods, complete, end: protocol.inMessage ? "inside" : "between" };
  }
}

/** How the connection ended for the client. `open`: not at all, in the time that it was given. */
export type Ending = "closed" | "reset" | "open";

/** The answers, or what is wrong with them. */
export type Verdict =
  | { readonly kind: "sound"; readonly responses: readonly ReadResponse[] }
  | { readonly kind: "unsound"; readonly reason: string };

/** Judges what a client received that has sent a whole wire and then half-closed. */
export function judge(wire: Buffer, received: Buffer, ending: Ending): Verdict {
  const seen = requestsIn(wire);
  try {
    const { responses, unfinished } = readResponses(received, seen.methods);
    const reason = complaint(seen, responses, unfinished, ending);
    return reason === undefined ? { kind: "sound", responses } : { kind: "unsound", reason };
  } catch (error) {
    return { kind: "unsound", reason: error instanceof Error ? error.message : String(error) };
  }
}

function complaint(
  { methods, complete, end }: RequestsSeen,
  responses: readonly ReadResponse[],
  unfinished: number,
  ending: Ending,
): string | undefined {
  // One more for the refusal of a fault, or of a head that didn't come in time.
  const most = methods.length + (end === "between" ? 0 : 1);
  if (responses.length > most) return `${responses.length} responses to ${most} requests`;
  if (ending === "open") return "neither answered nor closed in time";
  // A client that leaves inside a message gets no promise about it: its answer may be under way, and is then cut.
  if (end === "inside" && responses.length >= complete) return undefined;
  if (unfinished > 0)
    return `a response broke off (${unfinished} octets of it came), the connection was ${ending}`;
  if (responses.at(-1)?.last === true) return undefined;
  const owed = end === "fault" && complete === methods.length ? complete + 1 : complete;
  if (responses.length < owed)
    return `${responses.length} responses, ${owed} owed; the connection was ${ending}`;
  return ending === "reset" ? "the connection was reset" : undefined;
}

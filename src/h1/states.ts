// What a connection is doing: reading and writing are two machines, because a 413 is written while content still
// arrives (RFC 9112 §9). Each is a table that can be read, tested and drawn.

/** Where the request side of a connection stands. */
export type Reading =
  | "idle"
  | "head"
  | "content"
  | "complete"
  | "discarding"
  | "lingering"
  | "upgraded"
  | "closed";

/**
 * What moves the request side. `answered`: the response is out and the connection persists; `lastAnswer`: it is
 * out and the connection ends; `limit`: time or patience is used up; `reset`: the transport is gone.
 */
export type ReadingInput =
  | "octets"
  | "headEnd"
  | "messageEnd"
  | "answered"
  | "lastAnswer"
  | "upgrade"
  | "fault"
  | "limit"
  | "eof"
  | "reset";

/**
 * The request side of one exchange. `complete`: all of the request is read, its answer is not yet out.
 * `discarding`: the answer is out, the rest of the content is read and dropped.
 * `lingering` drops octets unparsed: after a fault nobody knows where the next message begins (RFC 9112 §9.6).
 */
export const READING: Readonly<Record<Reading, Readonly<Partial<Record<ReadingInput, Reading>>>>> = {
  idle: { octets: "head", lastAnswer: "lingering", eof: "closed", limit: "closed", reset: "closed" },
  head: { headEnd: "content", fault: "lingering", limit: "lingering", eof: "closed", reset: "closed" },
  content: {
    messageEnd: "complete",
    answered: "discarding",
    lastAnswer: "lingering",
    fault: "lingering",
    limit: "lingering",
    eof: "closed",
    reset: "closed",
  },
  complete: {
    answered: "idle",
    lastAnswer: "lingering",
    upgrade: "upgraded",
    eof: "complete",
    reset: "closed",
  },
  discarding: {
    messageEnd: "idle",
    fault: "lingering",
    limit: "lingering",
    eof: "closed",
    reset: "closed",
  },
  lingering: { eof: "closed", limit: "closed", reset: "closed" },
  upgraded: { eof: "upgraded", reset: "closed" },
  closed: {},
};

/** Where the response side of a connection stands. */
export type Writing = "idle" | "awaiting" | "content" | "finished" | "upgraded" | "closed";

/**
 * What moves the response side. `request`: a head was understood and somebody works on the answer; `finalHead`:
 * the head of the final response goes out; `end`: all of it is out and the connection persists; `lastEnd`: all of
 * it is out and no other follows; `cut`: the transport is given up or gone.
 */
export type WritingInput =
  | "request"
  | "interim"
  | "finalHead"
  | "end"
  | "lastEnd"
  | "upgrade"
  | "finish"
  | "cut";

/**
 * The response side of one exchange. `idle` takes a `finalHead` as well: a 400 or 408 has no request that was
 * understood. `finished`: nothing more will be written, FIN follows the last octet.
 */
export const WRITING: Readonly<Record<Writing, Readonly<Partial<Record<WritingInput, Writing>>>>> = {
  idle: { request: "awaiting", finalHead: "content", finish: "finished", cut: "closed" },
  awaiting: { interim: "awaiting", finalHead: "content", upgrade: "upgraded", cut: "closed" },
  content: { end: "idle", lastEnd: "finished", cut: "closed" },
  finished: { cut: "closed" },
  upgraded: { cut: "closed" },
  closed: { cut: "closed" },
};

/**
 * Moves the request side on.
 *
 * @throws Error where the table has no such transition: a mistake of ours, never the peer's
 */
export function advanceReading(state: Reading, input: ReadingInput): Reading {
  const next = READING[state][input];
  if (next === undefined) throw new Error(`reading: no transition from ${state} by ${input}`);
  return next;
}

/**
 * Moves the response side on.
 *
 * @throws Error where the table has no such transition: a mistake of ours, never the peer's
 */
export function advanceWriting(state: Writing, input: WritingInput): Writing {
  const next = WRITING[state][input];
  if (next === undefined) throw new Error(`writing: no transition from ${state} by ${input}`);
  return next;
}

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createErrorLog, type ErrorLogParts } from "../../src/log/error-log.ts";
import { LogWriters } from "../../src/log/log-writers.ts";
import type { LogLevel } from "../../src/platform/log.ts";
import { LogClock } from "../support/log-clock.ts";
import { MemorySink } from "../support/log-sink.ts";

function setUp(form: NonNullable<ErrorLogParts["form"]>, level: LogLevel = "info") {
  const clock = new LogClock();
  const sink = new MemorySink();
  const writers = new LogWriters({ clock, openSink: () => sink });
  const log = createErrorLog({ level, destination: { kind: "stderr" } }, { clock, writers, form });
  return { clock, sink, log };
}

const entries = (text: string): unknown[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("the error log for programs", () => {
  test("writes one JSON object a line, in order, from the first entry on", async () => {
    const { sink, log } = setUp("json");
    log.info("first", { port: 8080 });
    log.warn("second");
    await log.close();
    assert.deepEqual(entries(sink.text), [
      { level: "info", time: "2026-11-25T10:25:40.123Z", port: 8080, msg: "first" },
      { level: "warn", time: "2026-11-25T10:25:40.123Z", msg: "second" },
    ]);
  });

  test("keeps the time of an entry that waited", async () => {
    const { clock, sink, log } = setUp("json");
    log.info("first");
    const advanced = clock.advance(1);
    await log.close();
    await advanced;
    assert.partialDeepStrictEqual(entries(sink.text), [{ time: "2026-11-25T10:25:40.123Z" }]);
  });

  test("shows an error under any name with its stack and its cause", async () => {
    const { sink, log } = setUp("json");
    log.error("failed", { reason: new Error("outer", { cause: new Error("inner") }) });
    await log.close();
    const [entry] = entries(sink.text);
    assert.partialDeepStrictEqual(entry, { reason: { message: "outer", cause: { message: "inner" } } });
    assert.match(sink.text, /error-log\.test\.ts/);
  });

  test("survives values that JSON has no words for", async () => {
    const { sink, log } = setUp("json");
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    log.info("odd", { circle, big: 10n });
    await log.close();
    assert.partialDeepStrictEqual(entries(sink.text), [{ msg: "odd" }]);
  });

  test("never writes a name twice", async () => {
    const { sink, log } = setUp("json");
    log.info("real", { time: "forged", msg: "forged", level: "forged" });
    await log.close();
    assert.deepEqual(entries(sink.text), [
      {
        level: "info",
        time: "2026-11-25T10:25:40.123Z",
        time_: "forged",
        msg_: "forged",
        level_: "forged",
        msg: "real",
      },
    ]);
  });

  test("escapes controls that JSON lets through, and means the same", async () => {
    const { sink, log } = setUp("json");
    log.info("a\x1b[2J\u009b\u202eb\n", { path: "/\x7f" });
    await log.close();
    assert.match(sink.text, /^[\x20-\x7e]+\n$/);
    assert.partialDeepStrictEqual(entries(sink.text), [{ msg: "a\x1b[2J\u009b\u202eb\n", path: "/\x7f" }]);
  });
});

describe("the error log for a person", () => {
  test("writes one line: time, level, message, details", async () => {
    const { sink, log } = setUp("readable");
    log.warn("the disk is slow", { path: "/a b", ms: 1200, list: ["x"], nothing: undefined });
    await log.close();
    assert.equal(
      sink.text,
      "2026-11-25T10:25:40.123Z WARN the disk is slow path=\"/a b\" ms=1200 list=[ 'x' ]\n",
    );
  });

  test("shows the stack below, indented, so that no message can forge an entry", async () => {
    const { sink, log } = setUp("readable");
    log.error("failed", { error: new Error("broken\n2026-11-25T10:25:40.123Z INFO forged") });
    await log.close();
    const [first, ...rest] = sink.text.trimEnd().split("\n");
    assert.equal(
      first,
      '2026-11-25T10:25:40.123Z ERROR failed error="broken\\n2026-11-25T10:25:40.123Z INFO forged"',
    );
    assert.ok(rest.length > 1 && rest.every((line) => line.startsWith("    ")));
  });

  test("escapes controls and marks that turn the text around", async () => {
    const { sink, log } = setUp("readable");
    log.info("a\x1b[2J\nb\u202ec", { "k\r": "Grüße\u009b" });
    await log.close();
    assert.equal(sink.text, "2026-11-25T10:25:40.123Z INFO a\\x1B[2J\\x0Ab\\u202ec k\\x0D=Grüße\\x9B\n");
  });
});

describe("the error log's levels and end", () => {
  test("drops entries below its level", async () => {
    const { sink, log } = setUp("json", "warn");
    log.debug("no");
    log.info("no");
    log.warn("yes");
    log.error("yes");
    await log.close();
    assert.equal(entries(sink.text).length, 2);
  });

  test("writes everything at once when the process ends, even before pino is there", async () => {
    const { sink, log } = setUp("json");
    log.error("crashed\x7f", { error: new RangeError("too far"), id: "x", list: [1n] });
    log.flush();
    const { text } = sink;
    assert.match(text, /^[\x20-\x7e]+\n$/);
    assert.partialDeepStrictEqual(entries(text), [
      {
        level: "error",
        time: "2026-11-25T10:25:40.123Z",
        msg: "crashed\x7f",
        id: "x",
        list: "[ 1n ]",
        error: { type: "RangeError", message: "too far" },
      },
    ]);
    await log.close();
    assert.equal(sink.text, text);
  });

  test("counts what a burst at the start loses", async () => {
    const { sink, log } = setUp("json");
    for (let index = 0; index < 1003; index++) log.info("burst");
    await log.close();
    const all = entries(sink.text);
    assert.equal(all.length, 1001);
    assert.partialDeepStrictEqual(all.at(-1), { level: "warn", lost_lines: 3 });
  });

  test("says nothing where the destination is off", async () => {
    const log = createErrorLog({ level: "info", destination: { kind: "off" } });
    log.error("unheard");
    log.flush();
    await log.close();
  });
});

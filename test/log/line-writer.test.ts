import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LineWriter } from "../../src/log/line-writer.ts";
import { LogClock, settled } from "../support/log-clock.ts";
import { MemorySink } from "../support/log-sink.ts";

const describeLoss = (lines: number) => `lost ${lines}\n`;
const KIBIBYTE_LINE = `${"x".repeat(1023)}\n`;

function setUp() {
  const sink = new MemorySink();
  const clock = new LogClock();
  const failures: string[] = [];
  const writer = new LineWriter({ sink, clock, onFailure: (errno) => failures.push(errno) });
  const write = (...lines: readonly string[]) => {
    for (const line of lines) writer.write(line, describeLoss);
  };
  return { sink, clock, failures, writer, write };
}

describe("a writer of log lines: batches", () => {
  test("writes the lines of 100 ms at once, in their order", async () => {
    const { sink, clock, write } = setUp();
    write("a\n", "b\n");
    await clock.advance(99);
    assert.equal(sink.writes, 0);
    await clock.advance(1);
    assert.deepEqual([sink.writes, sink.text], [1, "a\nb\n"]);
  });

  test("writes at once where 16 KiB have come together", async () => {
    const { sink, write } = setUp();
    write(...Array.from({ length: 16 }, () => KIBIBYTE_LINE));
    await settled();
    assert.deepEqual([sink.writes, sink.text.length], [1, 16 * 1024]);
  });

  test("has one write in flight, and keeps what comes meanwhile", async () => {
    const { sink, clock, write, writer } = setUp();
    sink.mood = { kind: "hold" };
    write("a\n");
    await clock.advance(100);
    write("b\n");
    await clock.advance(100);
    write("c\n");
    await clock.advance(100);
    sink.letGo();
    await writer.flush();
    assert.deepEqual([sink.text, sink.mostInFlight], ["a\nb\nc\n", 1]);
  });

  test("runs no timer while there is nothing to write", async () => {
    const { clock, write } = setUp();
    write("a\n");
    assert.equal(clock.pendingTimers, 1);
    await clock.advance(300);
    assert.equal(clock.pendingTimers, 0);
  });

  test("goes on with the rest where the sink takes only a part", async () => {
    const { sink, write, writer } = setUp();
    sink.mood = { kind: "part", octets: 3 };
    write("first\n", "second\n");
    await writer.flush();
    assert.equal(sink.text, "first\nsecond\n");
  });

  test("tries again while the reader of a pipe is behind", async () => {
    const { sink, clock, write } = setUp();
    sink.mood = { kind: "behind" };
    write("a\n");
    await clock.advance(150);
    assert.equal(sink.text, "");
    sink.mood = { kind: "take" };
    await clock.advance(100);
    assert.equal(sink.text, "a\n");
  });

  test("writes text beyond ASCII whole, however it is cut", async () => {
    const { sink, write, writer } = setUp();
    write("Grüße\n");
    await writer.flush();
    assert.equal(sink.text, "Grüße\n");
  });
});

describe("a writer of log lines: bounds", () => {
  test("keeps at most 1 MiB waiting, drops what comes beyond, and says how many", async () => {
    const { sink, clock, write, writer } = setUp();
    sink.mood = { kind: "hold" };
    write(...Array.from({ length: 1034 }, () => KIBIBYTE_LINE));
    assert.equal(writer.lostLines, 10);
    sink.letGo();
    await settled();
    write("after\n");
    await clock.advance(100);
    assert.equal(sink.text.length, 1024 * 1024 + "lost 10\nafter\n".length);
    assert.ok(sink.text.endsWith("x\nlost 10\nafter\n"));
    assert.equal(writer.lostLines, 0);
  });
});

describe("a writer of log lines: failures", () => {
  test("ends a line that a full disk has torn, even if the disk is still full at the next attempt", async () => {
    const { sink, clock, write } = setUp();
    sink.mood = { kind: "part", octets: 3 };
    const takePart = sink.writeSync.bind(sink);
    sink.writeSync = (octets) => {
      const taken = takePart(octets);
      sink.mood = { kind: "fail", errno: "ENOSPC" };
      return taken;
    };
    write("torn line\n");
    await clock.advance(1100);
    write("lost as well\n");
    await clock.advance(1100);
    sink.writeSync = takePart;
    sink.mood = { kind: "take" };
    write("whole\n");
    await clock.advance(100);
    assert.equal(sink.text, "tor\nlost 2\nwhole\n");
  });

  test("counts the lines of a full disk, tells of it once, and goes on when there is room", async () => {
    const { sink, clock, write, failures } = setUp();
    sink.mood = { kind: "fail", errno: "ENOSPC" };
    write("a\n", "b\n");
    await clock.advance(100);
    write("dropped without trying\n");
    await clock.advance(1000);
    write("tried\n");
    await clock.advance(100);
    assert.deepEqual([sink.writes, failures], [2, ["ENOSPC"]]);
    sink.mood = { kind: "take" };
    await clock.advance(1000);
    write("c\n");
    await clock.advance(100);
    assert.equal(sink.text, "lost 4\nc\n");
  });

  test("writes no more to a pipe whose reader is gone until it is reopened", async () => {
    const { sink, clock, write, writer, failures } = setUp();
    sink.mood = { kind: "fail", errno: "EPIPE" };
    write("a\n");
    await clock.advance(100);
    write("b\n");
    await clock.advance(60_000);
    assert.deepEqual([sink.writes, failures], [1, ["EPIPE"]]);
    sink.mood = { kind: "take" };
    await writer.reopen();
    write("c\n");
    await writer.flush();
    assert.equal(sink.text, "lost 2\nc\n");
  });

  test("begins on a new line after a line was cut in the middle", async () => {
    const { sink, write, writer, clock } = setUp();
    sink.mood = { kind: "part", octets: 3 };
    const failing = sink.write.bind(sink);
    sink.write = async (octets) => {
      const written = await failing(octets);
      sink.mood = { kind: "fail", errno: "ENOSPC" };
      return written;
    };
    write("first\n");
    await writer.flush();
    sink.write = failing;
    sink.mood = { kind: "take" };
    await clock.advance(1000);
    write("second\n");
    await writer.flush();
    assert.equal(sink.text, "fir\nlost 1\nsecond\n");
  });
});

describe("a writer of log lines: reopening and closing", () => {
  test("reopens between two writes, never during one", async () => {
    const { sink, clock, write, writer } = setUp();
    sink.mood = { kind: "hold" };
    write("before\n");
    await clock.advance(100);
    const reopened = writer.reopen();
    await settled();
    assert.equal(sink.reopened, 0);
    sink.letGo();
    await reopened;
    assert.deepEqual([sink.reopened, sink.text], [1, "before\n"]);
  });

  test("stays with the old file where the new one can't be opened", async () => {
    const { sink, write, writer, failures } = setUp();
    sink.reopenFails = "EACCES";
    await writer.reopen();
    write("still here\n");
    await writer.flush();
    assert.deepEqual([sink.text, failures], ["still here\n", ["EACCES"]]);
  });

  test("reopens once where several ask at once, and again where one asks later", async () => {
    const { sink, writer } = setUp();
    await Promise.all([writer.reopen(), writer.reopen(), writer.reopen()]);
    assert.equal(sink.reopened, 1);
    await writer.reopen();
    assert.equal(sink.reopened, 2);
  });

  test("writes what waits before it closes, and takes nothing afterwards", async () => {
    const { sink, clock, write, writer } = setUp();
    write("last\n");
    await writer.close();
    write("too late\n");
    await clock.advance(1000);
    assert.deepEqual([sink.text, sink.closed, clock.pendingTimers], ["last\n", true, 0]);
  });

  test("gives up closing gracefully after two seconds behind a reader that stopped", async () => {
    const { sink, clock, write, writer } = setUp();
    sink.mood = { kind: "behind" };
    write("never read\n");
    const closed = writer.close();
    await clock.advance(2000);
    await closed;
    assert.deepEqual([sink.closed, writer.lostLines, clock.pendingTimers], [true, 1, 0]);
  });

  test("gives up closing after two seconds where a write never comes back, and closes the sink should it do so", async () => {
    const { sink, clock, failures, write, writer } = setUp();
    sink.mood = { kind: "hold" };
    write("in flight\n");
    await clock.advance(100);
    write("waits\n");
    const closed = writer.close();
    await clock.advance(2000);
    await closed;
    assert.deepEqual(
      [sink.closed, writer.lostLines, failures, clock.pendingTimers],
      [false, 1, ["ETIMEDOUT"], 0],
    );
    sink.letGo();
    await settled();
    assert.deepEqual([sink.closed, sink.text], [true, "in flight\n"]);
  });

  test("flushes at once what waits, and not again what is in flight", async () => {
    const { sink, clock, write, writer } = setUp();
    sink.mood = { kind: "hold" };
    write("in flight\n");
    await clock.advance(100);
    sink.mood = { kind: "take" };
    write("urgent\n");
    writer.flushSync();
    assert.equal(sink.text, "urgent\n");
    sink.letGo();
    await writer.flush();
    assert.equal(sink.text, "urgent\nin flight\n");
  });
});

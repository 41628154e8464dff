import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { AccessLogConfig, LogDestination } from "../../src/config/config.ts";
import { combinedFormat, createAccessLog, jsonFormat, silentAccessLog } from "../../src/log/access-log.ts";
import { LogWriters } from "../../src/log/log-writers.ts";
import { LogClock } from "../support/log-clock.ts";
import { exchange } from "../support/log-exchange.ts";
import { MemorySink } from "../support/log-sink.ts";

const WALL_MS = Date.UTC(2026, 10, 25, 10, 25, 40, 123);
/** Local time with its zone: written out for any machine by leaving it out. */
const withoutTime = (line: string) => line.replace(/\[[^\]]+\]/, "[time]");
const combined = (...given: Parameters<typeof exchange>) =>
  withoutTime(combinedFormat().line(exchange(...given), WALL_MS));
const json = (...given: Parameters<typeof exchange>): unknown =>
  JSON.parse(jsonFormat().line(exchange(...given), WALL_MS));

describe("the combined access log", () => {
  test("writes Apache's combined format", () => {
    const fields = [
      ["Referer", "http://example.com/start.html"],
      ["User-Agent", "Mozilla/5.0 (X11; Linux)"],
    ] as const;
    assert.equal(
      combined({}, { rawTarget: "/a.gif?x=1", fields }),
      '192.0.2.7 - - [time] "GET /a.gif?x=1 HTTP/1.1" 200 2326 "http://example.com/start.html" "Mozilla/5.0 (X11; Linux)"\n',
    );
  });

  test("writes the time with the zone", () => {
    const line = combinedFormat().line(exchange(), WALL_MS);
    const [, time = ""] = /\[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\]/.exec(line) ?? [];
    const [day, month, rest] = time.split("/");
    const [year, ...clock] = rest.split(":");
    assert.equal(Date.parse(`${day} ${month} ${year} ${clock.join(":")}`), Math.floor(WALL_MS / 1000) * 1000);
  });

  test("writes - for what isn't there: octets, referer, user agent", () => {
    assert.equal(
      combined({ status: 304, contentOctets: 0 }, { fields: [["Referer", ""]] }),
      '192.0.2.7 - - [time] "GET / HTTP/1.1" 304 - "-" "-"\n',
    );
  });

  test("writes - for a request whose head was never understood", () => {
    assert.equal(
      combined({ request: undefined, status: 400, contentOctets: 120 }),
      '192.0.2.7 - - [time] "-" 400 120 "-" "-"\n',
    );
  });

  test("writes 499 where the client left before there was an answer", () => {
    assert.equal(
      combined({ status: 0, contentOctets: 0, ending: "cut" }),
      '192.0.2.7 - - [time] "GET / HTTP/1.1" 499 - "-" "-"\n',
    );
  });

  test("escapes quotes, backslashes, controls and everything that isn't ASCII", () => {
    const fields = [
      ["Referer", '"\\'],
      ["User-Agent", "\x1b[2J\t\x7f\xe9\u009b"],
    ] as const;
    assert.equal(
      combined({}, { rawTarget: '/"\r\nforged', fields }),
      '192.0.2.7 - - [time] "GET /\\"\\x0D\\x0Aforged HTTP/1.1" 200 2326 "\\"\\\\" "\\x1B[2J\\x09\\x7F\\xE9\\x9B"\n',
    );
  });

  test("writes one line in visible ASCII with six quotes that count, whatever the request says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (rawTarget, agent) => {
        const line = combined({}, { rawTarget, fields: [["User-Agent", agent]] });
        assert.match(line, /^[\x20-\x7e]+\n$/);
        assert.equal(line.replace(/\\\\|\\"/g, "").split('"').length, 7);
      }),
    );
  });
});

describe("the JSON access log", () => {
  test("writes one object a line with the members in a fixed order", () => {
    const fields = [
      ["User-Agent", "curl/8"],
      ["Referer", "http://example.com/"],
    ] as const;
    const servedBy = { server: 0, serverName: "default", route: "/static/*" };
    assert.equal(
      jsonFormat().line(
        exchange({}, { rawTarget: "/static/a?b", authority: "localhost:8080", fields, servedBy }),
        WALL_MS,
      ),
      '{"time":"2026-11-25T10:25:40.123Z","client":"192.0.2.7","method":"GET","target":"/static/a?b","version":"1.1",' +
        '"host":"localhost:8080","status":200,"octets":2326,"duration_ms":1.250,"referer":"http://example.com/",' +
        '"user_agent":"curl/8","server":"default","route":"/static/*","ending":"complete"}\n',
    );
  });

  test("gives the request id where the answer shows one", () => {
    assert.partialDeepStrictEqual(json({ status: 500 }), { request_id: "id-1" });
    assert.ok(
      !jsonFormat()
        .line(exchange({ status: 404 }), WALL_MS)
        .includes("request_id"),
    );
  });

  test("leaves out what a request without a head can't have", () => {
    assert.deepEqual(
      json({ request: undefined, status: 408, contentOctets: 0, durationMs: 0, ending: "cut" }),
      {
        time: "2026-11-25T10:25:40.123Z",
        client: "192.0.2.7",
        status: 408,
        octets: 0,
        duration_ms: 0,
        ending: "cut",
      },
    );
  });

  test("writes lines of visible ASCII that mean what the request said", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (target, agent) => {
        const record = exchange({}, { rawTarget: target, fields: [["User-Agent", agent]] });
        const line = jsonFormat().line(record, WALL_MS);
        assert.match(line, /^[\x20-\x7e]+\n$/);
        assert.partialDeepStrictEqual(JSON.parse(line), { target, user_agent: agent });
      }),
    );
  });

  test("formats each moment right, within a second and across", () => {
    const { line } = jsonFormat();
    const timeAt = (wallMs: number) => line(exchange(), wallMs).slice(9, 33);
    for (const wallMs of [WALL_MS, WALL_MS + 1, WALL_MS + 877, WALL_MS + 60_000, WALL_MS - 5]) {
      assert.equal(timeAt(wallMs), new Date(wallMs).toISOString());
    }
  });
});

function setUp() {
  const clock = new LogClock();
  const sinks = new Map<string, MemorySink>();
  const writers = new LogWriters({
    clock,
    openSink: (destination) => {
      const name = destination.kind === "file" ? destination.path : destination.kind;
      assert.ok(!sinks.has(name), `${name} is open already`);
      const sink = new MemorySink();
      sinks.set(name, sink);
      return sink;
    },
  });
  const open = (to: LogDestination, format: AccessLogConfig["format"] = "combined") =>
    createAccessLog({ to, format }, { clock, writers });
  return { clock, sinks, open };
}

describe("access logs and their destinations", () => {
  test("opens nothing where the log is off", async () => {
    const { sinks, open } = setUp();
    const log = open({ kind: "off" });
    log.write(exchange());
    await log.close();
    assert.deepEqual([log, sinks.size], [silentAccessLog, 0]);
  });

  test("shares one writer between logs of one path, open until the last is closed", async () => {
    const { sinks, open } = setUp();
    const first = open({ kind: "file", path: "/var/log/a.log" });
    const second = open({ kind: "file", path: "/var/log/a.log" });
    first.write(exchange({ status: 200 }));
    second.write(exchange({ status: 404 }));
    await first.close();
    await first.close();
    const sink = sinks.get("/var/log/a.log");
    assert.equal(sink?.closed, false);
    await second.close();
    assert.equal(sink?.closed, true);
    assert.deepEqual(sink?.text.match(/" (\d+) /g), ['" 200 ', '" 404 ']);
  });

  test("tells how many lines were lost in the log's own format", async () => {
    const { sinks, open, clock } = setUp();
    const log = open({ kind: "stdout" }, "json");
    const sink = sinks.get("stdout");
    assert.ok(sink !== undefined);
    sink.mood = { kind: "fail", errno: "ENOSPC" };
    log.write(exchange());
    await clock.advance(1100);
    sink.mood = { kind: "take" };
    log.write(exchange());
    await log.close();
    assert.deepEqual(JSON.parse(sink.text.split("\n")[0]), {
      time: "2026-11-25T10:25:41.223Z",
      lost_lines: 1,
    });
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FAULTS } from "../../src/h1/faults.ts";
import { ServerProtocol } from "../../src/h1/server-protocol.ts";
import { FIELD_LINE_CASES } from "../cases/field-lines.ts";
import { LIMIT_CASES } from "../cases/message-limits.ts";
import { BODY_CASES } from "../cases/request-bodies.ts";
import { REQUEST_LINE_CASES } from "../cases/request-lines.ts";
import { SMUGGLING_CASES } from "../cases/smuggling.ts";
import { eventsOf, type RequestCase, TEST_LIMITS } from "../support/request-events.ts";
import { everySplit } from "../support/splits.ts";

const CHAPTERS: ReadonlyMap<string, readonly RequestCase[]> = new Map([
  ["the request line (RFC 9112 §3)", REQUEST_LINE_CASES],
  ["field lines (RFC 9112 §5)", FIELD_LINE_CASES],
  ["message bodies (RFC 9112 §6, §7.1)", BODY_CASES],
  ["what could smuggle a request (RFC 9112 §11.2)", SMUGGLING_CASES],
  ["limits on a message", LIMIT_CASES],
]);

for (const [chapter, cases] of CHAPTERS) {
  describe(`the server, of ${chapter}`, () => {
    for (const { title, wire, events, limits } of cases) {
      test(title, () => {
        for (const pieces of everySplit(wire)) {
          assert.deepEqual(eventsOf(pieces, limits), events);
          assert.deepEqual(eventsOf(pieces, limits, "retain-always"), events);
        }
      });
    }
  });
}

describe("the table of faults", () => {
  test("has a case for every code, and a code for every case", () => {
    const cases = [...CHAPTERS.values()].flat();
    const codes = cases.flatMap(({ events }) =>
      events.filter((line) => line.startsWith("fault ")).map((line) => line.slice(6)),
    );
    assert.deepEqual([...new Set(codes)].sort(), Object.keys(FAULTS).sort());
  });

  test("gives every fault a status, a source and a reason", () => {
    for (const { status, source, reason } of Object.values(FAULTS)) {
      assert.ok([400, 414, 431, 501, 505].includes(status));
      assert.match(source, /^RFC \d+ §[\d.]+$/);
      assert.match(reason, /^[a-zA-Z].{10,}[^.]$/);
    }
  });
});

describe("`ServerProtocol`", () => {
  const octets = (text: string) => Buffer.from(text, "latin1");
  const POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";

  test("says the same fault for ever, whatever is fed", () => {
    const protocol = new ServerProtocol(TEST_LIMITS);
    protocol.feed(octets("GET /\r\n"));
    const fault = protocol.next();
    assert.deepEqual(fault, { kind: "fault", code: "malformed-request-line" });
    protocol.feed(octets("GET / HTTP/1.0\r\n\r\n"));
    assert.equal(protocol.next(), fault);
    assert.equal(protocol.leftover().length, 0);
  });

  test("tells a connection that is idle from one in the middle of a message", () => {
    const protocol = new ServerProtocol(TEST_LIMITS);
    const standing = () => [protocol.inMessage, protocol.headStarted];
    assert.deepEqual(standing(), [false, false]);
    protocol.feed(octets("\r\n\r"));
    protocol.next();
    assert.deepEqual(standing(), [false, false], "empty lines are no message");
    protocol.feed(octets(`\n${POST.slice(0, 10)}`));
    protocol.next();
    assert.deepEqual(standing(), [true, true]);
    protocol.feed(octets(POST.slice(10)));
    assert.equal(protocol.next().kind, "head");
    assert.deepEqual(standing(), [true, false]);
    assert.equal(protocol.next().kind, "content");
    assert.deepEqual(standing(), [true, false]);
    assert.equal(protocol.next().kind, "end");
    assert.deepEqual(standing(), [false, false]);
  });

  test("gives up the octets behind an upgrade as a copy, once", () => {
    const protocol = new ServerProtocol(TEST_LIMITS);
    const fed = octets("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\n\r\n\x81\x00rest");
    protocol.feed(fed);
    protocol.next();
    protocol.next();
    const rest = protocol.leftover();
    fed.fill(0xaa);
    assert.deepEqual(Buffer.from(rest), octets("\x81\x00rest"));
    assert.equal(protocol.leftover().length, 0);
  });

  test("appends what is fed to what was retained", () => {
    const protocol = new ServerProtocol(TEST_LIMITS);
    const fed = octets(`${POST}GET /2 HTTP/1.0\r\n\r\nGET /3 HT`);
    protocol.feed(fed);
    for (const kind of ["head", "content", "end"]) assert.equal(protocol.next().kind, kind);
    protocol.retain();
    fed.fill(0xaa);
    const more = octets("TP/1.0\r\n\r\n");
    protocol.feed(more);
    more.fill(0xaa);
    const targets: string[] = [];
    for (let event = protocol.next(); event.kind !== "need-octets"; event = protocol.next()) {
      if (event.kind === "head") targets.push(event.head.requestTarget);
    }
    assert.deepEqual(targets, ["/2", "/3"]);
  });

  test("gives the content of a body where it was fed, uncopied", () => {
    const protocol = new ServerProtocol(TEST_LIMITS);
    protocol.feed(octets("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"));
    protocol.next();
    protocol.next();
    const fed = octets("123456789");
    protocol.feed(fed);
    const event = protocol.next();
    assert.ok(event.kind === "content");
    assert.equal(event.octets.buffer, fed.buffer);
    assert.equal(event.octets.byteOffset, fed.byteOffset);
  });

  test("holds no more of an endless field line than the limit and one feeding", () => {
    const protocol = new ServerProtocol(TEST_LIMITS);
    protocol.feed(octets("GET / HTTP/1.1\r\nX: "));
    const endless = Buffer.alloc(1000, "a");
    let fed = 0;
    while (protocol.next().kind === "need-octets") {
      protocol.feed(endless);
      fed += endless.length;
    }
    assert.deepEqual(protocol.next(), { kind: "fault", code: "head-too-large" });
    assert.ok(fed <= TEST_LIMITS.headOctets + endless.length, `${fed} octets were taken`);
  });

  test("shares names, methods and events between requests", () => {
    const protocol = new ServerProtocol(TEST_LIMITS);
    protocol.feed(octets("GET / HTTP/1.0\r\n\r\n".repeat(2)));
    const [first, end, second, secondEnd] = [
      protocol.next(),
      protocol.next(),
      protocol.next(),
      protocol.next(),
    ];
    assert.ok(first.kind === "head" && second.kind === "head");
    assert.equal(first.framing, second.framing);
    assert.equal(first.head.fields, second.head.fields);
    assert.equal(end, secondEnd);
    assert.equal(protocol.next(), protocol.next());
  });
});

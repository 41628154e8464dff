// Connections share a memory of the last head: it must never be seen in what they say.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RequestEvent } from "../../src/h1/events.ts";
import { HeadParsers } from "../../src/h1/head-parser.ts";
import { ServerProtocol } from "../../src/h1/server-protocol.ts";
import { SMUGGLING_CASES } from "../cases/smuggling.ts";

const LIMITS = { headOctets: 16_384, headerFields: 100, requestTargetOctets: 8_192 };
const HEAD = "GET /a HTTP/1.1\r\nHost: a\r\nX-One: 1\r\n\r\n";

/** All events that these pieces give, content as text. */
function eventsOf(protocol: ServerProtocol, pieces: readonly string[]): unknown[] {
  const events: unknown[] = [];
  for (const piece of pieces) {
    protocol.feed(new Uint8Array(Buffer.from(piece, "latin1")));
    for (;;) {
      const event: RequestEvent = protocol.next();
      if (event.kind === "need-octets") break;
      events.push(event.kind === "content" ? Buffer.from(event.octets).toString("latin1") : event);
      if (event.kind === "fault") return events;
    }
  }
  return events;
}

describe("a head that is sent again", () => {
  test("gives the same event again, on the same connection and on another", () => {
    const parsers = new HeadParsers(LIMITS);
    const one = new ServerProtocol(LIMITS, parsers);
    const [first] = eventsOf(one, [HEAD]);
    assert.equal(eventsOf(one, [HEAD])[0], first);
    assert.equal(eventsOf(new ServerProtocol(LIMITS, parsers), [HEAD])[0], first);
  });

  test("is read anew where one octet differs, wherever that is, or where it comes in pieces", () => {
    const parsers = new HeadParsers(LIMITS);
    for (let at = 0; at < HEAD.length; at++) {
      eventsOf(new ServerProtocol(LIMITS, parsers), [HEAD]);
      const changed = `${HEAD.slice(0, at)}\x7f${HEAD.slice(at + 1)}`;
      const expected = eventsOf(new ServerProtocol(LIMITS), [changed]);
      assert.deepEqual(eventsOf(new ServerProtocol(LIMITS, parsers), [changed]), expected);
      const pieces = [HEAD.slice(0, at), HEAD.slice(at)].filter((piece) => piece !== "");
      assert.deepEqual(
        eventsOf(new ServerProtocol(LIMITS, parsers), pieces),
        eventsOf(new ServerProtocol(LIMITS), [HEAD]),
      );
    }
  });

  test("changes nothing about what other messages mean, before them or behind them", () => {
    const parsers = new HeadParsers(LIMITS);
    for (const { title, wire } of SMUGGLING_CASES) {
      for (const pieces of [[wire], [HEAD + wire], [HEAD, wire], [wire + HEAD]]) {
        const expected = eventsOf(new ServerProtocol(LIMITS), pieces);
        assert.deepEqual(eventsOf(new ServerProtocol(LIMITS, parsers), pieces), expected, title);
      }
    }
  });
});

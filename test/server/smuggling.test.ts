// Messages that two servers could read as different requests (RFC 9112 §11.2), through a real socket: one refusal, the
// end of the connection, and never an answer to what hides behind.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FIELD_LINE_CASES } from "../cases/field-lines.ts";
import { BODY_CASES } from "../cases/request-bodies.ts";
import { REQUEST_LINE_CASES } from "../cases/request-lines.ts";
import { SMUGGLING_CASES } from "../cases/smuggling.ts";
import type { RequestCase } from "../support/request-events.ts";
import {
  assertLast,
  assertStillServing,
  connected,
  feed,
  READING_MODES,
  startEngine,
} from "./engine-site.ts";

/** The faults that are not a plain 400. */
const STATUS_OF_FAULT: Readonly<Record<string, number>> = {
  "unknown-transfer-coding": 501,
  "method-too-long": 501,
  "unsupported-version": 505,
};

const CASES = [...SMUGGLING_CASES, ...REQUEST_LINE_CASES, ...FIELD_LINE_CASES, ...BODY_CASES];

/** The code of the fault that a case ends in, undefined where it is a good message. */
function faultOf({ events }: RequestCase): string | undefined {
  const last = events.at(-1) ?? "";
  return last.startsWith("fault ") ? last.slice("fault ".length) : undefined;
}

const ordinary = CASES.filter(({ limits }) => limits === undefined);
const faulty = ordinary.filter((message) => faultOf(message) !== undefined);
const sound = ordinary.filter((message) => faultOf(message) === undefined && message.events.includes("end"));

for (const reading of READING_MODES) {
  for (const feeding of ["whole", "octet by octet"] as const) {
    describe(`a message fed ${feeding} (reading: ${reading})`, () => {
      test("that breaks the framing gets one refusal, and what follows it no answer", async (t) => {
        const { port } = await startEngine(t, { reading });
        const ask = async (message: RequestCase) => {
          const code = faultOf(message) ?? "";
          const client = await connected(t, port);
          await feed(client, message.wire, feeding);
          for (const method of answeredMethods(message)) await client.response(method);
          const response = await client.response();
          assert.equal(response.status, STATUS_OF_FAULT[code] ?? statusOfLimits(code), message.title);
          assert.doesNotMatch(response.body.toString("latin1"), /ADMIN/, message.title);
          await assertLast(client, response);
          client.close();
        };
        await Promise.all(faulty.map(ask));
        await assertStillServing(port);
      });

      test("that is sound gets as many answers as it has requests", async (t) => {
        const { port } = await startEngine(t, { reading });
        const ask = async (message: RequestCase) => {
          const client = await connected(t, port);
          await feed(client, message.wire, feeding);
          client.end();
          for (const method of answeredMethods(message)) await client.response(method);
          assert.deepEqual(await client.closed(), { unread: 0 }, message.title);
          client.close();
        };
        await Promise.all(sound.map(ask));
        await assertStillServing(port);
      });
    });
  }
}

function statusOfLimits(code: string): number {
  return code.includes("too-large") || code === "too-many-fields" ? 431 : 400;
}

/** Of the requests that are whole, to the first of HTTP/1.0, whose answer is the last. */
function answeredMethods({ events }: RequestCase): readonly string[] {
  const heads = events.filter((event) => /^\S+ \S+ 1\.[01] /.test(event));
  const whole = heads.slice(0, events.filter((event) => event === "end").length);
  const last = whole.findIndex((head) => head.includes(" 1.0 "));
  return whole.slice(0, last < 0 ? undefined : last + 1).map((head) => head.split(" ")[0]);
}

describe("a refused message on a route that takes no content", () => {
  test("gets the one answer that its head deserves", async (t) => {
    const { port } = await startEngine(t);
    for (const body of ["zz\r\n", "5\r\nhelloX", "5\nhello", "0\r\nContent-Length: 0\r\n\r\n"]) {
      const client = await connected(t, port);
      client.send(`POST /admin HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${body}`);
      client.send("GET /admin HTTP/1.1\r\nHost: a\r\n\r\n");
      assert.equal((await client.response()).status, 405);
      assert.deepEqual(await client.closed(), { unread: 0 }, JSON.stringify(body));
      client.close();
    }
    await assertStillServing(port);
  });
});

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { eventsOf } from "../support/request-events.ts";
import { everySplit, someSplits } from "../support/splits.ts";

const TOKEN_CHARACTERS = [..."!#$%&'*+-.^_`|~0123456789ABCXYZabcxyz"];
const token = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...TOKEN_CHARACTERS), minLength: 1, maxLength });
const octetString = (first: number, last: number, maxLength: number) =>
  fc
    .array(fc.integer({ min: first, max: last }), { maxLength })
    .map((codes) => String.fromCharCode(...codes.filter((code) => code !== 0x7f)));

/** A name that says nothing of the framing, so that the request stays valid. */
const fieldName = token(20).map((name) => `X-${name}`);
const fieldValue = octetString(0x20, 0xff, 40).map((value) => value.replace(/^ +| +$/g, ""));

interface Message {
  readonly method: string;
  readonly target: string;
  readonly fields: readonly (readonly [string, string])[];
  readonly chunks: readonly string[];
  readonly framing: "none" | "length" | "chunked";
}

const message: fc.Arbitrary<Message> = fc.record({
  method: token(12),
  target: octetString(0x21, 0xff, 30).map((target) => `/${target}`),
  fields: fc.array(fc.tuple(fieldName, fieldValue), { maxLength: 6 }),
  chunks: fc.array(
    octetString(0, 0xff, 30).filter((chunk) => chunk !== ""),
    { maxLength: 4 },
  ),
  framing: fc.constantFrom("none", "length", "chunked"),
});

function wireOf({ method, target, fields, chunks, framing }: Message): string {
  const content = chunks.join("");
  const lines = fields.map(([name, value]) => `${name}:${value}\r\n`).join("");
  const head = `${method} ${target} HTTP/1.1\r\nHost: h\r\n${lines}`;
  switch (framing) {
    case "none":
      return `${head}\r\n`;
    case "length":
      return `${head}Content-Length: ${content.length}\r\n\r\n${content}`;
    case "chunked": {
      const body = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("");
      return `${head}Transfer-Encoding: chunked\r\n\r\n${body}0\r\n\r\n`;
    }
  }
}

function expectedOf({ method, target, fields, chunks, framing }: Message): readonly string[] {
  const content = framing === "none" ? "" : chunks.join("");
  const kind = framing === "length" ? `length=${content.length}` : framing;
  return [
    `${method} ${target} 1.1 ${kind}`,
    "host: h",
    ...fields.map(([name, value]) => `${name.toLowerCase()}: ${value}`),
    ...(framing === "length" ? [`content-length: ${content.length}`] : []),
    ...(framing === "chunked" ? ["transfer-encoding: chunked"] : []),
    ...(content === "" ? [] : [`content ${content}`]),
    "end",
  ];
}

/** Cuts octets at arbitrary places. */
function cutAt(octets: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const cuts = [...new Set(places.map((place) => place % (octets.length + 1)))].sort((a, b) => a - b);
  return [0, ...cuts].map((start, index) => octets.subarray(start, cuts[index] ?? octets.length));
}

/** Requests of the corpus's kind: whole tokens of the protocol, put together by chance. */
const fragments = fc
  .array(
    fc.constantFrom(
      "GET / HTTP/1.1\r\n",
      "POST ",
      "/ ",
      "HTTP/1.0\r\n",
      "Host: a\r\n",
      "Content-Length: 3\r\n",
      "Transfer-Encoding: chunked\r\n",
      "X: y\r\n",
      "\r\n",
      "\r",
      "\n",
      "\0",
      " ",
      "\t",
      ":",
      "3\r\nabc\r\n",
      "0\r\n",
      "5;x",
      "abc",
      "\xff",
    ),
    { maxLength: 14 },
  )
  .map((parts) => Buffer.from(parts.join(""), "latin1"));

describe("the server, of any octets", () => {
  test("reads back every valid sequence of requests, however it is cut", () => {
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        (messages, places) => {
          const octets = Buffer.from(messages.map(wireOf).join(""), "latin1");
          const expected = messages.flatMap(expectedOf);
          assert.deepEqual(eventsOf(cutAt(octets, places)), expected);
          assert.deepEqual(eventsOf(cutAt(octets, places), {}, "retain-always"), expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("never throws on random octets", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        eventsOf([octets]);
      }),
      { numRuns: 500 },
    );
  });

  test("sees the same in fragments of requests at every split", () => {
    fc.assert(
      fc.property(fragments, (octets) => {
        const whole = eventsOf([octets]);
        for (const pieces of everySplit(octets)) assert.deepEqual(eventsOf(pieces), whole);
      }),
      { numRuns: 300 },
    );
  });

  test("sees the same in fragments at every split when the limits are narrow", () => {
    const limits = fc.record({
      headOctets: fc.integer({ min: 1, max: 60 }),
      headerFields: fc.integer({ min: 0, max: 3 }),
      requestTargetOctets: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(fragments, limits, (octets, narrow) => {
        const whole = eventsOf([octets], narrow);
        for (const pieces of everySplit(octets)) assert.deepEqual(eventsOf(pieces, narrow), whole);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the server, of a corpus that fuzzing found", () => {
  const folder = fileURLToPath(new URL("../../../shared/corpus/http1/", import.meta.url));
  const skip = existsSync(folder) ? false : "the corpus is not at hand";

  test("sees the same in each input, whole and at splits", { skip }, () => {
    for (const name of readdirSync(folder)) {
      const octets = readFileSync(`${folder}${name}`);
      const whole = eventsOf([octets]);
      for (const pieces of someSplits(octets, 40)) assert.deepEqual(eventsOf(pieces), whole, name);
    }
  });
});

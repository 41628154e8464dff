// The fuzzer's own judgement: a judge that lets everything pass proves nothing.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mutate } from "./mutation.ts";
import { SeededRandom } from "./random.ts";
import { makeScript } from "./script.ts";
import { createSeeds } from "./seeds.ts";
import { type Ending, judge } from "./verdict.ts";

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const HEAD = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
const DATE = "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n";
const OK = `HTTP/1.1 200 OK\r\n${DATE}Content-Length: 2\r\n\r\nhi`;
const OK_HEAD = OK.slice(0, -2);
const LAST = `HTTP/1.1 400 Bad Request\r\n${DATE}Connection: close\r\nContent-Length: 0\r\n\r\n`;
const CHUNKED = `HTTP/1.1 200 OK\r\n${DATE}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n`;
const CLOSE_DELIMITED = `HTTP/1.1 200 OK\r\n${DATE}\r\nuntil the end`;

function reasonOf(wire: string, received: string, ending: Ending = "closed"): string | undefined {
  const verdict = judge(Buffer.from(wire, "latin1"), Buffer.from(received, "latin1"), ending);
  return verdict.kind === "sound" ? undefined : verdict.reason;
}

describe("`judge` accepts", () => {
  for (const [title, wire, received] of [
    ["one answer for each request", GET + HEAD + GET, OK + OK_HEAD + CHUNKED],
    ["an interim response before an answer", GET, `HTTP/1.1 100 Continue\r\n\r\n${OK}`],
    ["a refusal of a fault", `${GET}GET\r\n\r\n`, OK + LAST],
    ["silence about a request that isn't complete", GET.slice(0, -2), ""],
    ["a last answer, whatever was sent behind it", GET + GET, LAST],
    ["an answer that ends with the connection", GET, CLOSE_DELIMITED],
  ] as const) {
    test(title, () => assert.equal(reasonOf(wire, received), undefined));
  }
});

describe("`judge` rejects", () => {
  for (const [title, wire, received, reason] of [
    ["a missing answer", GET + GET, OK, /1 responses, 2 owed/],
    ["an answer to nothing", GET, OK + OK, /2 responses to 1 requests/],
    ["octets after the last answer", GET + GET, LAST + OK, /after the last response/],
    ["content in an answer to HEAD", HEAD, OK, /2 owed|broke off/],
    ["an answer that breaks off", GET, OK.slice(0, -1), /broke off/],
    ["two lengths", GET, OK.replace("\r\n\r\n", "\r\nContent-Length: 2\r\n\r\n"), /given twice/],
    [
      "length beside chunked",
      GET,
      CHUNKED.replace("\r\n\r\n", "\r\nContent-Length: 2\r\n\r\n"),
      /Transfer-Encoding/,
    ],
    ["a chunk that isn't closed", GET, CHUNKED.replace("hi\r\n", "hi!!"), /no CRLF/],
    ["a bare LF in a head", GET, OK.replace("OK\r\n", "OK\n"), /not a status line/],
    [
      "a control character in a field",
      GET,
      OK.replace("Content-Length", "X: \x01\r\nContent-Length"),
      /not a field/,
    ],
    ["an answer without Date", GET, OK.replace(DATE, ""), /no Date/],
    ["another version", GET, OK.replace("HTTP/1.1", "HTTP/1.0"), /not a status line/],
    ["no refusal of a fault", "GET\r\n\r\n", "", /1 owed/],
  ] as const) {
    test(title, () => assert.match(reasonOf(wire, received) ?? "nothing", reason));
  }

  test("a connection that stays open, and one that is reset", () => {
    assert.match(reasonOf(GET, OK, "open") ?? "nothing", /closed in time/);
    assert.match(reasonOf(GET, OK, "reset") ?? "nothing", /reset/);
  });
});

describe("`makeScript`", () => {
  test("gives the same for the same seed, and something else for the next", () => {
    const seeds = createSeeds("own");
    assert.deepEqual(makeScript(7, seeds), makeScript(7, seeds));
    assert.notDeepEqual(makeScript(7, seeds).pieces, makeScript(8, seeds).pieces);
  });

  test("never changes a seed message", () => {
    const seeds = createSeeds("own");
    const before = seeds.all.map((message) => message.toString("latin1"));
    const random = new SeededRandom(1);
    for (const message of seeds.all) mutate(message, random, seeds.all);
    assert.deepEqual(
      seeds.all.map((message) => message.toString("latin1")),
      before,
    );
  });
});

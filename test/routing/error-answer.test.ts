import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ErrorPages } from "../../src/config/config.ts";
import { type HttpResponse, type Refusal, refuse } from "../../src/http/response.ts";
import { createErrorAnswers } from "../../src/routing/error-answer.ts";
import { createMachine, field, type Machine, request, textOf } from "./routing-fixtures.ts";

const GONE = refuse(404, "There is nothing here.");
const BROKEN = refuse(500, "It broke.", undefined, new Error("why"));

function setUp(files: Readonly<Record<string, string>> = {}) {
  const machine = createMachine();
  for (const [path, text] of Object.entries(files)) machine.files.set(path, text);
  const answers = createErrorAnswers(machine.services);
  const answer = (
    refusal: Refusal,
    pages: ErrorPages = new Map(),
    accept?: string,
  ): Promise<HttpResponse> => {
    const asked = request("GET", "/x", accept === undefined ? {} : { fields: [["Accept", accept]] });
    return Promise.resolve(answers.answer(refusal, asked, pages));
  };
  return { machine, answers, answer };
}

function linesOf({ entries }: Machine): readonly (readonly [string, unknown])[] {
  return entries.map(({ level, details }) => [level, details["id"]]);
}

describe("the form of an error answer", () => {
  const cases: readonly (readonly [accept: string | undefined, type: string])[] = [
    [undefined, "text/html; charset=utf-8"],
    ["*/*", "text/html; charset=utf-8"],
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"],
    ["image/avif,image/webp,*/*", "text/html; charset=utf-8"],
    ["application/json", "application/problem+json"],
    ["application/problem+json", "application/problem+json"],
    ["application/json, text/plain, */*", "application/problem+json"],
    ["text/html;q=0.5, application/json", "application/problem+json"],
    ["text/plain", "text/html; charset=utf-8"],
    [";;;,=q", "text/html; charset=utf-8"],
  ];
  for (const [accept, type] of cases) {
    test(`is ${type} for Accept: ${accept ?? "(absent)"}`, async () => {
      const answer = await setUp().answer(GONE, new Map(), accept);
      assert.deepEqual(
        [answer.status, field(answer, "content-type"), field(answer, "vary")],
        [404, type, "Accept"],
      );
    });
  }
  test("is problem+json with the members of RFC 9457", async () => {
    const { answer } = setUp();
    assert.deepEqual(JSON.parse(textOf(await answer(GONE, new Map(), "application/json"))), {
      status: 404,
      title: "Not Found",
      detail: "There is nothing here.",
    });
    assert.equal(JSON.parse(textOf(await answer(BROKEN, new Map(), "application/json"))).request_id, "id-1");
  });
  test("is problem+json for programs even where a page is configured", async () => {
    const { answer } = setUp({ "/404.html": "page" });
    assert.equal(
      field(await answer(GONE, new Map([["404", "/404.html"]]), "application/json"), "content-type"),
      "application/problem+json",
    );
  });
  test("is made at once where nothing has to be read", () => {
    assert.ok(!(setUp().answers.answer(GONE, undefined, new Map()) instanceof Promise));
  });
  test("keeps the fields that the status needs", async () => {
    const answer = await setUp().answer(refuse(503, "Busy.", [["Retry-After", "5"]]));
    assert.equal(field(answer, "retry-after"), "5");
  });
  test("has one Vary, which names what the refusal depends on and Accept", async () => {
    const answer = await setUp().answer(refuse(416, "No such octets.", [["Vary", "Accept-Encoding"]]));
    assert.deepEqual(
      answer.fields.filter(([name]) => name.toLowerCase() === "vary"),
      [["Vary", "Accept-Encoding, Accept"]],
    );
  });
  test("is a page of the server's own making only where no page is configured", async () => {
    const { answer } = setUp({ "/404.html": "page" });
    assert.equal((await answer(GONE)).generatedPage, true);
    assert.equal((await answer(GONE, new Map([["404", "/404.html"]]))).generatedPage, undefined);
    assert.equal((await answer(GONE, new Map(), "application/json")).generatedPage, undefined);
  });
  test("is not to be stored unless the refusal says otherwise", async () => {
    const { answer } = setUp();
    assert.equal(field(await answer(GONE), "cache-control"), "no-store");
    const own = await answer(refuse(410, "Gone.", [["Cache-Control", "max-age=60"]]));
    assert.deepEqual(
      own.fields.filter(([name]) => name === "Cache-Control"),
      [["Cache-Control", "max-age=60"]],
    );
  });
});

describe("configured error pages", () => {
  const page = "<p>{{status}} {{reason}} {{request_id}} {{other}}";

  test("are filled in, and keep the status", async () => {
    const { answer } = setUp({ "/e.html": page });
    const made = await answer(BROKEN, new Map([["500", "/e.html"]]));
    assert.deepEqual([made.status, textOf(made)], [500, "<p>500 Internal Server Error id-1 {{other}}"]);
    assert.equal(field(made, "content-type"), "text/html; charset=utf-8");
  });
  test("are found by code before class", async () => {
    const { answer } = setUp({ "/404": "code", "/4xx": "class" });
    const pages = new Map([
      ["4xx", "/4xx"],
      ["404", "/404"],
    ]);
    assert.equal(textOf(await answer(GONE, pages)), "code");
    assert.equal(textOf(await answer(refuse(403, "No."), pages)), "class");
    assert.match(textOf(await answer(BROKEN, pages)), /It broke/);
  });
  test("have the type of their file", async () => {
    const { answer } = setUp({ "/404.txt": "plain", "/404": "no extension" });
    assert.equal(
      field(await answer(GONE, new Map([["404", "/404.txt"]])), "content-type"),
      "text/plain; charset=utf-8",
    );
    assert.equal(
      field(await answer(GONE, new Map([["404", "/404"]])), "content-type"),
      "text/html; charset=utf-8",
    );
  });
  test("are read once and then answer at once", async () => {
    const { answer, answers, machine } = setUp({ "/404": "text" });
    const pages = new Map([["404", "/404"]]);
    await Promise.all([answer(GONE, pages), answer(GONE, pages)]);
    assert.ok(!(answers.answer(GONE, undefined, pages) instanceof Promise));
    assert.equal(machine.reads, 1);
  });
  test("are seen anew within a second of a change", async () => {
    const { answer, machine } = setUp({ "/404": "old" });
    const pages = new Map([["404", "/404"]]);
    assert.equal(textOf(await answer(GONE, pages)), "old");
    machine.files.set("/404", "new");
    machine.nowMs = 1000;
    assert.equal(textOf(await answer(GONE, pages)), "new");
  });
  test("are not read again while the file stays the same", async () => {
    const { answer, machine } = setUp({ "/404": "text" });
    const pages = new Map([["404", "/404"]]);
    for (machine.nowMs = 0; machine.nowMs < 10_000; machine.nowMs += 1000) await answer(GONE, pages);
    assert.equal(machine.reads, 1);
  });
  test("give way to the built-in page where they can't be read, with one line in the log until they can", async () => {
    const { answer, machine } = setUp();
    const pages = new Map([["404", "/404"]]);
    for (machine.nowMs = 0; machine.nowMs < 5000; machine.nowMs += 1000) {
      const made = await answer(GONE, pages);
      assert.deepEqual([made.status, /There is nothing here/.test(textOf(made))], [404, true]);
    }
    assert.deepEqual(
      machine.entries.map(({ level, message }) => [level, message.includes("/404")]),
      [["warn", true]],
    );
    machine.files.set("/404", "back");
    assert.equal(textOf(await answer(GONE, pages)), "back");
    machine.files.clear();
    machine.nowMs += 1000;
    await answer(GONE, pages);
    assert.equal(machine.entries.length, 2);
  });
});

describe("what the log has of an error", () => {
  test("is the id, for a 5xx that is the server's fault", async () => {
    const { answer, machine } = setUp();
    const made = await answer(BROKEN);
    assert.ok(textOf(made).includes("id-1"));
    assert.ok(!textOf(made).includes("why"));
    assert.deepEqual(linesOf(machine), [["error", "id-1"]]);
  });
  test("is less loud for a 501, which any peer can have", async () => {
    const { answer, machine } = setUp();
    assert.ok(textOf(await answer(refuse(501, "What?"))).includes("id-1"));
    assert.deepEqual(linesOf(machine), [["info", "id-1"]]);
  });
  test("is no error where the configuration asks for the 5xx", async () => {
    const { answer, machine } = setUp();
    await answer({ ...refuse(503, "The site has no answer for this path."), configured: true });
    assert.deepEqual(linesOf(machine), [["info", "id-1"]]);
  });
  test("is the reason, at debug level, for a head that was refused before it was a request", () => {
    const { answers, machine } = setUp();
    answers.answer(refuse(400, "The field line has no colon."), undefined, new Map());
    assert.deepEqual(
      machine.entries.map(({ level, message, details }) => [level, message, details["status"]]),
      [["debug", "The field line has no colon.", 400]],
    );
  });
  test("is nothing for a 4xx", async () => {
    const { answer, machine } = setUp();
    assert.ok(!textOf(await answer(GONE)).includes("id-1"));
    assert.deepEqual(linesOf(machine), []);
  });
  test("ends with a cycle of causes", async () => {
    const { answer, machine } = setUp();
    const error = new Error("circle");
    error.cause = error;
    await answer(refuse(500, "It broke.", undefined, error));
    assert.equal(machine.entries.length, 1);
  });
});

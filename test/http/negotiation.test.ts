import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  acceptsHtml,
  createCodingSelector,
  prefersMediaType,
  selectContentCoding,
} from "../../src/http/negotiation.ts";

describe("content codings (RFC 9110 §12.5.3), where the server has br, zstd and gzip in this order", () => {
  const cases: readonly (readonly [
    title: string,
    acceptEncoding: string | undefined,
    coding: string | undefined,
  ])[] = [
    ["codes nothing without Accept-Encoding", undefined, undefined],
    ["codes nothing for an empty Accept-Encoding", "", undefined],
    ["takes its own order among equals", "gzip, deflate, br, zstd", "br"],
    ["takes the only one that is accepted", "gzip", "gzip"],
    ["takes the weightiest", "br;q=0.5, zstd;q=0.7, gzip;q=0.6", "zstd"],
    ["tells weights in thousandths", "br;q=0.299, zstd;q=0.3", "zstd"],
    ["reads a weight of one in all its forms", "gzip;q=1.000, br;q=0.999", "gzip"],
    ["never sends what has the weight 0", "br;q=0, gzip;q=0.001", "gzip"],
    ["reads 0.000 as 0", "br;q=0.000", undefined],
    ["knows codings in any case", "GZip", "gzip"],
    ["knows x-gzip", "x-gzip", "gzip"],
    ["takes the asterisk for all", "*", "br"],
    ["takes the asterisk for all that is not named", "br;q=0, *", "zstd"],
    ["sends nothing coded where the asterisk has the weight 0", "*;q=0", undefined],
    ["sends what is named beside an asterisk of weight 0", "gzip, *;q=0", "gzip"],
    ["codes where identity weighs the same", "identity, gzip", "gzip"],
    ["prefers identity where it weighs more", "identity, gzip;q=0.5", undefined],
    ["prefers identity to an asterisk that weighs less", "identity;q=1, *;q=0.5", undefined],
    ["codes where identity is refused", "identity;q=0, gzip;q=0.1", "gzip"],
    ["prefers any coding to an identity that is not named", "gzip;q=0.001", "gzip"],
    ["passes over codings that it lacks", "deflate, compress", undefined],
    ["passes over a coding with a bad weight", "br;q=high, gzip", "gzip"],
    ["passes over a coding with a weight above 1", "br;q=1.5, gzip", "gzip"],
    ["passes over a negative weight", "br;q=-1", undefined],
    ["allows spaces and empty elements", " , gzip ; q=0.5 ,, br ; Q=0.4", "gzip"],
    ["finds no coding in names that objects have", "constructor, __proto__", undefined],
  ];
  for (const [title, acceptEncoding, coding] of cases) {
    test(`\`selectContentCoding\` ${title}`, () => {
      assert.equal(selectContentCoding(acceptEncoding, ["br", "zstd", "gzip"]), coding);
    });
  }
  test("`selectContentCoding` codes nothing where it has nothing coded", () => {
    assert.equal(selectContentCoding("gzip, identity;q=0", []), undefined);
  });
});

const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

describe("media types (RFC 9110 §12.5.1), where the server offers HTML, then JSON", () => {
  const cases: readonly (readonly [title: string, accept: string | undefined, mediaType: string])[] = [
    ["takes the first without Accept", undefined, "text/html"],
    ["takes the first for an empty Accept", "", "text/html"],
    ["takes the first for a wildcard", "*/*", "text/html"],
    ["takes HTML for a browser", BROWSER, "text/html"],
    ["takes what is named alone", "application/json", "application/json"],
    ["takes what is named by its type", "application/*", "application/json"],
    ["takes what is named precisely among equals", "application/json, text/plain, */*", "application/json"],
    ["takes the weightier", "text/html;q=0.5, application/json;q=0.6", "application/json"],
    ["lets the most precise range decide", "application/json;q=0.1, */*;q=0.5", "text/html"],
    ["lets a precise refusal win over a wildcard", "text/html;q=0, */*;q=0.1", "application/json"],
    ["passes over parameters", "application/json;charset=utf-8", "application/json"],
    [
      "reads a comma in a quoted parameter as text",
      'text/x;a="b, text/html", application/json',
      "application/json",
    ],
    ["knows types in any case", "Application/JSON", "application/json"],
    ["takes the first where nothing is acceptable", "image/png", "text/html"],
    ["takes the first where everything is refused", "*/*;q=0", "text/html"],
  ];
  for (const [title, accept, mediaType] of cases) {
    test(`\`prefersMediaType\` ${title}`, () => {
      assert.equal(prefersMediaType(accept, ["text/html", "application/json"]), mediaType);
    });
  }

  for (const accept of [
    undefined,
    "",
    BROWSER,
    "text/html",
    "text/*",
    "*/*",
    "application/json, */*;q=0.1",
  ]) {
    test(`\`acceptsHtml\` says yes to ${JSON.stringify(accept)}`, () =>
      assert.equal(acceptsHtml(accept), true));
  }
  for (const accept of [
    "application/json",
    "image/avif,image/webp",
    "text/html;q=0",
    "text/html;q=0, */*",
    "text/css",
  ]) {
    test(`\`acceptsHtml\` says no to ${JSON.stringify(accept)}`, () =>
      assert.equal(acceptsHtml(accept), false));
  }
});

describe("a selector of content codings with a memory", () => {
  test("`createCodingSelector` selects as without a memory, at first and again, whatever came between", () => {
    const select = createCodingSelector();
    const values = ["gzip, br", "br;q=0.1, gzip", "*", "identity", "", `${"x,".repeat(100)}gzip`];
    const lists = [["br", "gzip"], ["gzip"], []];
    for (let round = 0; round < 3; round++) {
      for (const value of [
        undefined,
        ...values,
        ...Array.from({ length: 70 }, (_, index) => `gzip;q=0.${index}`),
      ]) {
        for (const available of lists) {
          assert.equal(select(value, available), selectContentCoding(value, available), `${value}`);
        }
      }
    }
  });
});

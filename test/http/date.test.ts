import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatHttpDate, parseHttpDate } from "../../src/http/date.ts";

const EXAMPLE_MS = Date.UTC(1994, 10, 6, 8, 49, 37);

describe("dates (RFC 9110 §5.6.7)", () => {
  test("`formatHttpDate` writes an IMF-fixdate", () => {
    assert.equal(formatHttpDate(EXAMPLE_MS), "Sun, 06 Nov 1994 08:49:37 GMT");
  });
  test("`formatHttpDate` cuts off fractions of a second", () => {
    assert.equal(formatHttpDate(999.9), "Thu, 01 Jan 1970 00:00:00 GMT");
  });
  test("`formatHttpDate` keeps dates within four digits of year", () => {
    assert.equal(formatHttpDate(8.64e15), "Fri, 31 Dec 9999 23:59:59 GMT");
    assert.equal(formatHttpDate(-8.64e15), "Mon, 01 Jan 1900 00:00:00 GMT");
  });

  for (const text of [
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
  ]) {
    test(`\`parseHttpDate\` reads ${text}`, () => assert.equal(parseHttpDate(text), EXAMPLE_MS));
  }
  test("`parseHttpDate` reads 29 February of a leap year", () => {
    assert.equal(parseHttpDate("Thu, 29 Feb 2024 00:00:00 GMT"), Date.UTC(2024, 1, 29));
  });
  test("`parseHttpDate` reads a leap second", () => {
    assert.equal(parseHttpDate("Sat, 31 Dec 2016 23:59:60 GMT"), Date.UTC(2017, 0, 1));
  });
  test("`parseHttpDate` reads years of three and fewer digits as they are", () => {
    assert.equal(new Date(parseHttpDate("Mon, 01 Jan 0099 00:00:00 GMT") ?? 0).getUTCFullYear(), 99);
  });
  test("`parseHttpDate` takes a two-digit year more than 50 years ahead for the past", () => {
    const nowMs = Date.UTC(2026, 5, 1);
    assert.equal(parseHttpDate("Wednesday, 01-Jan-76 00:00:00 GMT", nowMs), Date.UTC(2076, 0, 1));
    assert.equal(parseHttpDate("Saturday, 01-Jan-77 00:00:00 GMT", nowMs), Date.UTC(1977, 0, 1));
    assert.equal(parseHttpDate("Thursday, 01-Jan-26 00:00:00 GMT", nowMs), Date.UTC(2026, 0, 1));
  });

  const refused: readonly string[] = [
    "",
    "0",
    "tomorrow",
    "1994-11-06T08:49:37Z",
    "Sun, 6 Nov 1994 08:49:37 GMT",
    "Sun, 06 nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 06 Nov 1994 08:49:37 UTC",
    "Sun, 06 Nov 1994 08:49:37 +0000",
    "Sun, 06 Nov 1994 8:49:37 GMT",
    "Sun, 06 Nov 1994 24:00:00 GMT",
    "Sun, 06 Nov 1994 08:60:00 GMT",
    "Sun, 06 Nov 1994 08:49:61 GMT",
    "Sun, 00 Nov 1994 08:49:37 GMT",
    "Wed, 30 Feb 1994 08:49:37 GMT",
    "Wed, 29 Feb 2023 08:49:37 GMT",
    "Xyz, 06 Nov 1994 08:49:37 GMT",
    " Sun, 06 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 08:49:37 GMT ",
    "Sun, 06-Nov-94 08:49:37 GMT",
    "Sunday, 06-Nov-1994 08:49:37 GMT",
    "Sun Nov 6 08:49:37 1994",
    "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
  ];
  for (const text of refused) {
    test(`\`parseHttpDate\` refuses ${JSON.stringify(text)}`, () =>
      assert.equal(parseHttpDate(text), undefined));
  }
});

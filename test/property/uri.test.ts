import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseAuthority } from "../../src/uri/authority.ts";
import { canonicalPath } from "../../src/uri/canonical-path.ts";
import { decodePercent, encodePath, encodeSegment } from "../../src/uri/percent.ts";
import { queryParameter } from "../../src/uri/query.ts";
import { parseRequestTarget } from "../../src/uri/request-target.ts";

/** Octets as the wire gives them: Latin-1 characters. */
const wireText = fc.uint8Array({ maxLength: 40 }).map((octets) => Buffer.from(octets).toString("latin1"));

/** Paths made of what has fooled servers. */
const trickyPath = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "/",
        "//",
        ".",
        "..",
        "/..",
        "/.",
        "%2e",
        "%2E%2e",
        "%2f",
        "%252f",
        "%5c",
        "\\",
        "%00",
        "%",
        "%c0%ae",
      ),
      fc.constantFrom("a", "admin", "é", "\xc3\xa9", "%C3%A9", ";", " ", "?", "#", "~", "%41", "%25"),
      wireText,
    ),
    { maxLength: 12 },
  )
  .map((pieces) => `/${pieces.join("")}`);

/** Mostly usable paths, so that the interesting properties are not tested on refusals alone. */
const mildPath = fc
  .array(
    fc.constantFrom("/", "//", "/.", "/..", "/a", "/b", "%41", "%2e", "%C3%A9", "%2F", "%25", "c", "."),
    { maxLength: 12 },
  )
  .map((pieces) => `/x/y/z${pieces.join("")}`);

describe("for any path off the wire", () => {
  test("`canonicalPath` gives no empty or dot segment, NUL, control character or backslash", () => {
    fc.assert(
      fc.property(fc.oneof(trickyPath, mildPath, wireText), (raw) => {
        const result = canonicalPath(raw);
        if (result.kind === "path-fault") return;
        const { path } = result;
        assert.ok(path.startsWith("/"));
        assert.doesNotMatch(path, /[\x00-\x1f\x7f\\]/);
        const segments = path.slice(1).split("/");
        if (segments[segments.length - 1] === "") segments.pop();
        for (const segment of segments)
          assert.ok(segment !== "" && segment !== "." && segment !== "..", path);
      }),
    );
  });

  test("`canonicalPath` leaves a canonical path without % as it is", () => {
    fc.assert(
      fc.property(fc.oneof(trickyPath, mildPath), (raw) => {
        const result = canonicalPath(raw);
        if (
          result.kind === "path-fault" ||
          result.encodedSlash ||
          !/^[\x20-\x24\x26-\x7e]*$/.test(result.path)
        )
          return;
        assert.deepEqual(canonicalPath(result.path), result);
      }),
    );
  });

  test("`canonicalPath` reads back what `encodePath` wrote, which is never another host", () => {
    fc.assert(
      fc.property(fc.oneof(trickyPath, mildPath), (raw) => {
        const result = canonicalPath(raw);
        if (result.kind === "path-fault" || result.encodedSlash) return;
        const encoded = encodePath(result.path);
        assert.match(encoded, /^\/(?!\/)[A-Za-z0-9\-._~!$&'()*+,;=:@/%]*$/);
        assert.deepEqual(canonicalPath(encoded), result);
      }),
    );
  });

  test("`canonicalPath` agrees with a plain stack of segments", () => {
    fc.assert(
      fc.property(mildPath, (raw) => {
        const result = canonicalPath(raw);
        const model = naiveCanonicalPath(raw);
        assert.equal(result.kind === "path" ? result.path : undefined, model);
      }),
    );
  });

  test("`decodePercent` reads back any text that was encoded", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        assert.deepEqual(decodePercent(encodeURIComponent(text)), { kind: "text", text });
        assert.deepEqual(decodePercent(encodeSegment(text)), { kind: "text", text });
      }),
    );
  });
});

/** Segment by segment, with a decoder that is not the one under test. */
function naiveCanonicalPath(raw: string): string | undefined {
  const kept: string[] = [];
  let last = "";
  for (const encoded of raw.split("/").slice(1)) {
    const octets: number[] = [];
    for (let index = 0; index < encoded.length; index++) {
      const digits = encoded[index] === "%" ? encoded.slice(index + 1, index + 3) : undefined;
      if (digits === undefined) octets.push(encoded.charCodeAt(index));
      else {
        if (digits.toLowerCase() === "2f") octets.push(0x25, 0x32, 0x46);
        else octets.push(Number.parseInt(digits, 16));
        index += 2;
      }
    }
    last = Buffer.from(octets).toString("utf8");
    if (last === "..") {
      if (kept.length === 0) return undefined;
      kept.pop();
    } else if (last !== "" && last !== ".") kept.push(last);
  }
  const folder = last === "" || last === "." || last === "..";
  return kept.length === 0 ? "/" : `/${kept.join("/")}${folder ? "/" : ""}`;
}

describe("for any octets", () => {
  const targetPieces = fc
    .array(
      fc.constantFrom(
        "http://",
        "https:",
        "//",
        "/",
        "?",
        "#",
        "*",
        "a",
        "[::1]",
        ":80",
        "@",
        " ",
        "\\",
        "%2f",
        "\x00",
        "\xff",
      ),
      {
        maxLength: 8,
      },
    )
    .map((pieces) => pieces.join(""));
  const method = fc.constantFrom("GET", "OPTIONS", "CONNECT", "POST");

  test("`parseRequestTarget` never throws, and a path that it gives starts with a slash", () => {
    fc.assert(
      fc.property(fc.oneof(targetPieces, wireText, fc.string()), method, (raw, name) => {
        const target = parseRequestTarget(raw, name);
        if (target === undefined) return;
        assert.doesNotMatch(raw, /[\x00-\x20\x7f#]/);
        if (target.kind === "origin-form") {
          assert.equal(target.query === undefined ? target.path : `${target.path}?${target.query}`, raw);
        }
        if (target.kind === "origin-form" || target.kind === "absolute-form") {
          assert.ok(target.path.startsWith("/") && !target.path.includes("?"));
          canonicalPath(target.path);
        }
        if (target.kind === "absolute-form" || target.kind === "authority-form") {
          assert.notEqual(parseAuthority(target.authority), undefined);
        }
      }),
    );
  });

  test("`parseAuthority` never throws, and gives a host that names one place", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          targetPieces,
          wireText,
          fc.string(),
          fc.ipV6().map((address) => `[${address}]:80`),
        ),
        (value) => {
          const authority = parseAuthority(value);
          if (authority === undefined) return;
          assert.match(authority.host, /^[^\s/?#@[\]\\\x00-\x20\x7f-\xff]+$/);
          assert.equal(authority.host, authority.host.toLowerCase());
          if (authority.port !== undefined) assert.ok(authority.port >= 0 && authority.port <= 65535);
        },
      ),
    );
  });

  test("`parseAuthority` reads all addresses and names that there are", () => {
    const host = fc.oneof(
      fc.ipV4(),
      fc.domain(),
      fc.ipV6().map((address) => `[${address}]`),
    );
    fc.assert(
      fc.property(host, fc.option(fc.nat(65535), { nil: undefined }), (name, port) => {
        const expected = { host: name.replace(/^\[|\]$/g, "").toLowerCase(), port };
        assert.deepEqual(parseAuthority(port === undefined ? name : `${name}:${port}`), expected);
      }),
    );
  });

  test("`queryParameter` finds what a form wrote", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (name, value) => {
        const query = new URLSearchParams([
          ["other~", "x"],
          [name, value],
        ]).toString();
        if (name === "other~") return;
        assert.equal(queryParameter(query, name), value);
      }),
    );
  });

  test("`queryParameter` never throws", () => {
    fc.assert(
      fc.property(fc.oneof(wireText, fc.string({ unit: "binary" })), wireText, (query, name) => {
        queryParameter(query, name);
      }),
    );
  });
});

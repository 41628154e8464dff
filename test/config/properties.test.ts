// What holds for every text and value, not only for those that someone thought of.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { stringify } from "yaml";
import { editDistance, nearest } from "../../src/config/diagnostics.ts";
import { parseSize } from "../../src/config/size.ts";
import { read } from "./reading.ts";

const KEYS = [
  "servers",
  "routes",
  "path",
  "handler",
  "file",
  "methods",
  "redirect",
  "to",
  "status",
  "headers",
  "error_pages",
  "404",
  "4xx",
  "limits",
  "header_bytes",
  "access_log",
  "format",
  "port",
  "host",
  "server_name",
  "max_body_size",
  "upload",
  "quota",
  "spa",
  "index",
  "try_files",
  "module",
  "cgi_extension",
  "cgi_root",
  "interpreters",
  ".py",
  "env",
  "__proto__",
  "constructor",
  "toString",
  "",
];
const TEXTS = [
  "File",
  "Function",
  "/",
  "/*",
  "/:a",
  "GET",
  "get",
  "public/",
  "page.html",
  "10MB",
  "10m",
  "off",
  "stdout",
  "*.a",
  "[::1]",
  "{rest}",
  "\0",
  "é\u{1F600}",
];

/** Values of YAML, nested, with the keys and words of configurations among them, so that they get past the first checks. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    fc.oneof(
      fc.constantFrom(...TEXTS),
      fc.string({ maxLength: 12 }),
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 8 })), tie("value"), {
      maxKeys: 8,
    }),
  ),
}));

const route = fc.record(
  {
    path: fc.oneof(fc.constantFrom("/", "/*", "/a/:b"), fc.string()),
    handler: fc.oneof(fc.constantFrom("File", "Function"), value),
    file: fc.oneof(fc.constantFrom("public/", "page.html", "x/"), value),
    methods: fc.oneof(fc.array(fc.constantFrom("GET", "PUT", "X", "get")), value),
    redirect: fc.oneof(fc.record({ to: fc.string(), status: fc.integer() }, { requiredKeys: [] }), value),
    module: value,
    cgi_extension: value,
    headers: value,
    error_pages: value,
    try_files: value,
    spa: value,
    upload: value,
  },
  { requiredKeys: ["path"] },
);

const config = fc.record(
  {
    servers: fc.oneof(
      fc.array(
        fc.record(
          {
            routes: fc.oneof(fc.array(route, { maxLength: 3 }), value),
            port: value,
            host: value,
            server_name: value,
          },
          { requiredKeys: ["routes"] },
        ),
        { maxLength: 3 },
      ),
      value,
    ),
    limits: value,
    access_log: value,
    max_body_size: value,
    headers: value,
  },
  { requiredKeys: ["servers"] },
);

/** Reads a text and checks that the answer is whole: either a configuration or at least one mistake with its place. */
async function readsWell(text: string): Promise<void> {
  const loaded = await read(text);
  if (loaded.kind === "config") return;
  assert.ok(loaded.diagnostics.length > 0);
  const lines = text.split("\n").length;
  for (const { line, column, message } of loaded.diagnostics) {
    assert.ok(line >= 1 && line <= lines + 1 && column >= 1, `${line}:${column}`);
    assert.doesNotMatch(message, /Invalid input|undefined|\[object/, message);
  }
}

describe("the loader", () => {
  test("answers every value, and says something of each that is wrong", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(value, config), async (any) => readsWell(stringify(any) ?? "")),
      { numRuns: 300 },
    );
  });

  test("answers every text", async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "servers:",
        "\n",
        "  ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        ": ",
        "&a ",
        "*a",
        "!!str ",
        "? ",
        "'",
        '"',
        "#",
        "%YAML 1.1\n",
        "---\n",
        "|\n",
        "\t",
        "<<: ",
      ),
      fc.constantFrom(...KEYS, ...TEXTS),
      fc.string({ maxLength: 5 }),
    );
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
    await fc.assert(fc.asyncProperty(text, readsWell), { numRuns: 300 });
  });
});

describe("`parseSize`", () => {
  test("reads octets back as they are, and units as powers of 1000 and 1024", () => {
    fc.assert(
      fc.property(fc.nat(), (octets) => {
        assert.equal(parseSize(octets), octets);
        assert.equal(parseSize(`${octets}`), octets);
        assert.equal(parseSize(`${octets}KB`), octets * 1000);
        assert.equal(parseSize(`${octets} KiB`), octets * 1024);
      }),
    );
    assert.equal(parseSize("1.5GiB"), 1_610_612_736);
  });

  test("refuses what is no size", () => {
    for (const size of [
      -1,
      0.5,
      Number.NaN,
      2 ** 53,
      "",
      "MB",
      "10m",
      "10mb",
      "-1",
      "1e3",
      "9007199254740992",
      "0x10",
    ]) {
      assert.equal(parseSize(size), undefined, String(size));
    }
  });
});

describe("`editDistance`", () => {
  test("is 0 for equal words alone, the same both ways, and never more than the longer word", () => {
    const word = fc.string({ maxLength: 10 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        assert.equal(distance === 0, a === b);
        assert.equal(distance, editDistance(b, a));
        assert.ok(distance <= Math.max(a.length, b.length));
      }),
    );
  });

  test("counts a swap of neighbors as one", () => assert.equal(editDistance("GTE", "GET"), 1));
});

describe("`nearest`", () => {
  test("finds the word behind a slip, and nothing behind another word", () => {
    const keys = ["handler", "header_bytes", "methods", "file"];
    assert.equal(nearest("hanlder", keys), "handler");
    assert.equal(nearest("Methods", keys), "methods");
    assert.equal(nearest("header-byte", keys), "header_bytes");
    assert.equal(nearest("root", keys), undefined);
  });
});

// The arrows between the rooms of src/: STYLE in one table. A wrong one is a design that changed without being decided.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  findCycle,
  graphOf,
  type Import,
  importsOf,
  readImports,
  roomOf,
} from "../../scripts/import-graph.ts";

const SOURCE = fileURLToPath(new URL("../../src", import.meta.url));
const IMPORTS = readImports(SOURCE);

/** What a room may import of others. `types` are arrows that are gone when the code runs. */
interface Arrows {
  readonly values: readonly string[];
  readonly types?: readonly string[];
  /** `node:` modules and packages; `node:*` stands for all but the network's. */
  readonly modules?: readonly string[];
}

const PROTOCOL = ["uri", "http"];
const LOW = ["platform", "uri", "http"];
const MIDDLE = [...LOW, "files", "sessions", "pages", "log"];

const ARROWS: Readonly<Record<string, Arrows>> = {
  // The protocol: no machine, and of the platform only what its things are called.
  uri: { values: [], types: ["platform"] },
  http: { values: ["uri"], types: ["platform"], modules: ["mrmime"] },
  h1: { values: PROTOCOL, types: ["platform"] },
  connection: { values: [...PROTOCOL, "h1"], types: ["platform"] },
  // Octets in and out: it makes Transports and knows no HTTP.
  net: { values: ["platform"], modules: ["node:*", "node:net", "node:tls"] },
  platform: { values: [], modules: ["node:*"] },
  files: { values: LOW, modules: ["node:*"] },
  sessions: { values: LOW, modules: ["node:*"] },
  pages: { values: LOW, modules: ["node:*"] },
  log: { values: LOW, modules: ["node:*", "pino"] },
  handlers: { values: MIDDLE, modules: ["node:*"] },
  config: { values: [...MIDDLE, "handlers"], modules: ["node:*", "yaml", "zod"] },
  routing: { values: [...MIDDLE, "handlers", "config"], modules: ["node:*"] },
  // What a configuration makes, and the listeners that outlive it; `server.ts`, the composition root, gives both the machine.
  runtime: { values: [...MIDDLE, "handlers", "config", "routing", "h1", "connection"] },
  "server.ts": {
    values: [...MIDDLE, "handlers", "config", "routing", "h1", "connection", "net", "runtime"],
    modules: ["node:*"],
  },
  "index.ts": { values: [...MIDDLE, "handlers", "config", "routing", "server.ts"], modules: ["node:*"] },
  cli: { values: [...MIDDLE, "handlers", "config", "routing", "server.ts"], modules: ["node:*"] },
};

/** Arrows against the order, types alone, each with its reason. */
const EXCEPTIONS: readonly { readonly from: string; readonly to: string; readonly why: string }[] = [
  { from: "log", to: "config/config.ts", why: "a log is opened from its configuration as it is" },
  { from: "log", to: "connection/observer.ts", why: "the access log writes what the observer tells" },
  { from: "routing", to: "connection/application.ts", why: "the dispatcher is the connection's Application" },
];

/** Whole protocols come from these: never on the request path, and nowhere else either. */
const NEVER = ["node:http", "node:https", "node:http2", "node:inspector"];
const NETWORK = ["node:net", "node:tls", "node:dgram"];

function isAllowed(line: Import): boolean {
  const { from, to, inside, typeOnly } = line;
  const arrows = ARROWS[roomOf(from)];
  if (arrows === undefined) return false;
  if (!inside) return isModuleAllowed(to, arrows.modules ?? []);
  if (roomOf(from) === roomOf(to) || arrows.values.includes(roomOf(to))) return true;
  if (!typeOnly) return false;
  return (
    (arrows.types ?? []).includes(roomOf(to)) ||
    EXCEPTIONS.some((exception) => exception.from === roomOf(from) && exception.to === to)
  );
}

function isModuleAllowed(module: string, allowed: readonly string[]): boolean {
  if (NEVER.includes(module)) return false;
  if (module.startsWith("node:") && allowed.includes("node:*") && !NETWORK.includes(module)) return true;
  return allowed.some((name) => module === name || module.startsWith(`${name}/`));
}

const written = ({ from, to, typeOnly }: Import) => `${from} imports ${typeOnly ? "types of " : ""}${to}`;

describe("the imports of src/", () => {
  test("name rooms and modules that each room may import", () => {
    assert.deepEqual(IMPORTS.filter((line) => !isAllowed(line)).map(written), []);
  });

  test("make no cycle between rooms", () => {
    assert.equal(findCycle(graphOf(IMPORTS, roomOf)), undefined);
  });

  test("make no cycle between files", () => {
    assert.equal(findCycle(graphOf(IMPORTS, (file) => file)), undefined);
  });

  test("need every exception that is made for them", () => {
    const unused = EXCEPTIONS.filter(
      ({ from, to }) => !IMPORTS.some((line) => roomOf(line.from) === from && line.to === to),
    );
    assert.deepEqual(unused, []);
  });
});

describe("the reader of import lines", () => {
  const read = (source: string) => importsOf("h1/a.ts", source).map(written);

  const CASES: readonly {
    readonly title: string;
    readonly source: string;
    readonly imports: readonly string[];
  }[] = [
    {
      title: "sees values, types, exports, side effects and import()",
      source: [
        'import a from "./b.ts";',
        'import type { C } from "../http/c.ts";',
        'import { type D, d } from "../http/d.ts";',
        'export { e } from "../uri/e.ts";',
        'export type * from "../uri/f.ts";',
        'import "node:fs";',
        'const g = await import("../net/g.ts");',
      ].join("\n"),
      imports: [
        "h1/a.ts imports h1/b.ts",
        "h1/a.ts imports types of http/c.ts",
        "h1/a.ts imports http/d.ts",
        "h1/a.ts imports uri/e.ts",
        "h1/a.ts imports types of uri/f.ts",
        "h1/a.ts imports node:fs",
        "h1/a.ts imports net/g.ts",
      ],
    },
    {
      title: "sees an import that is written over several lines",
      source: 'import {\n  a,\n  b,\n} from "../http/ab.ts";',
      imports: ["h1/a.ts imports http/ab.ts"],
    },
    {
      title: "takes a default import named type for the value that it is",
      source: 'import type from "./type.ts";',
      imports: ["h1/a.ts imports h1/type.ts"],
    },
    {
      title: "does not look into comments",
      source: '// import a from "node:net";\n/**\n * import b from "node:http";\n */\nexport const a = "x";',
      imports: [],
    },
    {
      title: "does not take an exported constant for an import",
      source: 'export const from = "net";\nexport function f() { return "node:net"; }',
      imports: [],
    },
  ];
  for (const { title, source, imports } of CASES) {
    test(title, () => assert.deepEqual(read(source), imports));
  }

  test("finds a cycle, and names its nodes in order", () => {
    const graph = new Map([
      ["a", new Set(["b"])],
      ["b", new Set(["c"])],
      ["c", new Set(["b"])],
    ]);
    assert.deepEqual(findCycle(graph), ["b", "c", "b"]);
  });
});

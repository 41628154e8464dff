// docs/configuration.md: an introduction written here, and tables made of the schema's own descriptions.
import { FILE_KEYS, FUNCTION_KEYS } from "../src/config/route.ts";
import { jsonSchema } from "../src/config/schema.ts";

/** A JSON Schema, or whatever stands in the place of one. */
type Schema = Readonly<Record<string, unknown>>;

const INTRODUCTION = `# Configuration

<!-- Written by \`npm run generate\`; what it says of keys stands in src/config/schema-*.ts. -->

Ferrous reads \`config.yaml\` in the working directory, or the file that it is given. \`ferrous check\` names every mistake at once, with its place;
\`ferrous explain GET http://localhost:8080/path\` says which route would answer. A file with a mistake never starts a server.
\`ferrous init\` writes a commented starter. Editors that know the YAML language server complete and check the file by its first line:

\`\`\`yaml
# yaml-language-server: $schema=./schema.json
\`\`\`

- **YAML** is YAML 1.2: \`true\` and \`false\` are the only truth values (\`yes\`, \`on\` and the like are texts, and refused). Keys stand once in a mapping.
- **Paths** are relative to the configuration file.
- **Sizes** are octets (\`1024\`), or a text with a unit: \`10KB\`, \`10MB\`, \`10GB\` (powers of 1000), \`10KiB\`, \`10MiB\`, \`10GiB\` (powers of 1024).
- **Times** are seconds; fractions are allowed.

\`\`\`yaml
servers:
  - port: 8080
    routes:
      - path: "/*"
        handler: File
        file: public/
\`\`\`
`;

const ROUTES = `## Routes

A route answers with files (\`handler: File\`), with a program or function (\`handler: Function\`), or with a \`redirect\`.

**Which route answers.** The exact path first, then paths with \`:name\` segments, then the longest prefix (\`/x/*\`; \`/*\` is every path, \`/\` alone only itself).
Case matters; the order in the file decides nothing. Two routes may share a path if they share no method. \`/x\`, where only \`/x/*\` exists, is redirected to \`/x/\`.

**Methods.** GET brings HEAD. OPTIONS is answered from the route's methods unless the route lists it. A method that is known, but not listed, gets 405;
methods that are neither in RFC 9110, nor PATCH, nor listed anywhere get 501. TRACE and CONNECT are always 405.
`;

const NOTES = new Map([
  [
    "File routes",
    "A folder is a tree: GET sends its files; POST adds, PUT creates or replaces, DELETE removes, each only if `methods` lists it. A single file takes GET, HEAD and POST (answered as GET).",
  ],
  [
    "Function routes",
    "Exactly one of `module`, `cgi_extension` and `cgi_script`. The interpreter of a CGI program is an entry of `interpreters`, else its `#!`, else a built-in table: `.py` python3, `.php` php-cgi, `.rb` ruby, `.pl` perl, `.sh` sh.",
  ],
]);

/** Makes the text of docs/configuration.md. */
export function configurationReference(): string {
  const top = jsonSchema();
  const server = member(member(top, "servers"), "items");
  const route = member(member(server, "routes"), "items");
  const shared = keysOf(top).filter((key) => keysOf(server).includes(key));
  const inRoutes = shared.filter((key) => keysOf(route).includes(key));
  const fileKeys = ["file", "index", ...FILE_KEYS];
  const functionKeys = ["module", "cgi_extension", "cgi_script", ...FUNCTION_KEYS];
  const only = (schema: Schema, keys: readonly string[]): readonly string[] =>
    keysOf(schema).filter((key) => keys.includes(key));
  const rest = (schema: Schema, ...others: readonly (readonly string[])[]): readonly string[] =>
    keysOf(schema).filter((key) => !others.flat().includes(key));
  const sections = [
    INTRODUCTION,
    section("Everywhere", top, inRoutes, "At the top level, in a server and in a route; the innermost wins."),
    section(
      "Top level and servers",
      top,
      rest({ properties: pick(top, shared) }, inRoutes),
      "A server's setting wins.",
    ),
    section("Top level", top, rest(top, shared)),
    section("limits", member(top, "limits"), keysOf(member(top, "limits"))),
    section("session", member(top, "session"), keysOf(member(top, "session"))),
    section("Servers", server, rest(server, shared)),
    ROUTES,
    section("All routes", route, rest(route, inRoutes, fileKeys, functionKeys)),
    section("redirect", member(route, "redirect"), keysOf(member(route, "redirect"))),
    section("File routes", route, only(route, fileKeys), NOTES.get("File routes")),
    section("upload", member(route, "upload"), keysOf(member(route, "upload"))),
    section("Function routes", route, only(route, functionKeys), NOTES.get("Function routes")),
  ];
  return `${sections.map((text) => text.trim()).join("\n\n")}\n`;
}

function section(title: string, schema: Schema, keys: readonly string[], note = ""): string {
  const name = /^[a-z]/.test(title) ? `\`${title}\`` : title;
  const rows = keys.map((key) => row(key, member(schema, key), requiredOf(schema).includes(key)));
  return [
    `## ${name}`,
    note,
    ["| key | value | default | meaning |", "| --- | --- | --- | --- |", ...rows].join("\n"),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

function row(key: string, schema: Schema, required: boolean): string {
  const initial = schema["default"] === undefined ? "" : `\`${shownDefault(schema["default"])}\``;
  const description = typeof schema["description"] === "string" ? schema["description"] : "";
  const cells = [`\`${key}\``, shownValue(schema), required ? "needed" : initial, description];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function shownDefault(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What may stand there, in few words. */
function shownValue(schema: Schema): string {
  if (Array.isArray(schema["enum"])) return schema["enum"].map((word) => `\`${String(word)}\``).join(", ");
  if (schema["const"] !== undefined) return `\`${String(schema["const"])}\``;
  if (Array.isArray(schema["anyOf"])) {
    const options = schema["anyOf"].filter(isSchema);
    if (options.some(({ pattern }) => String(pattern).includes("KiB"))) return "size";
    return [...new Set(options.map(shownValue))].join(", ");
  }
  switch (schema["type"]) {
    case "number":
      return "seconds";
    case "integer":
      return "count";
    case "string":
      return "text";
    case "boolean":
      return "true, false";
    case "array":
      return "list";
    default:
      return "mapping";
  }
}

/** What stands under a key of a mapping's schema, or under a keyword of it. */
function member(schema: Schema, key: string): Schema {
  const properties = schema["properties"];
  const found = (isSchema(properties) ? properties[key] : undefined) ?? schema[key];
  return isSchema(found) ? found : {};
}

function keysOf(schema: Schema): readonly string[] {
  return isSchema(schema["properties"]) ? Object.keys(schema["properties"]) : [];
}

function requiredOf(schema: Schema): readonly unknown[] {
  return Array.isArray(schema["required"]) ? schema["required"] : [];
}

function pick(schema: Schema, keys: readonly string[]): Schema {
  return Object.fromEntries(keys.map((key) => [key, member(schema, key)]));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// docs/configuration.md: an introduction written here, and tables made of the schema's own descriptions.
import { FILE_KEYS, FUNCTION_KEYS } from "../src/config/route.ts";
import { jsonSchema } from "../src/config/schema.ts";
import { NOT_BUILT_YET } from "../src/handlers/unbuilt/unbuilt-parts.ts";

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

const FILES = `A folder is a tree: GET sends its files; POST adds, PUT creates or replaces, DELETE removes, each only if \`methods\` lists it
(uploads are ${NOT_BUILT_YET}: all three answer 501). A single file takes GET, HEAD and POST (answered as GET).

**Listings.** With \`directory_listing: true\`, a folder without an index file is a page, or JSON where \`Accept\` prefers it or the query says \`?format=json\`.
\`?sort=name\`, \`size\` or \`modified\` and \`?order=asc\` or \`desc\` order both. Never listed is what could not be asked for: names with a dot in front
(under \`hidden_files: deny\`; \`.well-known\` is the exception), links that \`symlinks\` refuses, what is neither file nor folder, and names that no path of a URL
carries here: with control characters, with a backslash, or in octets that are not UTF-8.
`;

const ERRORS = `## Errors

An error's answer is the page that \`error_pages\` names for its status, else the one for its class, else a built-in page; where \`Accept\` prefers JSON, it is
\`application/problem+json\` (RFC 9457) with \`status\`, \`title\` and \`detail\`. A 5xx also has a request id: \`{{request_id}}\` in a page, \`request_id\` in JSON, and the same in the logs.
No cache keeps an error (\`Cache-Control: no-store\`).
`;

const ACCESS_LOG = `A line is written when a request is over. \`combined\` is the format of Apache and nginx: address, time, request line, status, octets of the content, \`Referer\`, \`User-Agent\`.
\`json\` is one object a line. Members that have no value are left out:

| member | meaning |
| --- | --- |
| \`time\` | the end of the request, ISO 8601 in UTC with milliseconds |
| \`client\` | the address of the client |
| \`method\`, \`target\`, \`version\`, \`host\` | the request line as it came, and the host that was asked for |
| \`status\` | of the answer; 499 where the client had left before there was one |
| \`octets\` | of the content that was sent |
| \`duration_ms\` | from the end of the request head to the end of the answer |
| \`referer\`, \`user_agent\` | the fields of the request |
| \`request_id\` | of a 5xx: the error page and the error log have the same |
| \`server\`, \`route\` | the first \`server_name\` and the \`path\` of what answered |
| \`ending\` | \`complete\`, or \`cut\` where the connection broke before the end |

Lines wait in memory, at most 1 MiB; what is more is dropped, and \`lost_lines\` (in \`combined\`, a line that starts with \`#\`) says how many. What no server has understood goes to
the log of the first server of its host and port. The library's \`serve({ folder })\` writes no access log.
`;

const NOTES = new Map([
  ["File routes", FILES],
  [
    "upload",
    `Uploads are ${NOT_BUILT_YET}: POST, PUT and DELETE on a tree answer 501. The keys are read and checked.`,
  ],
  ["access_log", ACCESS_LOG],
  [
    "Function routes",
    `Functions and CGI programs are ${NOT_BUILT_YET}: such routes answer 501. Exactly one of \`module\`, \`cgi_extension\` and \`cgi_script\`. The interpreter of a CGI program is an entry of \`interpreters\`, else its \`#!\`, else a built-in table: \`.py\` python3, \`.php\` php-cgi, \`.rb\` ruby, \`.pl\` perl, \`.sh\` sh.`,
  ],
]);

/** Makes the text of docs/configuration.md. */
export function configurationReference(): string {
  const top = jsonSchema();
  const server = member(member(top, "servers"), "items");
  const route = member(member(server, "routes"), "items");
  const accessLog = mappingOf(member(top, "access_log"));
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
    section("access_log", accessLog, keysOf(accessLog), NOTES.get("access_log")),
    section("session", member(top, "session"), keysOf(member(top, "session"))),
    section("Servers", server, rest(server, shared)),
    ROUTES,
    ERRORS,
    section("All routes", route, rest(route, inRoutes, fileKeys, functionKeys)),
    section("redirect", member(route, "redirect"), keysOf(member(route, "redirect"))),
    section("File routes", route, only(route, fileKeys), NOTES.get("File routes")),
    section("upload", member(route, "upload"), keysOf(member(route, "upload")), NOTES.get("upload")),
    section("Function routes", route, only(route, functionKeys), NOTES.get("Function routes")),
  ];
  return `${sections.map((text) => text.trim()).join("\n\n")}\n`;
}

function section(title: string, schema: Schema, keys: readonly string[], note = ""): string {
  const name = /^[a-z]/.test(title) ? `\`${title}\`` : title;
  const rows = keys.map((key) => row(key, member(schema, key), requiredOf(schema).includes(key)));
  return [
    `## ${name}`,
    note.trim(),
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

/** Of what may be written in several ways, the mapping. */
function mappingOf(schema: Schema): Schema {
  const options = Array.isArray(schema["anyOf"]) ? schema["anyOf"].filter(isSchema) : [];
  return options.find(({ type }) => type === "object") ?? {};
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

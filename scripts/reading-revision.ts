// Which texts are configurations, and what they say, depends on this: the schema, the way that YAML is read, and the libraries of both.
// The schema stands here as JSON Schema, which shows each of its checks (kinds, bounds, patterns), but not how its messages are worded.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchema } from "../src/config/schema.ts";

const repository = join(import.meta.dirname, "..");

/** The generated file, from the repository's root. */
export const READING_REVISION_FILE = "src/config/reading-revision.ts";

function versionOf(library: string): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(join(repository, "node_modules", library, "package.json"), "utf8"),
  );
  return manifest.version;
}

/** @returns what the generated file has to hold */
export function readingRevision(): string {
  const parts = [
    JSON.stringify(jsonSchema()),
    readFileSync(join(repository, "src/config/yaml-source.ts"), "utf8"),
    versionOf("yaml"),
    versionOf("zod"),
  ];
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
  return `// Made by \`npm run generate\`: changes with the schema and with the way that YAML is read, so that no start takes the word of
// another version for what a text means (remembered.ts).

export const READING_REVISION = "${digest}";
`;
}

// Writes what is made from the code: schema.json, docs/configuration.md, the hashes of the pages' policies, and the drawn and counted parts of the other pages.
// Tests check that all of it is current.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { jsonSchema } from "../src/config/schema.ts";
import { configurationReference } from "./configuration-reference.ts";
import { CONTENT_HASHES, contentHashes } from "./content-hashes.ts";
import { generatePages } from "./generated-pages.ts";
import { READING_REVISION_FILE, readingRevision } from "./reading-revision.ts";

const repository = dirname(import.meta.dirname);

function write(path: string, text: string): void {
  const file = join(repository, path);
  if (read(file) === text) return;
  writeFileSync(file, text);
  console.log(`Wrote ${path}.`);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined; // Not there yet: it will be.
  }
}

write("schema.json", `${JSON.stringify(jsonSchema(), undefined, 2)}\n`);
write(CONTENT_HASHES, contentHashes());
write(READING_REVISION_FILE, readingRevision());
write("docs/configuration.md", configurationReference());
for (const [path, text] of generatePages(repository)) write(path, text);

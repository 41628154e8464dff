// What is generated from the schema is current, and means what the loader means.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { configurationReference } from "../../scripts/configuration-reference.ts";
import { READING_REVISION_FILE, readingRevision } from "../../scripts/reading-revision.ts";
import { jsonSchema } from "../../src/config/schema.ts";
import { mistakes } from "./reading.ts";

const repository = join(import.meta.dirname, "../..");

describe("`npm run generate`", () => {
  test("has written the schema.json that the code makes now", () => {
    const text = readFileSync(join(repository, "schema.json"), "utf8");
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(jsonSchema())));
  });

  test("has written the docs/configuration.md that the code makes now", () => {
    assert.equal(readFileSync(join(repository, "docs/configuration.md"), "utf8"), configurationReference());
  });
});

describe("the revision of reading", () => {
  // Or a start would believe what the code before has kept: `npm run generate`.
  test("is that of the schema, the way that YAML is read, and the libraries", () => {
    assert.equal(readFileSync(join(repository, READING_REVISION_FILE), "utf8"), readingRevision());
  });
});

describe("the reference", () => {
  test("describes every key that there is", () => {
    for (const line of configurationReference().split("\n")) {
      if (line.startsWith("| `")) assert.doesNotMatch(line, /\| {2}\|$/, line);
    }
  });

  test("shows an example that loads", async () => {
    const blocks = [...configurationReference().matchAll(/```yaml\n([^`]*)```/g)].map(([, text]) => text);
    assert.equal(blocks.length, 2);
    assert.deepEqual(await mistakes(blocks[1]), []);
  });
});

describe("`jsonSchema`", () => {
  test("allows no other keys in any mapping with keys of its own, and describes each key", () => {
    const seen: string[] = [];
    const walk = (value: unknown, path: string): void => {
      if (typeof value !== "object" || value === null) return;
      const node = new Map<string, unknown>(Object.entries(value));
      const properties = node.get("properties");
      if (typeof properties === "object" && properties !== null) {
        assert.equal(node.get("additionalProperties"), false, path);
        for (const [key, inner] of Object.entries(properties)) {
          const described = typeof inner === "object" && inner !== null && "description" in inner;
          assert.ok(described, `${path}.${key}`);
          seen.push(key);
          walk(inner, `${path}.${key}`);
        }
      }
      for (const [key, inner] of node) if (key !== "properties") walk(inner, `${path}/${key}`);
    };
    walk(jsonSchema(), "");
    for (const key of [
      "servers",
      "routes",
      "cgi_queue",
      "max_age_secs",
      "on_conflict",
      "interpreters",
      "to",
    ]) {
      assert.ok(seen.includes(key), key);
    }
  });
});

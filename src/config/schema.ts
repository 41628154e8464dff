// The JSON Schema of config.yaml, for editors and for docs/configuration.md. Apart from the schemas it is made of,
// so that a start doesn't load what only this needs.
import * as z from "zod/mini";
import { createSchemas } from "./schema-top.ts";

/** A JSON Schema (https://json-schema.org/draft-07). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Makes the schema: draft-07, the one that yaml-language-server knows best. */
export function jsonSchema(): JsonSchema {
  const { whole, route, notes } = createSchemas();
  const { $schema, ...rest } = z.toJSONSchema(whole, {
    metadata: notes,
    target: "draft-7",
    io: "input",
    override: ({ zodSchema, jsonSchema: made }) => {
      // Counts are whole numbers that JavaScript counts exactly: no news to an editor.
      if (made.maximum === Number.MAX_SAFE_INTEGER) delete made.maximum;
      if (zodSchema === route) made.oneOf = [{ required: ["handler"] }, { required: ["redirect"] }];
    },
  });
  return {
    $schema,
    title: "Ferrous configuration",
    description: "config.yaml of the Ferrous web server.",
    ...rest,
  };
}

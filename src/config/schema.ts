// The JSON Schema of config.yaml, for editors and for docs/configuration.md. Apart from the schemas it is made of,
// so that a start doesn't load what only this needs.
import * as z from "zod/mini";
import { TOP_DEFAULTS } from "./defaults.ts";
import { createSchemas } from "./schema-top.ts";

/** A JSON Schema (https://json-schema.org/draft-07). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Makes the schema: draft-07, the one that yaml-language-server knows best. */
export function jsonSchema(): JsonSchema {
  const { whole, route, notes } = createSchemas();
  const { $schema, properties, ...rest } = z.toJSONSchema(whole(), {
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
    properties: withDefaults(properties ?? {}),
  };
}

/** Keys that servers and routes override have their defaults at the top level alone. */
function withDefaults(properties: JsonSchema): JsonSchema {
  const defaults = new Map<string, unknown>(Object.entries(TOP_DEFAULTS));
  return Object.fromEntries(
    Object.entries(properties).map(([key, schema]) => {
      const initial = defaults.get(key);
      const described = typeof schema === "object" && schema !== null;
      return [key, described && initial !== undefined ? { ...schema, default: initial } : schema];
    }),
  );
}

// The schema at work on the three levels of a file: the top, its servers, their routes.
import { createSchemas, type Schemas } from "./schema-top.ts";
import { readShape } from "./shape.ts";
import type { Shapes } from "./shapes.ts";

/** Makes what reads the levels by the schema. */
export function createSchemaShapes(): Shapes {
  const { top, server, route } = createSchemas();
  return {
    top: (value, problems) =>
      readShape(top, value, [], problems, keysOf([server, "a server"], [route, "a route"])),
    server: (value, at, problems) =>
      readShape(server, value, at, problems, keysOf([route, "a route"], [top, "the top level"])),
    route: (value, at, problems) =>
      readShape(route, value, at, problems, keysOf([server, "a server"], [top, "the top level"])),
  };
}

/** Keys of other levels, for those that stand in the wrong one. */
function keysOf(
  ...levels: readonly (readonly [Schemas["top" | "server" | "route"], string])[]
): ReadonlyMap<string, string> {
  const homes = new Map<string, string>();
  for (const [schema, name] of levels) {
    for (const key of Object.keys(schema.shape)) if (!homes.has(key)) homes.set(key, name);
  }
  return homes;
}

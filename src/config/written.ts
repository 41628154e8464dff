// The whole way from a text to values: YAML and the schema. Half of the code that a start would load, so that it is loaded
// only where no start before has read the same text (remembered.ts).
import { createSchemaShapes } from "./schema-shapes.ts";
import type { Shapes } from "./shapes.ts";
import { readYaml, type YamlResult } from "./yaml-source.ts";

/** A text as it is written, and what checks it. */
export interface Written extends YamlResult {
  readonly shapes: Shapes;
}

/** Reads a text; never throws, whatever the text. */
export function readWritten(text: string): Written {
  return { ...readYaml(text), shapes: createSchemaShapes() };
}

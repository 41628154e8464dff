// What makes sure that values of the file have the shape that their level asks for: the schema, or that it has done so before.
import type { KeyPath } from "./diagnostics.ts";
import type { Problems } from "./problems.ts";
import type { RawRoute, RawServer, RawTop } from "./schema-top.ts";

/** A value of the right shape. `whole` is false where wrong parts were told and left out. */
export interface Shaped<Value> {
  readonly value: Value;
  readonly whole: boolean;
}

/** Reads values level by level. What is wrong is told to `problems`; undefined where nothing usable is left. */
export interface Shapes {
  top(value: unknown, problems: Problems): Shaped<RawTop> | undefined;
  /** @param at where the server stands */
  server(value: unknown, at: KeyPath, problems: Problems): Shaped<RawServer> | undefined;
  /** @param at where the route stands */
  route(value: unknown, at: KeyPath, problems: Problems): Shaped<RawRoute> | undefined;
}

// `ferrous schema`: prints the JSON Schema of the configuration.
import { jsonSchema } from "../../config/schema.ts";
import type { CommandLine } from "../command.ts";
import type { Terminal } from "../terminal.ts";

/** Prints the schema, as it is kept in `schema.json`. */
export async function run(_: CommandLine, terminal: Terminal): Promise<void> {
  terminal.print(JSON.stringify(jsonSchema(), undefined, 2));
}

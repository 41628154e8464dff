// Checks a value against its schema and turns what zod finds into diagnostics.
import type * as z from "zod/mini";
import { type KeyPath, suggestion } from "./diagnostics.ts";
import type { Problems } from "./problems.ts";
import type { Shaped } from "./shapes.ts";

/**
 * Reads one level of the file: the top level, a server or a route.
 *
 * @param at where the value stands
 * @param homes keys of other levels and what they are of ("a server"), for keys that stand in the wrong one
 * @returns the value, without the keys that are wrong, so that the rest can still be checked; undefined where nothing is left of it
 */
export function readShape<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  at: KeyPath,
  problems: Problems,
  homes: ReadonlyMap<string, string>,
): Shaped<z.infer<Schema>> | undefined {
  // Without `jitless` zod compiles a function for each object: more than it saves on a file that is read once.
  const first = schema.safeParse(value, { jitless: true });
  if (first.success) return { value: first.data, whole: true };
  const wrong: KeyPath[] = [];
  for (const issue of first.error.issues) report(issue, schema, at, problems, homes, wrong);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const second = schema.safeParse(without(value, wrong), { jitless: true });
  return second.success ? { value: second.data, whole: false } : undefined;
}

/** A copy without the keys that are wrong, named by one or two steps: `handler`, or `headers` and the name in it. */
function without(value: object, wrong: readonly KeyPath[]): Record<string, unknown> {
  const rest = new Map<string, unknown>(Object.entries(value));
  for (const [key, inner] of wrong) {
    const found = rest.get(String(key));
    if (typeof inner === "string" && typeof found === "object" && found !== null) {
      rest.set(String(key), Object.fromEntries(Object.entries(found).filter(([name]) => name !== inner)));
    } else {
      rest.delete(String(key));
    }
  }
  return Object.fromEntries(rest);
}

type Issue = z.core.$ZodIssue;

function report(
  issue: Issue,
  schema: z.core.$ZodType,
  at: KeyPath,
  problems: Problems,
  homes: ReadonlyMap<string, string>,
  wrong: KeyPath[],
): void {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, path);
    for (const key of issue.keys) {
      wrong.push([...path, key]);
      problems.error(
        [...at, ...path, key],
        describeUnknown(key, known, path.length === 0 ? homes : NOWHERE),
        "key",
      );
    }
    return;
  }
  const inner = issue.code === "invalid_union" ? closestOption(issue.errors) : undefined;
  for (const deeper of inner ?? []) {
    report({ ...deeper, path: [...issue.path, ...deeper.path] }, schema, at, problems, homes, wrong);
  }
  if (inner !== undefined) return;
  wrong.push(path);
  const isKey = issue.code === "invalid_key";
  problems.error([...at, ...path], isKey ? issue.issues[0].message : issue.message, isKey ? "key" : "value");
}

const NOWHERE: ReadonlyMap<string, string> = new Map();

/** The option of a union that the value has the kind of (a mapping or list with a mistake inside), if there is one. */
function closestOption(options: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return options.find((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code === "unrecognized_keys" || code === "too_small"),
  );
}

function describeUnknown(key: string, known: readonly string[], homes: ReadonlyMap<string, string>): string {
  const home = homes.get(key);
  if (home !== undefined) return `unknown key "${key}" here: it is a key of ${home}`;
  const guess = suggestion(key, known);
  return guess === "" ? `unknown key "${key}"; allowed: ${known.join(", ")}` : `unknown key "${key}"${guess}`;
}

/** The keys of the mapping that a path leads to. */
function keysAt(schema: z.core.$ZodType, path: KeyPath): readonly string[] {
  let current: z.core.$ZodType | undefined = unwrap(schema);
  for (const step of path) {
    if (current === undefined || !isObject(current)) return [];
    const next: z.core.$ZodType | undefined = current._zod.def.shape[String(step)];
    current = next === undefined ? undefined : unwrap(next);
  }
  return current !== undefined && isObject(current) ? Object.keys(current._zod.def.shape) : [];
}

/** What is optional without its being optional; of a union, the option that is a mapping. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  let current = schema;
  while (isOptional(current)) current = current._zod.def.innerType;
  return isUnion(current) ? (current._zod.def.options.find(isObject) ?? current) : current;
}

function isObject(schema: z.core.$ZodType): schema is z.core.$ZodObject {
  return schema._zod.def.type === "object";
}

function isOptional(schema: z.core.$ZodType): schema is z.core.$ZodOptional {
  return schema._zod.def.type === "optional";
}

function isUnion(schema: z.core.$ZodType): schema is z.core.$ZodUnion {
  return schema._zod.def.type === "union";
}

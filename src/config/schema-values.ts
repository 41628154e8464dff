// The kinds of value that settings have. Each refuses with a whole sentence: what was found, what is allowed.
import * as z from "zod/mini";
import { describeFound, suggestion } from "./diagnostics.ts";
import { correctedSize, SIZE_PATTERN } from "./size.ts";

/** What the JSON Schema says of a key beyond its type. */
export interface KeyNotes {
  readonly description: string;
  readonly default?: unknown;
}

/** Makes a key optional and notes what it is for. Defaults are only noted here; the loader fills them in where levels are merged. */
export type Describe = <Value extends z.ZodMiniType>(
  value: Value,
  description: string,
  initial?: unknown,
) => z.ZodMiniOptional<Value>;

/** What zod tells an error function; only what it got matters here. */
interface Refused {
  readonly input?: unknown;
}

/**
 * Makes an error function.
 *
 * @param allowed what may stand there, as the end of "allowed: "
 * @param hint more to say for some inputs, with its own "; " in front
 */
export function wanted(allowed: string, hint: (input: unknown) => string = () => "") {
  return ({ input }: Refused): string =>
    `${input === undefined ? "missing" : `found ${describeFound(input)}`}; allowed: ${allowed}${hint(input)}`;
}

/** A text, not empty. */
export function text(allowed = "a text") {
  return z.string({ error: wanted(allowed) }).check(z.minLength(1, { error: wanted(allowed) }));
}

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  const hint = (input: unknown): string => (typeof input === "string" ? suggestion(input, words) : "");
  return z.enum(words, { error: wanted(words.join(", "), hint) });
}

/** True or false. YAML 1.2 has no yes and no: they arrive as texts. */
export function flag() {
  return z.boolean({ error: wanted("true or false", hintForFlag) });
}

function hintForFlag(input: unknown): string {
  if (typeof input !== "string") return "";
  if (/^(on|yes|y|true)$/i.test(input)) return "; write true";
  return /^(off|no|n|false)$/i.test(input) ? "; write false" : "";
}

/** Seconds, from 0, fractions allowed. */
export function seconds() {
  const error = wanted("seconds, 0 or more (fractions too)", (input) =>
    typeof input === "string" && /^\d+(\.\d+)?s?$/.test(input) ? `; write ${input.replace("s", "")}` : "",
  );
  return z.number({ error }).check(z.gte(0, { error }), z.lte(1_000_000_000, { error }));
}

/** A whole number within bounds, both inclusive. */
export function count(least = 0, most: number = Number.MAX_SAFE_INTEGER) {
  const error = wanted(
    most === Number.MAX_SAFE_INTEGER
      ? `a whole number, ${least} or more`
      : `a whole number from ${least} to ${most}`,
    (input) => (typeof input === "string" && /^\d+$/.test(input) ? `; write ${input} without quotes` : ""),
  );
  return z.int({ error }).check(z.gte(least, { error }), z.lte(most, { error }));
}

/**
 * Octets, or a text with a unit.
 *
 * @param least octets; of a text the reader of the limit makes sure
 */
export function size(least = 0) {
  const octetsAllowed = least === 0 ? "octets" : `${least} octets or more`;
  const error = wanted(
    `${octetsAllowed}, or a text like "10MB" (KB, MB, GB) or "10MiB" (KiB, MiB, GiB)`,
    (input) => {
      const corrected = typeof input === "string" ? correctedSize(input) : undefined;
      return corrected === undefined ? "" : `; did you mean ${JSON.stringify(corrected)}?`;
    },
  );
  const octets = z.int({ error }).check(z.gte(least, { error }));
  return z.union([octets, z.string().check(z.regex(SIZE_PATTERN, { error }))], { error });
}

/** A list of texts, with at least one. */
export function list(allowed: string) {
  const error = wanted(`a list of ${allowed}`);
  return z.array(text(allowed), { error }).check(z.minLength(1, { error }));
}

/** One text, or a list of them. */
export function textOrList(allowed: string) {
  return z.union([text(allowed), list(allowed)], { error: wanted(`${allowed}, or a list of them`) });
}

/** A mapping of names to values. */
export function mapping<Value extends z.ZodMiniType>(
  value: Value,
  allowed: string,
  names?: RegExp,
  allowedNames = "",
) {
  const name = z.string();
  const checked = names === undefined ? name : name.check(z.regex(names, { error: wanted(allowedNames) }));
  return z.record(checked, value, { error: wanted(allowed) });
}

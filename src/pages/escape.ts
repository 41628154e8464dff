// Text from outside, made safe for the two places of a page where it may stand: HTML and an inline script.

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Escapes text for HTML, as element content and inside quoted attribute values alike: one helper for both,
 * so that nobody has to choose the right one.
 *
 * @param text anything; a text without a special character comes back as it is, without a copy
 */
export function escapeHtml(text: string): string {
  if (!/[&<>"']/.test(text)) return text;
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/**
 * Writes a value as JSON that may stand inside a `<script>` element: `</script>` and `<!--` in it end nothing, and
 * U+2028 and U+2029 are no line ends for old engines.
 *
 * @param value what `JSON.stringify` can write; what it writes as nothing (undefined, a function) becomes `null`
 */
export function jsonForScript(value: unknown): string {
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) return "null";
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

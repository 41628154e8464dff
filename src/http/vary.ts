// Which request fields an answer depends on, in one Vary line (RFC 9110 §12.5.5).

/**
 * Joins values of Vary.
 *
 * @param values each a list of field names, or `*`
 * @returns the members of all values, each once, in their order; `*` alone where any of them is that
 */
export function joinVary(values: readonly string[]): string {
  const members = new Map<string, string>();
  for (const member of values.join(",").split(",")) {
    const text = member.trim();
    if (text !== "" && !members.has(text.toLowerCase())) members.set(text.toLowerCase(), text);
  }
  return members.has("*") ? "*" : [...members.values()].join(", ");
}

// Text from outside, made safe for a page.

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

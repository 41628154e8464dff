// Text from outside on its way into a log line: what could end the line, drive a terminal or forge a field is written
// as an escape (nginx's error log did not: CVE-2009-4487).

const UNSAFE_IN_QUOTES = /[^\x20-\x21\x23-\x5b\x5d-\x7e]/;

/**
 * Escapes for a quoted field of the combined format, as Apache does: `\"`, `\\`, and `\xHH` for each octet of
 * anything else that is not visible ASCII.
 *
 * @param text as it came from the wire: a character up to U+00FF stands for one octet
 */
export function escapeQuoted(text: string): string {
  // Nearly always clean: one scan and no copy.
  return UNSAFE_IN_QUOTES.test(text) ? text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/gu, quotedEscape) : text;
}

function quotedEscape(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  const code = character.charCodeAt(0);
  if (code <= 0xff) return hexEscape(code);
  return Array.from(Buffer.from(character), hexEscape).join("");
}

const hexEscape = (octet: number) => `\\x${octet.toString(16).toUpperCase().padStart(2, "0")}`;

/** @returns the text as a JSON string in visible ASCII alone, quotes included */
export function jsonString(text: string): string {
  return UNSAFE_IN_QUOTES.test(text)
    ? JSON.stringify(text).replace(/[^\x20-\x7e]/g, unicodeEscape)
    : `"${text}"`;
}

// Controls, and the marks that turn the direction of the text around them ("Trojan Source", CVE-2021-42574).
const UNSAFE_ON_SCREEN = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Escapes for a terminal: every other character of any script stays as it is. */
export function escapeControls(text: string): string {
  return text.replace(UNSAFE_ON_SCREEN, (character) =>
    character.charCodeAt(0) <= 0xff ? hexEscape(character.charCodeAt(0)) : unicodeEscape(character),
  );
}

/** Escapes in a line of JSON what JSON itself lets through: the line means the same afterwards. */
export function escapeControlsInJson(line: string): string {
  return line.replace(UNSAFE_ON_SCREEN, unicodeEscape);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

// Names of servers: exact, or with `*.` in front.
import { domainToASCII } from "node:url";
import { normalizeHost } from "../uri/authority.ts";
import { describeFound, type KeyPath } from "./diagnostics.ts";
import type { Reading } from "./level.ts";

/**
 * Reads `server_name`.
 *
 * @returns lower case, without a final dot, international names as A-labels; [] where none is given
 */
export function readServerNames(
  raw: string | readonly string[] | undefined,
  at: KeyPath,
  { problems }: Reading,
): readonly string[] {
  if (raw === undefined) return [];
  const written = typeof raw === "string" ? [raw] : raw;
  const names = new Set<string>();
  for (const [index, text] of written.entries()) {
    const place = typeof raw === "string" ? at : [...at, index];
    const name = normalName(text);
    if (name === undefined) {
      const rule = 'a name such as "example.com", "*.example.com" or "[::1]", without scheme, port and path';
      problems.error(place, `found ${describeFound(text)}; allowed: ${rule}`);
    } else if (names.has(name)) {
      problems.error(place, `found ${describeFound(text)} twice; allowed: each name once`);
    } else {
      names.add(name);
    }
  }
  return [...names];
}

function normalName(text: string): string | undefined {
  if (/^\[?[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*\]?$/i.test(text))
    return normalizeHost(text.replace(/[[\]]/g, ""));
  const wildcard = text.startsWith("*.") ? "*." : "";
  const rest = text.slice(wildcard.length);
  // Clients send the A-label of a name in another script (RFC 5890 §2.3.2.1).
  const ascii = normalizeHost(/^[\x21-\x7E]*$/.test(rest) ? rest : domainToASCII(rest));
  return /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(ascii) ? `${wildcard}${ascii}` : undefined;
}

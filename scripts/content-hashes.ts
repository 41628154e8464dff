// The hashes by which the pages' policies allow their own styles and script (CSP Level 3 §2.3.1). Counted here and kept in
// src/pages/content-hashes.ts, because node:crypto costs a start 18 ms of CPU time and 3 MB, and nothing else needs it by then.
import { hash } from "node:crypto";
import { ERROR_STYLE } from "../src/pages/error-page.ts";
import { LISTING_SCRIPT } from "../src/pages/listing-script.ts";
import { LISTING_STYLE } from "../src/pages/listing-style.ts";

/** The file that holds them, relative to the repository. */
export const CONTENT_HASHES = "src/pages/content-hashes.ts";

/** The source expression that allows an inline text and no other. */
function hashSource(inline: string): string {
  return `'sha256-${hash("sha256", inline, "base64")}'`;
}

/** @returns the text of the file as it should be now */
export function contentHashes(): string {
  const constants = { ERROR_STYLE, LISTING_STYLE, LISTING_SCRIPT };
  const lines = Object.entries(constants).map(
    ([name, inline]) => `export const ${name}_SOURCE = "${hashSource(inline)}";`,
  );
  return `// Made by \`npm run generate\`: what allows each inline text in its page's policy, by its hash (CSP Level 3 §2.3.1).

${lines.join("\n")}
`;
}

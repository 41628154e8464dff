// Links from the docs into the code, such as [`requestFraming`](../../src/h1/framing.ts#L12): the text names a thing that
// the file declares, the line is where. A test finds lines that are out of date, and `npm run generate` puts them right.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

// The symbol in backticks, the relative path of a .ts file, and the line, which may be missing until it is filled in.
const REFERENCE = /\[`([^`\]]+)`\]\(((?:\.\.?\/)[^)#\s]+\.ts)(?:#L\d*)?\)/g;

/** A reference whose file or symbol isn't there. */
export interface BrokenReference {
  readonly symbol: string;
  readonly file: string;
}

/** A page with its line numbers put right, and what could not be found. */
export interface RefreshedPage {
  readonly text: string;
  readonly broken: readonly BrokenReference[];
  readonly references: number;
}

/**
 * Puts the line numbers of a page's references right.
 *
 * @param path the page's own path, which its links are relative to
 */
export function refreshReferences(path: string, page: string): RefreshedPage {
  const broken: BrokenReference[] = [];
  let references = 0;
  const text = page.replace(REFERENCE, (link: string, symbol: string, target: string) => {
    references++;
    const line = findDeclaration(join(dirname(path), target), symbol);
    if (line === undefined) broken.push({ symbol, file: target });
    return line === undefined ? link : `[\`${symbol}\`](${target}#L${line})`;
  });
  return { text, broken, references };
}

/** @returns the line (from 1) on which a file declares a name, or undefined; a name that ends in `.ts` is the file itself: line 1 */
function findDeclaration(file: string, symbol: string): number | undefined {
  const lines = readLines(file);
  if (lines === undefined) return undefined;
  if (symbol.endsWith(".ts")) return 1;
  const name = (symbol.split(".").at(-1) ?? symbol).replace(/[^\w$#]/g, "").replace(/[$]/g, "\\$&");
  const patterns = [
    // At the top of the file first: a local of the same name is never meant where there is one.
    `^(?:export )?(?:default )?(?:abstract |async )*(?:function\\*?|class|interface|type|const|let) ${name}\\b`,
    // Then members: methods, accessors, fields, properties of an object or a union's variant.
    `^\\s+(?:override |static |readonly |async |get |set |\\*)*${name}\\??\\s*[(:=<]`,
    `^\\s+(?:const|let|function|class) ${name}\\b`,
    // Keys that have to be quoted.
    `^\\s+"${name}"\\s*:`,
  ];
  for (const pattern of patterns) {
    const index = lines.findIndex((line) => new RegExp(pattern).test(line));
    if (index >= 0) return index + 1;
  }
  return undefined;
}

function readLines(file: string): readonly string[] | undefined {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    // A file that was renamed: the reference is reported as broken.
    return undefined;
  }
}

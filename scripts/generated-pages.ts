// The pages of docs/ that hold something drawn or counted from the code, as they should read now.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { READING, WRITING } from "../src/h1/states.ts";
import { refreshReferences } from "./code-references.ts";
import { drawRooms, readImports } from "./import-graph.ts";
import { replaceSection } from "./marked-section.ts";
import { drawStates } from "./state-diagrams.ts";

const ARCHITECTURE = "docs/architecture.md";
const DECISIONS = "docs/decisions/README.md";

/** @returns paths (relative to the repository) of the pages with references into the code */
export function pagesWithReferences(repository: string): readonly string[] {
  return globSync(["docs/*.md", "docs/learn/*.md", "docs/decisions/*.md"], { cwd: repository }).sort();
}

/**
 * Makes the pages as they should read now: pictures drawn anew, line numbers put right.
 *
 * @param repository the repository's root
 * @returns path (relative to the repository) to text
 */
export function generatePages(repository: string): ReadonlyMap<string, string> {
  const pages = new Map<string, string>();
  for (const path of pagesWithReferences(repository)) {
    const file = join(repository, path);
    const page = readFileSync(file, "utf8");
    pages.set(path, refreshReferences(file, drawSections(repository, path, page)).text);
  }
  return pages;
}

function drawSections(repository: string, path: string, page: string): string {
  switch (path) {
    case ARCHITECTURE:
      return drawArchitecture(repository, page);
    case DECISIONS:
      return replaceSection(page, "pages", listDecisions(repository));
    default:
      return page;
  }
}

function drawArchitecture(repository: string, page: string): string {
  const sections = {
    rooms: drawRooms(readImports(join(repository, "src"))),
    reading: drawStates(READING),
    writing: drawStates(WRITING),
  };
  return Object.entries(sections).reduce(
    (text, [name, section]) => replaceSection(text, name, section),
    page,
  );
}

/** A line for each decision: its number, and its title as the page itself has it. */
function listDecisions(repository: string): string {
  const folder = join(repository, "docs/decisions");
  const lines = globSync("[0-9]*.md", { cwd: folder })
    .sort()
    .map((name) => {
      const [, title = name] = /^# (?:\d+: )?(.+)$/m.exec(readFileSync(join(folder, name), "utf8")) ?? [];
      return `- [${name.slice(0, 4)}](${name}): ${title}`;
    });
  return lines.join("\n");
}

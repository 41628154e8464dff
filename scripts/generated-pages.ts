// The pages of docs/ that hold something drawn or counted from the code, as they should read now.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { READING, WRITING } from "../src/h1/states.ts";
import { refreshReferences } from "./code-references.ts";
import { drawRooms, readImports } from "./import-graph.ts";
import { replaceSection } from "./marked-section.ts";
import { drawStates } from "./state-diagrams.ts";

const ARCHITECTURE = "docs/architecture.md";

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
    const drawn = path === ARCHITECTURE ? drawArchitecture(repository, page) : page;
    pages.set(path, refreshReferences(file, drawn).text);
  }
  return pages;
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

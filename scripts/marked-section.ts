// Generated parts of hand-written pages stand between two marks: `<!-- begin NAME -->` and `<!-- end NAME -->`.

/**
 * Puts new text between the marks of a section.
 *
 * @throws Error where the page has no such section
 */
export function replaceSection(page: string, name: string, text: string): string {
  const begin = `<!-- begin ${name} -->`;
  const end = `<!-- end ${name} -->`;
  const start = page.indexOf(begin);
  const stop = page.indexOf(end);
  if (start < 0 || stop < start) throw new Error(`the page has no section "${name}"`);
  return `${page.slice(0, start + begin.length)}\n\n${text.trim()}\n\n${page.slice(stop)}`;
}

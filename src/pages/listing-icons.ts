// The icons of the listing. Each is drawn once, in the style sheet, as a mask that takes the colour of its row: a row costs
// a class and nothing else, where a `<use>` in each row would cost three nodes and a shadow tree, 50,000 times over.
import type { FileKind } from "./file-kind.ts";

/** A sheet of paper with a folded corner, for the kinds that draw something on it. */
const SHEET = "M13.5 3H7a1.5 1.5 0 0 0-1.5 1.5v15A1.5 1.5 0 0 0 7 21h10a1.5 1.5 0 0 0 1.5-1.5V8zM13.5 3v5h5";

/** Paths on a grid of 24, stroked. */
const DRAWINGS = {
  folder:
    "M3.5 7A1.5 1.5 0 0 1 5 5.5h4.2l2.1 2.4H19a1.5 1.5 0 0 1 1.5 1.5v8A1.5 1.5 0 0 1 19 18.900H5a1.5 1.5 0 0 1-1.5-1.500zM3.5 10.800h17",
  file: SHEET,
  text: `${SHEET}M9 12.5h6M9 16h4`,
  code: "M8.5 7.5 4 12l4.5 4.500M15.5 7.5 20 12l-4.5 4.500M13.2 5.500l-2.4 13",
  image:
    "M5.5 4.500h13A1.5 1.5 0 0 1 20 6v12a1.5 1.5 0 0 1-1.5 1.500h-13A1.5 1.5 0 0 1 4 18V6a1.5 1.5 0 0 1 1.5-1.500zM4.5 16.500l4.2-4.2 3.3 3.3 2.7-2.7 4.8 4.600M14.7 9h.1",
  audio:
    "M9.5 17.500V6l9-1.800v11.300M9.5 17.500a2.5 2.2 0 1 1-5 0 2.5 2.2 0 0 1 5 0zM18.5 15.500a2.5 2.2 0 1 1-5 0 2.5 2.2 0 0 1 5 0z",
  video:
    "M5.5 5h13A1.5 1.5 0 0 1 20 6.500v11a1.5 1.5 0 0 1-1.5 1.500h-13A1.5 1.5 0 0 1 4 17.500v-11A1.5 1.5 0 0 1 5.5 5zM10.2 9v6l5-3z",
  archive: "M4 5h16v4H4zM5.5 9v9A1.5 1.5 0 0 0 7 19.500h10a1.5 1.5 0 0 0 1.5-1.500V9M10 12.800h4",
  sheet:
    "M5.5 4.500h13A1.5 1.5 0 0 1 20 6v12a1.5 1.5 0 0 1-1.5 1.500h-13A1.5 1.5 0 0 1 4 18V6a1.5 1.5 0 0 1 1.5-1.500zM4 9.500h16M4 14.500h16M10 9.500v10",
} as const satisfies Record<FileKind, string>;

/** @returns a drawing as a `data:` URL that may stand in quotes in CSS and HTML */
function drawingUrl(path: string, colour: string): string {
  const drawing =
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' " +
    `stroke='${colour}' stroke-width='1.6' stroke-linecap='round' stroke-linejoin='round'><path d='${path}'/></svg>`;
  return `data:image/svg+xml,${drawing.replace(/[<>#%{}]/g, (character) => encodeURIComponent(character))}`;
}

/** The page's own icon, in a tone that shows on light and on dark tabs. */
export const PAGE_ICON: string = drawingUrl(DRAWINGS.folder, "#c2562d");

/** One rule a kind; the row's class is the kind. */
export const ICON_RULES: string = [
  ...Object.entries(DRAWINGS).map(([kind, path]) => `.${kind}{--icon:url("${drawingUrl(path, "#000")}")}`),
  `.up{--icon:url("${drawingUrl("M12 19V6M6 11.5 12 5.500l6 6", "#000")}")}`,
].join("\n");

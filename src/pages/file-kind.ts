// Which icon stands before a name. A hint for the eye, never a media type.

/** The icons there are; each is a class of the listing's style sheet. */
export type FileKind =
  | "folder"
  | "file"
  | "text"
  | "code"
  | "image"
  | "audio"
  | "video"
  | "archive"
  | "sheet";

const EXTENSIONS: readonly (readonly [FileKind, string])[] = [
  ["text", "txt md markdown rst adoc log pdf doc docx odt rtf tex epub readme license"],
  [
    "code",
    "html htm css js mjs cjs ts mts cts jsx tsx json jsonl xml yaml yml toml ini sh bash py rb pl php go rs c h cc cpp hpp java kt swift lua sql wasm vue svelte diff patch",
  ],
  ["image", "png jpg jpeg gif webp avif svg ico bmp tif tiff heic heif jxl psd raw"],
  ["audio", "mp3 m4a aac ogg oga opus flac wav aiff mid midi"],
  ["video", "mp4 m4v webm mkv mov avi ogv mpg mpeg wmv 3gp"],
  ["archive", "zip gz tgz bz2 xz zst br 7z rar tar jar deb rpm apk iso dmg img"],
  ["sheet", "csv tsv xls xlsx ods parquet sqlite db"],
];

const KINDS: ReadonlyMap<string, FileKind> = new Map(
  EXTENSIONS.flatMap(([kind, list]) => list.split(" ").map((extension) => [extension, kind] as const)),
);

/** @returns the kind that the extension of a file's name suggests; a name without one is its own extension (`README`) */
export function fileKind(name: string): FileKind {
  return KINDS.get(name.slice(name.lastIndexOf(".") + 1).toLowerCase()) ?? "file";
}

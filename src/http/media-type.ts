// The media type of a file by the extension of its name (RFC 9110 §8.3).
import { mimes } from "mrmime";

/** Where the table differs from what a web server should say, or leaves out what one meets. */
const OVERRIDES: ReadonlyMap<string, string> = new Map([
  ["js", "text/javascript"],
  ["mjs", "text/javascript"],
  ["cjs", "text/javascript"],
  ["ico", "image/x-icon"],
  ["m4v", "video/mp4"],
  ["mkv", "video/x-matroska"],
  ["flac", "audio/flac"],
  ["m3u8", "application/vnd.apple.mpegurl"],
  ["tar", "application/x-tar"],
  ["tgz", "application/gzip"],
  ["zst", "application/zstd"],
  ["bz2", "application/x-bzip2"],
  ["xz", "application/x-xz"],
  ["7z", "application/x-7z-compressed"],
  // On a web server, .ts is TypeScript rather than an MPEG transport stream; sources are for reading.
  ...["ts", "mts", "cts", "tsx", "jsx", "c", "h", "cpp", "go", "java", "py", "rb", "rs", "sh", "scss"].map(
    (extension) => [extension, "text/plain"] as const,
  ),
]);

/**
 * Tells the media type of a file, with `charset=utf-8` for text. A compressed file is what it is (`application/gzip`): its
 * extension never says that the file is a coded form of something else.
 *
 * @param fileName a name or a path; the case of the extension does not matter
 * @returns `application/octet-stream` where the name tells nothing
 */
export function mediaTypeOf(fileName: string): string {
  const name = fileName.slice(fileName.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 ? name.slice(dot + 1).toLowerCase() : "";
  // The table is a plain object: an own property, lest `x.constructor` finds something.
  const mediaType =
    OVERRIDES.get(extension) ?? (Object.hasOwn(mimes, extension) ? mimes[extension] : undefined);
  if (mediaType === undefined) return "application/octet-stream";
  return isText(mediaType) ? `${mediaType}; charset=utf-8` : mediaType;
}

function isText(mediaType: string): boolean {
  return /^text\/|[/+](?:json|xml)$|^application\/(?:javascript|ecmascript|json5|yaml|toml|sql)$/.test(
    mediaType,
  );
}

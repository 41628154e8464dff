import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mediaTypeOf } from "../../src/http/media-type.ts";

describe("the media type of a file", () => {
  const cases: readonly (readonly [fileName: string, mediaType: string])[] = [
    ["index.html", "text/html; charset=utf-8"],
    ["INDEX.HTML", "text/html; charset=utf-8"],
    ["/var/www.d/style.css", "text/css; charset=utf-8"],
    ["app.js", "text/javascript; charset=utf-8"],
    ["app.mjs", "text/javascript; charset=utf-8"],
    ["app.ts", "text/plain; charset=utf-8"],
    ["readme.md", "text/markdown; charset=utf-8"],
    ["data.json", "application/json; charset=utf-8"],
    ["app.js.map", "application/json; charset=utf-8"],
    ["site.webmanifest", "application/manifest+json; charset=utf-8"],
    ["logo.svg", "image/svg+xml; charset=utf-8"],
    ["feed.xml", "text/xml; charset=utf-8"],
    ["page.xhtml", "application/xhtml+xml; charset=utf-8"],
    ["favicon.ico", "image/x-icon"],
    ["photo.JPG", "image/jpeg"],
    ["photo.webp", "image/webp"],
    ["font.woff2", "font/woff2"],
    ["module.wasm", "application/wasm"],
    ["book.pdf", "application/pdf"],
    ["film.mp4", "video/mp4"],
    ["archive.tar.gz", "application/gzip"],
    ["style.css.gz", "application/gzip"],
    ["style.css.zst", "application/zstd"],
    ["style.css.br", "application/octet-stream"],
    ["unknown.qqq", "application/octet-stream"],
    ["Makefile", "application/octet-stream"],
    ["json", "application/octet-stream"],
    [".html", "application/octet-stream"],
    ["folder.html/file", "application/octet-stream"],
    ["x.html.", "application/octet-stream"],
    ["x.constructor", "application/octet-stream"],
    ["x.__proto__", "application/octet-stream"],
    ["", "application/octet-stream"],
  ];
  for (const [fileName, mediaType] of cases) {
    test(`\`mediaTypeOf\` says ${mediaType} for ${JSON.stringify(fileName)}`, () => {
      assert.equal(mediaTypeOf(fileName), mediaType);
    });
  }
});

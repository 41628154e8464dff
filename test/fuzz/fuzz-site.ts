// The site that the fuzzer asks: one route for each way in which a request can be answered today.
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const OLD = new Date(Date.UTC(2024, 0, 2, 3, 4, 5));

const ROUTES = `
    routes:
      - { path: "/", methods: [GET, POST], handler: File, file: home.html }
      - { path: "/page", methods: [GET, POST], handler: File, file: home.html, max_body_size: "32KiB", headers: { X-Frame-Options: DENY } }
      - { path: "/static/*", methods: [GET, HEAD], handler: File, file: static/, directory_listing: true }
      - { path: "/app/*", handler: File, file: app/, spa: true, cache_control: "max-age=60" }
      - { path: "/try/*", handler: File, file: static/, try_files: ["{path}", "{path}.txt", "=404"] }
      - { path: "/old", redirect: { to: "/page", status: 301 } }
      - { path: "/gone/*", redirect: { to: "/static/{rest}", status: 308 } }
      - { path: "/user/:id/post/:post", redirect: { to: "https://example.com/", status: 302 } }
      - { path: "/cgi-bin/*", methods: [GET, POST], handler: Function, cgi_extension: ".py" }
      - { path: "/upload/*", methods: [GET, POST, PUT, DELETE], handler: File, file: upload/ }
`;

/** Files of the site by their path. */
export const FUZZ_FILES: Readonly<Record<string, string | Uint8Array>> = {
  "home.html": "<!doctype html><title>Home</title><p>home</p>",
  "error_pages/404.html": "<!doctype html><p>{{status}} {{reason}} {{request_id}}</p>",
  "static/hello.txt": "hello, world\n",
  "static/hello.txt.gz": "not really gzip, but nobody looks",
  "static/middle.bin": Buffer.alloc(20_000, "0123456789"),
  "static/big.bin": Buffer.alloc(300_000, "abcdefghij"),
  "static/.hidden": "hidden",
  "static/你.txt": "you",
  "static/deep/er/file.html": "<p>deep</p>",
  "app/index.html": "<!doctype html><div id=app></div>",
  "app/app.js": "export {};",
  "upload/kept.txt": "kept",
  "cgi-bin/script.py": "print('Content-Type: text/plain\\n\\nhello')",
};

/** Two virtual hosts on one free port of loopback. */
export const FUZZ_YAML = `log_level: warn
connection_timeout_secs: 5
request_timeout_secs: 5
body_timeout_secs: 5
write_timeout_secs: 10
servers:
  - host: "127.0.0.1"
    port: 0
    server_name: "default"
    error_pages: { 404: "error_pages/404.html" }${ROUTES}
  - host: "127.0.0.1"
    port: 0
    server_name: ["other.example", "*.wild.example"]
    routes:
      - { path: "/*", handler: File, file: static/, directory_listing: true }
`;

/** Writes the site, with files old enough for strong validators. */
export function writeFuzzSite(folder: string): void {
  for (const [name, content] of Object.entries(FUZZ_FILES)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    utimesSync(path, OLD, OLD);
  }
  writeFileSync(join(folder, "config.yaml"), FUZZ_YAML);
}

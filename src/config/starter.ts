// What `ferrous init` writes: a configuration to start from, and a page to see, so that both are valid wherever they lie.
import { NOT_BUILT_YET } from "../handlers/unbuilt/unbuilt-parts.ts";
import { escapeHtml } from "../pages/escape.ts";

/** The folder that the starter serves, beside it: a folder of its own, so that the configuration is never on show. */
export const STARTER_FOLDER = "public";

/** The configuration that is run where none is named. */
const UNNAMED = "config.yaml";

/**
 * Says how a configuration is started.
 *
 * @param file its path, as one would type it
 * @returns a command for the shell, its argument in quotes where it needs them
 */
export function startCommand(file: string): string {
  if (file === UNNAMED) return "npx ferrous";
  return `npx ferrous ${/^[\w./-]+$/.test(file) ? file : JSON.stringify(file)}`;
}

/**
 * Makes the text of the starter.
 *
 * @param name of the file, without its folder
 */
export function starter(name: string): string {
  const argument = startCommand(name).slice("npx ferrous".length);
  return `# yaml-language-server: $schema=./node_modules/ferrous/schema.json
#
# Ferrous. In this file's folder, start with \`npx ferrous${argument}\`, look it over with \`npx ferrous check${argument}\`, and ask
# which route would answer with \`npx ferrous explain GET http://localhost:8080/${argument}\`. Relative paths start at this file.

# Where requests are logged: stdout, off, a path, or {to: access.log, format: json}.
access_log: stdout

# The largest content of a request; a server or a route may say otherwise.
max_body_size: 10MB

servers:
  - host: "127.0.0.1" # this machine only; "0.0.0.0" for the whole network
    port: 8080
    # server_name: ["example.com", "*.example.com"]

    # headers:
    #   X-Frame-Options: DENY

    # error_pages:
    #   404: pages/404.html
    #   5xx: pages/error.html

    routes:
      # The files of a folder. "/*" is every path that no other route answers. The site has a folder of its own:
      # "./" would show this file to everybody.
      - path: "/*"
        handler: File
        file: ${STARTER_FOLDER}/
        directory_listing: true
        # cache_control: "max-age=3600"

      # A place that takes files: GET lists and sends, POST adds, DELETE removes. (${NOT_BUILT_YET}: POST and DELETE)
      # - path: "/upload/*"
      #   methods: [GET, POST, DELETE]
      #   handler: File
      #   file: upload/
      #   directory_listing: true

      # CGI programs in ./cgi-bin/. (${NOT_BUILT_YET})
      # - path: "/cgi-bin/*"
      #   handler: Function
      #   cgi_extension: [".py", ".sh"]

      # A function in TypeScript: export default (request) => new Response("hello") (${NOT_BUILT_YET})
      # - path: "/api/*"
      #   handler: Function
      #   module: functions/hello.ts

      # A redirect; {rest} is what /* matched, and the query is kept.
      # - path: "/old/*"
      #   redirect: { to: "/new/{rest}", status: 308 }
`;
}

/**
 * Makes the page that a new site starts with.
 *
 * @param configuration the name of the file that describes the site
 */
export function starterPage(configuration: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>It is served</title>
<style>
:root { color-scheme: light dark; }
body { max-width: 36rem; margin: 12vh auto 0; padding: 0 1.5rem; font: 1.0625rem/1.6 system-ui, sans-serif; }
h1 { line-height: 1.1; }
code { font: .9375em ui-monospace, monospace; }
</style>
</head>
<body>
<h1>It is served.</h1>
<p>This page is <code>${STARTER_FOLDER}/index.html</code>. Put your site in its place: what lies in <code>${STARTER_FOLDER}/</code> is what visitors get.</p>
<p><code>${escapeHtml(configuration)}</code>, in the folder above, says how.</p>
</body>
</html>
`;
}

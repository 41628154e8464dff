// What `ferrous init` writes: a configuration to start from, which is valid wherever it lies.

/** The text of the starter. */
export const STARTER: string = `# yaml-language-server: $schema=./node_modules/ferrous/schema.json
#
# Ferrous. Start with \`npx ferrous\`, look this file over with \`npx ferrous check\`, and ask which route would answer
# with \`npx ferrous explain GET http://localhost:8080/\`. Relative paths start at this file.

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
      # The files of a folder. "/*" is every path that no other route answers. "./" is the folder of this file:
      # give the site one of its own, such as "public/", before others can reach it.
      - path: "/*"
        handler: File
        file: ./
        directory_listing: true
        # cache_control: "max-age=3600"

      # A place that takes files: GET lists and sends, POST adds, DELETE removes.
      # - path: "/upload/*"
      #   methods: [GET, POST, DELETE]
      #   handler: File
      #   file: upload/
      #   directory_listing: true

      # CGI programs in ./cgi-bin/.
      # - path: "/cgi-bin/*"
      #   handler: Function
      #   cgi_extension: [".py", ".sh"]

      # A function in TypeScript: export default (request) => new Response("hello")
      # - path: "/api/*"
      #   handler: Function
      #   module: functions/hello.ts

      # A redirect; {rest} is what /* matched, and the query is kept.
      # - path: "/old/*"
      #   redirect: { to: "/new/{rest}", status: 308 }
`;

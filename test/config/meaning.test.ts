// What a configuration without mistakes means: defaults, levels, kinds of routes, warnings.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatDiagnostic } from "../../src/config/diagnostics.ts";
import { read, valid, validRoute, warnings, withRoute } from "./reading.ts";

describe("the loader", () => {
  test("fills in every default", async () => {
    const config = await valid("servers: [{routes: [{path: /, handler: File, file: page.html}]}]");
    const headers = new Map();
    const errorPages = new Map();
    const shared = {
      headers,
      errorPages,
      serverHeader: true,
      maxBodyOctets: 10_000_000,
      bodyTimeoutMs: 30_000,
      writeTimeoutMs: 60_000,
    };
    const route = {
      path: "/",
      methods: ["GET"],
      handler: {
        kind: "file",
        target: { kind: "single", file: "/site/page.html" },
        methods: ["GET"],
        directoryListing: false,
        index: ["index.html"],
        symlinks: "inside",
        hiddenFiles: "deny",
        precompressed: true,
        spa: undefined,
        tryFiles: [],
        cacheControl: undefined,
      },
      ...shared,
      source: { line: 1, column: 21 },
    };
    assert.deepEqual(config, {
      file: "/site/c.yaml",
      servers: [
        {
          host: "0.0.0.0",
          port: 8080,
          serverNames: [],
          routes: [route],
          ...shared,
          keepAliveTimeoutMs: 60_000,
          requestTimeoutMs: 30_000,
          accessLog: { to: { kind: "stdout" }, format: "combined" },
        },
      ],
      limits: {
        headerOctets: 16_384,
        headerFields: 100,
        requestTargetOctets: 8192,
        connections: 0,
        connectionsPerIp: 0,
        requestsPerConnection: 0,
        drainOctets: 1_048_576,
      },
      shutdownTimeoutMs: 10_000,
      logLevel: "info",
      errorLog: { kind: "stderr" },
    });
  });

  test("lets the innermost level win", async () => {
    const config = await valid(`
max_body_size: 1MB
body_timeout_secs: 1.5
server_header: false
servers:
- body_timeout_secs: 0
  routes:
  - {path: /a, handler: File, file: page.html}
  - {path: /b, handler: File, file: page.html, max_body_size: 1KiB, body_timeout_secs: 7, server_header: true}
- port: 81
  max_body_size: 5
  routes: [{path: /c, handler: File, file: page.html}]
`);
    const seen = config.servers.flatMap(({ routes }) =>
      routes.map(({ path, maxBodyOctets, bodyTimeoutMs, serverHeader }) => [
        path,
        maxBodyOctets,
        bodyTimeoutMs,
        serverHeader,
      ]),
    );
    assert.deepEqual(seen, [
      ["/a", 1_000_000, Number.POSITIVE_INFINITY, false],
      ["/b", 1024, 7000, true],
      ["/c", 5, 1500, false],
    ]);
  });

  test("merges fields and error pages of all levels, whatever the case of a name", async () => {
    const config = await valid(`
headers: {X-A: top, X-B: top}
error_pages: {404: 404.html}
servers:
- headers: {x-b: server, X-C: server}
  error_pages: {5xx: error.html}
  routes:
  - {path: /, handler: File, file: page.html, headers: {X-C: null}, error_pages: {404: error.html}}
`);
    const [server] = config.servers;
    assert.deepEqual(
      [...server.headers],
      [
        ["X-A", "top"],
        ["x-b", "server"],
        ["X-C", "server"],
      ],
    );
    assert.deepEqual(
      [...server.routes[0].headers],
      [
        ["X-A", "top"],
        ["x-b", "server"],
        ["X-C", null],
      ],
    );
    assert.deepEqual(
      [...server.errorPages],
      [
        ["404", "/site/404.html"],
        ["5xx", "/site/error.html"],
      ],
    );
    assert.deepEqual(
      [...server.routes[0].errorPages],
      [
        ["404", "/site/error.html"],
        ["5xx", "/site/error.html"],
      ],
    );
  });

  test("reads every way to write where a log goes", async () => {
    const written = [
      "off",
      "false",
      "stdout",
      "access.log",
      "{to: off}",
      "{format: json}",
      "{to: /site/a.log, format: json}",
    ];
    const read = await Promise.all(
      written.map(
        async (text) =>
          (await valid(`access_log: ${text}\n${withRoute("{path: /, redirect: {to: /a}}")}`)).servers[0]
            .accessLog,
      ),
    );
    assert.deepEqual(read, [
      { to: { kind: "off" }, format: "combined" },
      { to: { kind: "off" }, format: "combined" },
      { to: { kind: "stdout" }, format: "combined" },
      { to: { kind: "file", path: "/site/access.log" }, format: "combined" },
      { to: { kind: "off" }, format: "combined" },
      { to: { kind: "stdout" }, format: "json" },
      { to: { kind: "file", path: "/site/a.log" }, format: "json" },
    ]);
  });

  test("writes names of servers as hosts are compared", async () => {
    const config = await valid(
      "servers: [{server_name: [Example.COM., '*.Example.com', bücher.example, '*.köln.example', '[0:0::1]', default], routes: []}]",
    );
    const names = [
      "example.com",
      "*.example.com",
      "xn--bcher-kva.example",
      "*.xn--kln-sna.example",
      "[::1]",
      "default",
    ];
    assert.deepEqual(config.servers[0].serverNames, names);
  });

  test("takes an IPv6 address with and without brackets for the same", async () => {
    const config = await valid(
      "servers: [{host: '[::1]', server_name: a, routes: []}, {host: '::1', server_name: b, routes: []}]",
    );
    assert.deepEqual(
      config.servers.map(({ host }) => host),
      ["::1", "::1"],
    );
  });

  test("takes several addresses on one port, all of IPv4 beside one of IPv6, and any free ports", async () => {
    await valid(`
servers:
- {host: 127.0.0.1, port: 81, routes: []}
- {host: 127.0.0.2, port: 81, routes: []}
- {host: "::1", port: 81, routes: []}
- {host: 0.0.0.0, port: 82, routes: []}
- {host: "::1", port: 82, routes: []}
- {host: 0.0.0.0, port: 0, routes: []}
- {host: 127.0.0.1, port: 0, routes: []}
`);
  });

  test("takes one name on two ports, and one path with different methods", async () => {
    await valid(`
servers:
- {server_name: a, port: 1, routes: []}
- {server_name: a, port: 2, routes: [{path: /x, handler: File, file: page.html}, {path: /x, methods: [POST], redirect: {to: /y}}]}
`);
  });

  test("takes aliases", async () => {
    const config = await valid(
      "servers: [{routes: [{path: /a, redirect: &to {to: /b}}, {path: /c, redirect: *to}]}]",
    );
    assert.deepEqual(config.servers[0].routes[1].handler, { kind: "redirect", to: "/b", status: 308 });
  });
});

describe("a route", () => {
  test("with a folder is a tree, with or without the slash", async () => {
    for (const file of ["public", "public/"]) {
      const { handler } = await validRoute(`{path: /*, handler: File, file: ${file}}`);
      assert.deepEqual(handler.kind === "file" && handler.target, { kind: "tree", root: "/site/public" });
    }
  });

  test("that accepts uploads needs no folder yet, and takes 1GB", async () => {
    for (const method of ["POST", "PUT"]) {
      const route = await validRoute(`{path: /in/*, methods: [GET, ${method}], handler: File, file: inbox/}`);
      assert.deepEqual(route.handler.kind === "file" && route.handler.target, {
        kind: "tree",
        root: "/site/inbox",
      });
      assert.equal(route.maxBodyOctets, 1_000_000_000);
    }
  });

  test("that accepts uploads keeps to a limit that any level sets", async () => {
    const route = "{path: /in/*, methods: [POST], handler: File, file: inbox/}";
    const config = await valid(`max_body_size: 5MB\n${withRoute(route)}`);
    assert.equal(config.servers[0].routes[0].maxBodyOctets, 5_000_000);
  });

  test("with a single file may list POST", async () => {
    const { methods } = await validRoute("{path: /, methods: [GET, POST], handler: File, file: page.html}");
    assert.deepEqual(methods, ["GET", "POST"]);
  });

  test("takes spa as true or as a name, and try_files with {path} and a status", async () => {
    const yes = await validRoute("{path: /*, handler: File, file: public, spa: true}");
    const named = await validRoute(
      "{path: /*, handler: File, file: public, spa: /app.html, try_files: ['{path}.html', /a, =404]}",
    );
    assert.equal(yes.handler.kind === "file" && yes.handler.spa, "index.html");
    assert.equal(named.handler.kind === "file" && named.handler.spa, "app.html");
    assert.deepEqual(named.handler.kind === "file" && named.handler.tryFiles, [
      { kind: "path", template: "{path}.html" },
      { kind: "path", template: "a" },
      { kind: "status", status: 404 },
    ]);
  });

  test("that redirects answers the methods that other routes list", async () => {
    const config = await valid(`
servers:
- routes:
  - {path: /a, redirect: {to: /b}}
  - {path: /b, methods: [REPORT], handler: File, file: page.html}
`);
    assert.ok(config.servers[0].routes[0].methods.includes("REPORT"));
  });

  test("that redirects answers every method but OPTIONS", async () => {
    const { methods, handler } = await validRoute(
      "{path: /a/*, redirect: {to: 'https://example.com/{rest}', status: 301}}",
    );
    assert.deepEqual(methods, ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);
    assert.deepEqual(handler, { kind: "redirect", to: "https://example.com/{rest}", status: 301 });
  });

  test("with CGI programs answers GET and POST, and waits to be built", async () => {
    for (const source of ["cgi_extension: .py", "cgi_extension: [.py, .tar.sh]", "cgi_script: tool.py"]) {
      const { methods, handler } = await validRoute(`{path: /cgi-bin/*, handler: Function, ${source}}`);
      assert.deepEqual(methods, ["GET", "POST"]);
      assert.deepEqual(handler, { kind: "unbuilt", feature: "CGI scripts" });
    }
  });

  test("with a module answers every known method, those that other routes list included", async () => {
    const config = await valid(`
servers:
- routes:
  - {path: /*, handler: Function, module: hello.ts, export: app}
  - {path: /a, methods: [REPORT], redirect: {to: /b}}
`);
    const [{ methods, handler }] = config.servers[0].routes;
    assert.deepEqual(methods, ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "REPORT"]);
    assert.deepEqual(handler, { kind: "unbuilt", feature: "functions" });
  });
});

describe("the loader warns", () => {
  const cases = [
    [
      "of a tree on one path",
      "{path: /static, handler: File, file: public/}",
      'c.yaml:3:12: servers[0].routes[0].path: matches this one path, so that only the folder\'s index is served; did you mean "/static/*"?',
    ],
    [
      "of options of a tree on a single file",
      "{path: /, handler: File, file: page.html, spa: true}",
      "c.yaml:3:47: servers[0].routes[0].spa: has no effect on a single file",
    ],
    [
      "of options of another kind of route",
      "{path: /, redirect: {to: /a}, cache_control: no-store}",
      "c.yaml:3:35: servers[0].routes[0].cache_control: has no effect on a redirect route",
    ],
    [
      "of upload options without uploads",
      "{path: /*, handler: File, file: public, upload: {fsync: true}}",
      "c.yaml:3:45: servers[0].routes[0].upload: has no effect: methods lists neither POST nor PUT",
    ],
    [
      "of a spa file that is not there yet",
      "{path: /*, handler: File, file: public, spa: a.html}",
      "c.yaml:3:50: servers[0].routes[0].spa: there is no file /site/public/a.html yet: such pages are 404 until there is",
    ],
    [
      "of a method that looks like a slip",
      "{path: /, methods: [GTE], handler: File, file: page.html}",
      'c.yaml:3:25: servers[0].routes[0].methods[0]: found "GTE", which no RFC defines; did you mean "GET"?',
    ],
  ] as const;
  for (const [title, route, line] of cases) {
    test(title, async () => assert.deepEqual(await warnings(withRoute(route)), [line]));
  }

  test("of time-outs that the first server of a listener decides", async () => {
    const text = `
connection_timeout_secs: 5
servers:
- {request_timeout_secs: 7, routes: [{path: /, redirect: {to: /a}}]}
- {server_name: b, request_timeout_secs: 8, connection_timeout_secs: 5, routes: [{path: /, redirect: {to: /a}}]}
- {port: 81, connection_timeout_secs: 9, routes: [{path: /, redirect: {to: /a}}]}
`;
    assert.deepEqual(await warnings(text), [
      "c.yaml:5:20: servers[1].request_timeout_secs: has no effect: it is needed before a request names its host, so that the first server of 0.0.0.0:8080 (line 4) decides",
    ]);
  });

  test("of a target limit that the head's limit comes before", async () => {
    const text = `limits: {header_bytes: 4KiB, request_target_bytes: 8KiB}\n${withRoute("{path: /, redirect: {to: /a}}")}`;
    assert.deepEqual(await warnings(text), [
      "c.yaml:1:52: limits.request_target_bytes: has no effect: the request line is part of header_bytes (4096), so that a long target gets 431 first",
    ]);
  });

  test("also where there are mistakes", async () => {
    const loaded = await read(withRoute("{path: a, handler: File, file: page.html, spa: true}"));
    assert.equal(loaded.kind, "invalid");
    assert.deepEqual(loaded.warnings.map(formatDiagnostic), [
      "c.yaml:3:47: servers[0].routes[0].spa: has no effect on a single file",
    ]);
  });

  test("of a server without routes", async () => {
    assert.deepEqual(await warnings("servers: [{routes: []}]"), [
      "c.yaml:1:20: servers[0].routes: has no route: every request is answered 404",
    ]);
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startupReport } from "../../src/cli/startup-report.ts";
import { createPaint } from "../../src/cli/terminal.ts";
import type { RouteConfig, ServerConfig } from "../../src/config/config.ts";
import type { FileOptions } from "../../src/handlers/file/options.ts";
import type { HandlerOptions } from "../../src/handlers/options.ts";

const FILE: FileOptions = {
  kind: "file",
  target: { kind: "tree", root: "/srv/site/static" },
  methods: ["GET"],
  directoryListing: false,
  index: ["index.html"],
  symlinks: "inside",
  hiddenFiles: "deny",
  precompressed: true,
  spa: undefined,
  tryFiles: [],
  cacheControl: undefined,
};

function route(path: string, methods: readonly string[], handler: HandlerOptions): RouteConfig {
  return {
    path,
    methods,
    handler,
    headers: new Map(),
    maxBodyOctets: 0,
    bodyTimeoutMs: 0,
    writeTimeoutMs: 0,
    errorPages: new Map(),
    serverHeader: true,
    source: undefined,
  };
}

function server(serverNames: readonly string[], routes: readonly RouteConfig[]): ServerConfig {
  return {
    host: "0.0.0.0",
    port: 8080,
    serverNames,
    routes,
    errorPages: new Map(),
    headers: new Map(),
    serverHeader: true,
    maxBodyOctets: 0,
    bodyTimeoutMs: 0,
    writeTimeoutMs: 0,
    keepAliveTimeoutMs: 0,
    requestTimeoutMs: 0,
    accessLog: { to: { kind: "off" }, format: "combined" },
  };
}

const PLAIN = { paint: createPaint(false), workingFolder: "/srv/site" };

describe("`startupReport`", () => {
  test("lists a listener's addresses and, in columns, what each route serves", () => {
    const routes = [
      route("/", ["GET"], { ...FILE, target: { kind: "single", file: "/srv/site/index.html" } }),
      route("/static/*", ["GET", "POST"], {
        ...FILE,
        methods: ["GET", "POST"],
        directoryListing: true,
        spa: "app.html",
      }),
      route("/far/*", ["GET"], { ...FILE, target: { kind: "tree", root: "/var/far" } }),
      route("/old", ["GET"], { kind: "redirect", to: "/new", status: 308 }),
      route("/cgi-bin/*", ["GET"], { kind: "unbuilt", feature: "CGI scripts" }),
    ];
    const urls = ["http://localhost:8080/", "http://192.0.2.1:8080/"];
    const listeners = [
      { host: "0.0.0.0", port: 8080, urls, servers: [server(["default", "*.example.com"], routes)] },
    ];
    assert.deepEqual(startupReport({ kind: "applied", listeners }, PLAIN), [
      "Listening on http://0.0.0.0:8080/",
      "  reach it at http://localhost:8080/  http://192.0.2.1:8080/",
      "  default, *.example.com",
      "  /           GET       index.html",
      "  /static/*   GET,POST  static/  (listing, spa app.html)  uploads: not built yet, answer 501",
      "  /far/*      GET       /var/far/",
      "  /old        GET       308 to /new",
      "  /cgi-bin/*  GET       CGI scripts: not built yet, answer 501",
    ]);
  });

  test("says nothing of where to reach a listener that says it all, and brackets IPv6", () => {
    const listeners = [{ host: "::1", port: 1, urls: ["http://[::1]:1/"], servers: [server([], [])] }];
    assert.deepEqual(startupReport({ kind: "applied", listeners }, PLAIN), ["Listening on http://[::1]:1/"]);
  });

  test("paints what matters where colors are wanted", () => {
    const listeners = [{ host: "::1", port: 1, urls: ["http://[::1]:1/"], servers: [] }];
    assert.deepEqual(startupReport({ kind: "applied", listeners }, { ...PLAIN, paint: createPaint(true) }), [
      "\x1b[32mListening on\x1b[0m \x1b[1mhttp://[::1]:1/\x1b[0m",
    ]);
  });
});

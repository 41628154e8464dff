import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Config, RouteConfig, ServerConfig } from "../../src/config/config.ts";
import { createDispatcher } from "../../src/routing/dispatch.ts";
import { explainRequest } from "../../src/routing/explain.ts";
import { createMachine, handlerOf, namingHandler, request, route, server } from "./routing-fixtures.ts";

function configOf(...servers: readonly ServerConfig[]): Config {
  return {
    file: "/etc/ferrous/config.yaml",
    servers,
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
  };
}

const explained = handlerOf(() => assert.fail("explaining must not handle"));

async function explain(config: Config, method: string, url: string): Promise<readonly string[]> {
  return explainRequest(config, method, url, createMachine().services, () => explained);
}

async function lineOf(
  config: Config,
  method: string,
  url: string,
  start: string,
): Promise<string | undefined> {
  return (await explain(config, method, url)).find((line) => line.startsWith(start));
}

const SITE = configOf(
  server(
    [
      route("/", ["GET"], { source: { line: 9, column: 7 } }),
      route("/a/:id", ["GET", "PUT"], {
        headers: new Map([
          ["X-S", "2"],
          ["X-A", "1"],
          ["Server", null],
        ]),
        serverHeader: true,
      }),
      route("/a/*", ["GET"], { errorPages: new Map([["404", "/pages/404.html"]]) }),
      route("/*", ["GET"]),
    ],
    { serverNames: ["www.example.com"], headers: new Map([["X-S", "2"]]) },
  ),
  server([route("/*", ["PURGE"])], { serverNames: ["*.example.com"] }),
  server([], { host: "::1", port: 9090 }),
);

describe("what `explain` says of a request", () => {
  test("is each rule in its order, the reasons with it", async () => {
    assert.deepEqual(await explain(SITE, "GET", "http://www.example.com:8080/a/./7?q"), [
      "Listener: 0.0.0.0:8080, the URL names port 8080",
      "Server: number 1 (www.example.com), whose name is www.example.com",
      "Path: /a/7, from /a/./7",
      "Routes of /etc/ferrous/config.yaml, in their order of precedence:",
      "  / [GET] (line 9): does not fit",
      '  /a/:id [GET, PUT]: chosen: a pattern goes before prefixes, and the one with more literal segments before others; :id is "7"',
      "  /a/* [GET]: fits, but /a/:id goes first",
      "  /* [GET]: fits, but /a/:id goes first",
      "Method: GET is allowed",
      "Handler: unbuilt",
      "  explained by the handler",
      "Headers: X-S: 2; X-A: 1; Server is removed",
      "Error pages: the built-in ones",
    ]);
  });

  const cases: readonly (readonly [
    title: string,
    method: string,
    url: string,
    start: string,
    line: string,
  ])[] = [
    [
      "tells why a wildcard name was taken",
      "GET",
      "http://x.example.com:8080/",
      "Server",
      "Server: number 2 (*.example.com), whose *.example.com is the longest wildcard that fits x.example.com:8080",
    ],
    [
      "tells why the default was taken",
      "GET",
      "http://localhost:8080/",
      "Server",
      "Server: number 1 (www.example.com), the first of this listener, as no name fits localhost:8080",
    ],
    [
      "finds a listener by its address",
      "GET",
      "http://[0:0::1]:9090/",
      "Listener",
      "Listener: [::1]:9090, which is what the URL names",
    ],
    [
      "says where nothing listens on the port, and goes on",
      "GET",
      "http://localhost/",
      "Listener",
      "Listener: 0.0.0.0:8080, shown instead: nothing listens on port 80, which the URL names",
    ],
    [
      "takes a bare path for the first listener",
      "GET",
      "/b",
      "Listener",
      "Listener: 0.0.0.0:8080, the first, as the URL names none",
    ],
    [
      "tells what a wildcard stands for",
      "GET",
      "/a/b/c",
      "  /a/*",
      '  /a/* [GET]: chosen: the longest prefix that fits; * is "b/c"',
    ],
    ["tells of the missing slash", "GET", "/a?q=1", "Answer", "Answer: 308 to /a/?q=1"],
    ["tells what makes a path unusable", "GET", "/%00", "Answer", "Answer: 400"],
    ["says that GET implies HEAD", "HEAD", "/b", "Method", "Method: HEAD is allowed, as GET is"],
    [
      "tells of OPTIONS",
      "OPTIONS",
      "/b",
      "Method",
      "Method: OPTIONS is answered by the server itself: 204, Allow: GET, HEAD, OPTIONS",
    ],
    [
      "tells a method that is not allowed",
      "PURGE",
      "/b",
      "Method",
      "Method: PURGE is not allowed: 405, Allow: GET, HEAD, OPTIONS",
    ],
    ["tells a method that nobody knows", "BREW", "/b", "Method", "Method: nobody knows BREW: 501"],
    ["says 404 where no route fits", "GET", "http://localhost:9090/x", "Answer", "Answer: 404"],
    [
      "says 501 there for a method that nobody knows",
      "BREW",
      "http://localhost:9090/x",
      "Answer",
      "Answer: 501, nobody knows the method BREW",
    ],
    ["says 405 there for TRACE", "TRACE", "http://localhost:9090/x", "Answer", "Answer: 405, Allow: OPTIONS"],
    ["names the error pages", "GET", "/a/b/c", "Error pages", "Error pages: 404 is /pages/404.html"],
    ["names the page of an error alone", "PURGE", "/a/b/c", "Error page", "Error page: the built-in one"],
    [
      "answers OPTIONS * by the first server's routes",
      "OPTIONS",
      "*",
      "Answer",
      "Answer: 204, Allow: GET, HEAD, PUT, OPTIONS",
    ],
    ["refuses * for other methods", "GET", "*", "Answer", "Answer: 400"],
    [
      "tells an authority with a user name",
      "GET",
      "http://user@localhost:8080/",
      "Authority",
      "Authority: user@localhost:8080 is malformed: a host, and a port if need be, but no user name",
    ],
    [
      "takes characters that no URL has as a browser does",
      "GET",
      "/b \u00e9",
      "Path",
      "Path: /b \u00e9, from /b%20%C3%A9",
    ],
  ];
  for (const [title, method, url, start, line] of cases) {
    test(title, async () => assert.equal(await lineOf(SITE, method, url, start), line));
  }

  test("names the page of an error that the handler would answer", async () => {
    const pages = new Map([
      ["404", "/pages/404.html"],
      ["5xx", "/pages/error.html"],
    ]);
    const site = configOf(server([route("/*", ["GET"], { errorPages: pages })]));
    for (const [last, page] of [
      ["answers 404: spa is only for paths without a file extension", "Error page: /pages/404.html"],
      ["uploads: not built yet, answer 501", "Error page: /pages/error.html"],
      [
        "answers 200 with /site/a (2 octets)",
        "Error pages: 404 is /pages/404.html; 5xx is /pages/error.html",
      ],
    ]) {
      const handler = { ...explained, explain: async () => ["tree: /site", last] };
      const lines = await explainRequest(site, "GET", "/a", createMachine().services, () => handler);
      assert.equal(lines.at(-1), page);
    }
  });

  test("is one sentence for what is no URL", async () => {
    assert.deepEqual(await explain(SITE, "GET", "ftp://x/"), ["ftp://x/ is no http URL."]);
  });
});

describe("`explain` and the server agree", () => {
  const paths = ["/", "/a", "/a/", "/a/7", "/a/7/8", "/b", "/A/7", "/a%2F7", "//a//7", "/a/../b"];
  for (const path of paths) {
    test(`on which route has ${path}`, async () => {
      const made: string[] = [];
      const naming = (options: RouteConfig["handler"]) => {
        made.push(options.kind === "unbuilt" ? options.feature : options.kind);
        return namingHandler(options);
      };
      await explainRequest(SITE, "GET", path, createMachine().services, naming);
      const asked = request("GET", path);
      const answer = await createDispatcher(
        [SITE.servers[0]],
        namingHandler,
        createMachine().services,
      ).respond(asked);
      assert.deepEqual(made, answer.status === 308 ? [] : [asked.servedBy?.route]);
    });
  }
});

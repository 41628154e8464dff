// Methods and the four forms of a target, through a real socket (RFC 9110 §9, RFC 9112 §3.2).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { exchange, get } from "../support/raw-client.ts";
import { startServer } from "../support/running-server.ts";
import { assertWellFormed, connected, READING_MODES, startEngine } from "./engine-site.ts";

/** Of all routes together: a redirect takes every method. */
const ALL_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

for (const reading of READING_MODES) {
  describe(`methods (reading: ${reading})`, () => {
    test("HEAD gets what GET gets, without the content, whatever the answer", async (t) => {
      const { port } = await startEngine(t, {
        reading,
        server: '    error_pages: { 404: "404.html" }',
        files: { "404.html": "<p>{{status}}</p>" },
      });
      const statuses = new Set<number>();
      for (const target of [
        "/",
        "/static/hello.txt",
        "/static",
        "/old",
        "/nowhere",
        "/%zz",
        "/static/a%2Fb",
      ]) {
        const [whole, head] = [await get(port, target), await get(port, target, {}, "HEAD")];
        assertWellFormed(head);
        assert.equal(head.statusLine, whole.statusLine);
        assert.equal(head.body.length, 0);
        assert.deepEqual(withoutDate(head.fields), withoutDate(whole.fields), target);
        statuses.add(head.status);
      }
      assert.deepEqual([...statuses].sort(), [200, 301, 308, 400, 404]);
    });

    test("HEAD leaves nothing of the content on the connection", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      client.send("HEAD /nowhere HTTP/1.1\r\nHost: a\r\n\r\nHEAD /static/ HTTP/1.1\r\nHost: a\r\n\r\n");
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assert.equal((await client.response("HEAD")).status, 404);
      assert.equal((await client.response("HEAD")).status, 200);
      assert.equal((await client.response()).body.toString(), "home");
    });

    test("a method that nobody knows gets 501, one that the route has not 405 with Allow", async (t) => {
      const { port } = await startEngine(t, { reading });
      for (const [method, status, allow] of [
        ["BREW", 501, undefined],
        ["get", 501, undefined],
        ["GETS", 501, undefined],
        ["PUT", 405, "GET, HEAD, POST, OPTIONS"],
        ["PATCH", 405, "GET, HEAD, POST, OPTIONS"],
        ["TRACE", 405, "GET, HEAD, POST, OPTIONS"],
      ] as const) {
        const response = await get(port, "/", { "Max-Forwards": "0" }, method);
        assertWellFormed(response);
        assert.deepEqual([response.status, response.fields.get("allow")], [status, allow], method);
      }
    });

    test("CONNECT gets 405 and no tunnel, TRACE sends nothing back", async (t) => {
      const { port } = await startEngine(t, { reading });
      const connect = await exchange(port, "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", "CONNECT");
      assertWellFormed(connect);
      assert.equal(connect.status, 405);
      assert.equal(connect.fields.get("allow"), ALL_METHODS);
      const trace = await get(port, "/", { Cookie: "secret=1" }, "TRACE");
      assert.equal(trace.status, 405);
      assert.doesNotMatch(trace.body.toString(), /secret/);
    });

    test("OPTIONS tells the methods of a route, and with an asterisk those of the server", async (t) => {
      const { port } = await startEngine(t, { reading });
      const route = await get(port, "/admin", {}, "OPTIONS");
      assertWellFormed(route);
      assert.deepEqual([route.status, route.fields.get("allow")], [204, "GET, HEAD, OPTIONS"]);
      const server = await get(port, "*", {}, "OPTIONS");
      assertWellFormed(server);
      assert.deepEqual([server.status, server.fields.get("allow")], [204, ALL_METHODS]);
      assert.equal(server.fields.get("content-length"), undefined);
    });
  });
}

function withoutDate(fields: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...fields].filter(([name]) => name !== "date");
}

describe("the target", () => {
  const NAMES = `
servers:
  - { host: "127.0.0.1", port: 0, server_name: "one.example", routes: [{ path: "/", handler: File, file: one.html }] }
`;

  test("in absolute-form names the host, whatever Host says", async (t) => {
    const yaml = `${NAMES}  - { host: "127.0.0.1", port: 0, server_name: "two.example", routes: [{ path: "/", handler: File, file: two.html }] }\n`;
    const { port } = await startServer(t, { yaml, files: { "one.html": "one", "two.html": "two" } });
    const ask = async (target: string, host: string) =>
      (await get(port, target, { Host: host })).body.toString();
    assert.equal(await ask("/", "two.example"), "two");
    assert.equal(await ask("http://two.example/", "one.example"), "two");
    assert.equal(await ask("http://one.example/", "two.example"), "one");
    assert.equal(await ask("HTTP://TWO.example:80", "one.example"), "two");
    assert.equal(await ask("/", "nobody.example"), "one");
  });

  test("in absolute-form keeps to the same paths and routes", async (t) => {
    const { port } = await startEngine(t);
    assert.equal((await get(port, "http://localhost/static/hello.txt")).body.toString(), "hello");
    assert.equal((await get(port, "http://localhost/static/../../x")).status, 400);
    assert.equal((await get(port, "http://localhost/nowhere")).status, 404);
    assert.equal((await get(port, "http:///admin")).status, 400);
    assert.equal((await get(port, "http://me@localhost/admin")).status, 400);
  });
});

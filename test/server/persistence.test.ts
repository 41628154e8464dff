// How long a connection lives, and what goes over it (RFC 9112 §9), through a real socket.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertLast, assertWellFormed, connected, READING_MODES, startEngine } from "./engine-site.ts";

const GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

for (const reading of READING_MODES) {
  describe(`a connection (reading: ${reading})`, () => {
    test("is kept in HTTP/1.1, and says nothing about it", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      for (let round = 0; round < 3; round++) {
        client.send(GET);
        const response = await client.response();
        assertWellFormed(response);
        assert.equal(response.fields.get("connection"), undefined);
      }
    });

    test("ends where the client says so, in any case and company", async (t) => {
      const { port } = await startEngine(t, { reading });
      for (const value of ["close", "Close", "keep-alive, close", "x , CLOSE"]) {
        const client = await connected(t, port);
        client.send(`GET / HTTP/1.1\r\nHost: a\r\nConnection: ${value}\r\n\r\n${GET}`);
        await assertLast(client, await client.response());
      }
    });

    test("of HTTP/1.0 ends with its answer, which is framed all the same", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      client.send("GET / HTTP/1.0\r\n\r\n");
      const response = await client.response();
      assert.equal(response.statusLine, "HTTP/1.1 200 OK");
      assert.equal(response.fields.get("content-length"), "4");
      await assertLast(client, response);
    });

    test("of HTTP/1.0 is kept on request, and says so", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      for (let round = 0; round < 2; round++) {
        client.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
        const response = await client.response();
        assert.deepEqual(
          [response.body.toString(), response.fields.get("connection")],
          ["home", "keep-alive"],
        );
      }
      client.send("GET / HTTP/1.0\r\n\r\n");
      await assertLast(client, await client.response());
    });

    test("of HTTP/1.0 gets a listing, whose length nobody knows before, to the connection's end", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      client.send("GET /static/ HTTP/1.0\r\nAccept: application/json\r\nConnection: keep-alive\r\n\r\n");
      const response = await client.response();
      assert.equal(response.fields.get("transfer-encoding"), undefined);
      assert.match(response.body.toString(), /hello\.txt/);
    });

    test("carries pipelined requests, answered in their order", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      const targets = Array.from({ length: 200 }, (_, index) => ["/", "/static/hello.txt", "/x"][index % 3]);
      client.send(targets.map((target) => `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`).join(""));
      for (const target of targets) {
        const { status, body } = await client.response();
        if (target === "/x") assert.equal(status, 404);
        else assert.equal(body.toString(), target === "/" ? "home" : "hello");
      }
    });

    test("never mixes content with the next request", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      const hidden = "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n";
      client.send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`);
      client.send(`POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`);
      client.send(`${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`);
      client.send("GET /static/hello.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      const bodies: string[] = [];
      for (let round = 0; round < 3; round++) bodies.push((await client.response()).body.toString());
      assert.deepEqual(bodies, ["home", "home", "hello"]);
      assert.deepEqual(await client.closed(), { unread: 0 });
    });

    test("ends after as many requests as `requests_per_connection` allows", async (t) => {
      const { port } = await startEngine(t, { reading, top: "limits: { requests_per_connection: 2 }" });
      const client = await connected(t, port);
      client.send(GET + GET + GET);
      assert.equal((await client.response()).fields.get("connection"), undefined);
      await assertLast(client, await client.response());
    });
  });

  describe(`a client that half-closes (reading: ${reading})`, () => {
    test("gets the answers to all that it asked", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      client.send(GET + GET);
      client.end();
      assert.equal((await client.response()).status, 200);
      assert.equal((await client.response()).status, 200);
      assert.deepEqual(await client.closed(), { unread: 0 });
    });

    test("gets a large answer whole", async (t) => {
      const content = Buffer.alloc(8 * 1024 * 1024, "0123456789abcdef");
      const { port } = await startEngine(t, { reading, files: { "static/large.bin": content } });
      const client = await connected(t, port);
      client.send("GET /static/large.bin HTTP/1.1\r\nHost: a\r\n\r\n");
      client.end();
      assert.ok((await client.response()).body.equals(content));
      assert.deepEqual(await client.closed(), { unread: 0 });
    });

    test("gets nothing for half a head, and the end of the connection", async (t) => {
      const { port } = await startEngine(t, { reading });
      for (const wire of ["", "\r\n", "GET", "GET / HTTP/1.1\r\nHost: a\r\n"]) {
        const client = await connected(t, port);
        client.send(wire);
        client.end();
        assert.deepEqual(await client.closed(), { unread: 0 });
        assert.equal(client.error, undefined);
      }
    });

    test("inside its content gets no 200", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello");
      client.end();
      assert.doesNotMatch((await client.rest()).toString("latin1"), / 200 /);
    });
  });

  describe(`a client that waits for 100 (Continue) (reading: ${reading})`, () => {
    const expecting = (target: string, length: number) =>
      `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\nExpect: 100-continue\r\n\r\n`;

    test("gets it once its content is wanted", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      client.send(expecting("/form", 5));
      assert.equal((await client.octets()).toString("latin1"), "HTTP/1.1 100 Continue\r\n\r\n");
      client.send("hello");
      assert.equal((await client.response()).body.toString(), "home");
      client.send(GET);
      assert.equal((await client.response()).status, 200);
    });

    test("gets the refusal instead, and the end of the connection", async (t) => {
      const { port } = await startEngine(t, { reading });
      for (const [target, length, status] of [
        ["/form", 2 ** 30, 413],
        ["/admin", 5, 405],
        ["/nowhere", 5, 404],
      ] as const) {
        const client = await connected(t, port);
        client.send(expecting(target, length));
        const wire = (await client.rest()).toString("latin1");
        assert.ok(wire.startsWith(`HTTP/1.1 ${status} `), wire);
        assert.match(wire, /\r\nConnection: close\r\n/);
        assert.equal(wire.split("HTTP/1.1 ").length, 2);
      }
    });

    test("is not waited for in HTTP/1.0, nor where there is no content", async (t) => {
      const { port } = await startEngine(t, { reading });
      const client = await connected(t, port);
      client.send("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n\r\n");
      assert.match((await client.octets()).toString("latin1"), /^HTTP\/1\.1 200 /);
      const old = await connected(t, port);
      old.send("POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello");
      assert.match((await old.rest()).toString("latin1"), /^HTTP\/1\.1 200 /);
    });
  });
}

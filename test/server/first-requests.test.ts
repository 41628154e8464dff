// The sample configuration of the documentation, through a real socket.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { get, RawClient } from "../support/raw-client.ts";
import { startServer } from "../support/running-server.ts";

const SAMPLE = readFileSync(new URL("../../examples/sample.yaml", import.meta.url), "utf8").replace(
  "port: 8080",
  "port: 0",
);

const FILES = {
  "templates/index.html": "<h1>Home</h1>",
  "static/hello.txt": "hello",
  "upload/kept.txt": "kept",
  "error_pages/404.html": "<h1>{{status}} {{reason}}</h1>",
  "error_pages/500.html": "<h1>{{status}} {{request_id}}</h1>",
  "cgi-bin/script.py": "print('Content-Type: text/plain\\n\\nhi')",
};

describe("the sample configuration", () => {
  test("gives the template, the listing, 405 with Allow, and its own page for what isn't there", async (t) => {
    const { port } = await startServer(t, { yaml: SAMPLE, files: FILES });
    assert.equal((await get(port, "/")).body.toString(), "<h1>Home</h1>");
    const listing = await get(port, "/static/");
    assert.equal(listing.status, 200);
    assert.match(listing.body.toString(), /href="(\.\/)?hello\.txt"/);
    const refused = await get(port, "/", {}, "POST");
    assert.equal(refused.status, 405);
    assert.equal(refused.fields.get("allow"), "GET, HEAD, OPTIONS");
    const missing = await get(port, "/nowhere");
    assert.equal(missing.status, 404);
    assert.equal(missing.body.toString(), "<h1>404 Not Found</h1>");
    assert.equal((await get(port, "/cgi-bin/script.py")).status, 501);
  });

  test("is served over one kept connection, pipelined", async (t) => {
    const { port } = await startServer(t, { yaml: SAMPLE, files: FILES });
    const client = await RawClient.to(port);
    const request = (target: string) => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    client.send(request("/") + request("/static/hello.txt") + request("/nowhere"));
    assert.equal((await client.response()).status, 200);
    assert.equal((await client.response()).body.toString(), "hello");
    assert.equal((await client.response()).status, 404);
    client.close();
  });
});

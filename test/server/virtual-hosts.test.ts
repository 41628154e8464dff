// Several names on one port, several ports: which site a request gets (RFC 9110 §7.2), through a real socket.
import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { describe, type TestContext, test } from "node:test";
import { exchange, get, RawClient } from "../support/raw-client.ts";
import { startServer } from "../support/running-server.ts";
import { type Settings, serversYaml } from "../support/site-config.ts";

const HAS_IPV6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === "::1");

/** The folder of each site, and the names that lead to it. */
const SITES = {
  first: ["first.test"],
  exact: ["example.com", "www.example.com"],
  wild: ["*.example.com"],
  deep: ["*.api.example.com"],
  six: ["[::1]"],
  local: ["localhost"],
  idn: ["bücher.example"],
};

function startSites(context: TestContext) {
  const servers = Object.entries(SITES).map(([site, names]) => ({
    server_name: names,
    headers: { "X-Site": site },
    routes: [{ path: "/", handler: "File", file: `${site}.html` }],
  }));
  const files = Object.fromEntries(Object.keys(SITES).map((site) => [`${site}.html`, `site ${site}`]));
  return startServer(context, { yaml: serversYaml(servers), files });
}

const CASES: readonly (readonly [host: string, site: keyof typeof SITES])[] = [
  ["example.com", "exact"],
  ["EXAMPLE.Com", "exact"],
  ["example.com:8080", "exact"],
  ["example.com:", "exact"],
  ["example.com.", "exact"],
  ["example.com.:80", "exact"],
  ["www.example.com", "exact"],
  ["a.example.com", "wild"],
  ["A.B.Example.Com.:1", "wild"],
  ["api.example.com", "wild"],
  ["v1.api.example.com", "deep"],
  [".example.com", "first"],
  ["notexample.com", "first"],
  ["example.com.evil.test", "first"],
  ["unknown.test", "first"],
  ["127.0.0.1", "first"],
  ["127.0.0.1:80", "first"],
  ["first.test", "first"],
  ["[::1]", "six"],
  ["[::1]:8080", "six"],
  ["[0:0:0:0:0:0:0:1]", "six"],
  ["[::2]", "first"],
  ["localhost", "local"],
  ["LOCALHOST:3000", "local"],
  ["xn--bcher-kva.example", "idn"],
];

describe("names on one port", () => {
  test("the server chooses by exact name, then the longest wildcard, then the first; port, case and final dot play no part", async (t) => {
    const { port, ports } = await startSites(t);
    assert.equal(ports.length, 1);
    for (const [host, site] of CASES) {
      const { body, fields } = await get(port, "/", { Host: host });
      assert.equal(body.toString(), `site ${site}`, `Host: ${host}`);
      assert.equal(fields.get("x-site"), site);
    }
  });

  test("the server gives an old client without Host the first site, and an absolute target goes before Host", async (t) => {
    const { port } = await startSites(t);
    assert.equal((await exchange(port, "GET / HTTP/1.0\r\n\r\n")).body.toString(), "site first");
    const absolute = await get(port, "http://example.com/", { Host: "localhost" });
    assert.equal(absolute.body.toString(), "site exact");
  });

  test("the server decides anew for each request of one connection", async (t) => {
    const { port } = await startSites(t);
    const client = await RawClient.to(port);
    const hosts = ["example.com", "localhost", "v1.api.example.com", "example.com"];
    client.send(hosts.map((host) => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`).join(""));
    const bodies: string[] = [];
    for (const _ of hosts) bodies.push((await client.response()).body.toString());
    client.close();
    assert.deepEqual(bodies, ["site exact", "site local", "site deep", "site exact"]);
  });

  test("the server refuses a Host that is none, and names no other site in its answer", async (t) => {
    const { port } = await startSites(t);
    for (const host of [
      "a/b",
      "[::1",
      "a b",
      "user@example.com",
      "example.com:99999",
      "example.com\\@evil",
    ]) {
      const { status, body } = await get(port, "/", { Host: host });
      assert.equal(status, 400, `Host: ${host}`);
      assert.ok(!body.includes("site "));
    }
  });

  test("each server has error pages, headers and a body limit of its own", async (t) => {
    const route = { path: "/", handler: "File", file: "page.html", methods: ["GET", "POST"] };
    const servers = [
      {
        server_name: "a.test",
        error_pages: { "404": "a404.html" },
        headers: { "X-One": "a" },
        routes: [route],
      },
      { server_name: "b.test", error_pages: { "4xx": "b4xx.html" }, max_body_size: 4, routes: [route] },
    ];
    const files = { "page.html": "page", "a404.html": "A {{status}}", "b4xx.html": "B {{status}}" };
    const { port } = await startServer(t, { yaml: serversYaml(servers), files });
    const atA = await get(port, "/none", { Host: "a.test" });
    assert.deepEqual([atA.body.toString(), atA.fields.get("x-one")], ["A 404", "a"]);
    const atB = await get(port, "/none", { Host: "b.test" });
    assert.deepEqual([atB.body.toString(), atB.fields.get("x-one")], ["B 404", undefined]);
    const post = (host: string) =>
      exchange(
        port,
        `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello`,
      );
    assert.equal((await post("a.test")).status, 200);
    const refused = await post("b.test");
    assert.deepEqual([refused.status, refused.body.toString()], [413, "B 413"]);
  });
});

describe("several ports", () => {
  test("the server keeps the names of one port from another", async (t) => {
    const site = (file: string, more: Settings) => ({
      ...more,
      routes: [{ path: "/", handler: "File", file }],
    });
    const servers = [
      site("one.html", { host: "127.0.0.1", server_name: "one.test" }),
      site("two.html", { host: "0.0.0.0", server_name: "two.test" }),
      site("three.html", { host: "0.0.0.0", server_name: "one.test" }),
    ];
    const files = { "one.html": "one", "two.html": "two", "three.html": "three" };
    const { ports } = await startServer(t, { yaml: serversYaml(servers), files });
    assert.equal(ports.length, 2);
    const ask = async (index: number, host: string) =>
      (await get(ports[index], "/", { Host: host })).body.toString();
    assert.equal(await ask(0, "one.test"), "one");
    assert.equal(await ask(0, "two.test"), "one");
    assert.equal(await ask(1, "two.test"), "two");
    assert.equal(await ask(1, "one.test"), "three");
    assert.equal(await ask(1, "other.test"), "two");
  });

  test("the server listens on an IPv6 address, and on :: for both families", {
    skip: !HAS_IPV6,
  }, async (t) => {
    const routes = [{ path: "/", handler: "File", file: "page.html" }];
    const servers = [
      { host: "::1", routes },
      { host: "::", routes },
    ];
    const { ports } = await startServer(t, { yaml: serversYaml(servers), files: { "page.html": "page" } });
    for (const [port, address] of [
      [ports[0], "::1"],
      [ports[1], "::1"],
      [ports[1], "127.0.0.1"],
    ] as const) {
      const client = await RawClient.to(port, address);
      client.send(`GET / HTTP/1.1\r\nHost: [::1]:${port}\r\n\r\n`);
      assert.equal((await client.response()).body.toString(), "page", `${address}, port ${port}`);
      client.close();
    }
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createHostTable } from "../../src/routing/host-table.ts";

const SERVERS = [
  { id: "first", serverNames: ["first.test"] },
  { id: "exact", serverNames: ["www.example.com", "localhost", "[2001:db8::1]", "192.0.2.7"] },
  { id: "wild", serverNames: ["*.example.com"] },
  { id: "deep", serverNames: ["*.deep.example.com"] },
  { id: "bücher", serverNames: ["xn--bcher-kva.example"] },
];

describe("which server of a listener a request is for (RFC 9110 §7.2)", () => {
  const cases: readonly (readonly [title: string, authority: string, id: string, kind: string])[] = [
    ["takes an exact name", "www.example.com", "exact", "exact"],
    ["compares without regard to case", "WWW.Example.COM", "exact", "exact"],
    ["takes the port off", "www.example.com:8080", "exact", "exact"],
    ["takes an empty port off", "www.example.com:", "exact", "exact"],
    ["takes the final dot off", "www.example.com.", "exact", "exact"],
    ["takes the final dot off before a port", "www.example.com.:80", "exact", "exact"],
    ["knows localhost", "localhost:8080", "exact", "exact"],
    ["knows an IPv4 address", "192.0.2.7:1", "exact", "exact"],
    ["knows an IPv6 literal", "[2001:db8::1]:8080", "exact", "exact"],
    ["knows an IPv6 literal in another spelling", "[2001:0DB8:0:0::1]", "exact", "exact"],
    ["knows an internationalized name by its A-label", "xn--bcher-kva.example", "bücher", "exact"],
    ["takes a wildcard for one label", "a.example.com", "wild", "wildcard"],
    ["takes a wildcard for several labels", "a.b.example.com:80", "wild", "wildcard"],
    ["takes the longest wildcard", "x.deep.example.com", "deep", "wildcard"],
    ["asks for at least one label before a wildcard's name", "deep.example.com", "wild", "wildcard"],
    ["does not take a wildcard for the bare name", "example.com", "first", "default"],
    ["does not take a wildcard for a name that only ends alike", "badexample.com", "first", "default"],
    ["gives an unmatched name to the first server", "other.test", "first", "default"],
    ["gives a request without a name to the first server", "", "first", "default"],
  ];
  for (const [title, authority, id, kind] of cases) {
    test(title, () => {
      const table = createHostTable(SERVERS);
      const match = table.match(authority);
      assert.deepEqual([match.server.id, match.kind], [id, kind]);
      assert.equal(table.find(authority).id, id);
      assert.equal(table.find(authority).id, id, "and again, remembered");
    });
  }

  test("prefers an exact name to a wildcard that fits too", () => {
    assert.equal(createHostTable(SERVERS).match("www.example.com").server.id, "exact");
  });

  test("gives odd authorities to the first server", () => {
    const table = createHostTable(SERVERS);
    for (const odd of [
      "a/b",
      "[::1",
      "[]",
      ":",
      ":80",
      ".",
      "..",
      ".example.com",
      "user@www.example.com",
      "%zz",
      "\0",
      "*",
    ]) {
      assert.equal(table.find(odd).id, "first", JSON.stringify(odd));
    }
  });

  test("gives a name that two servers claim to the first of them", () => {
    const table = createHostTable([
      { id: 0, serverNames: [] },
      { id: 1, serverNames: ["a"] },
      { id: 2, serverNames: ["a"] },
    ]);
    assert.equal(table.find("a").id, 1);
  });

  test("never throws, and answers a remembered authority as it did at first", () => {
    const table = createHostTable(SERVERS);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (authority) => {
        assert.equal(table.find(authority), table.match(authority).server);
        assert.equal(table.find(authority), table.match(authority).server);
      }),
      { numRuns: 500 },
    );
  });
});

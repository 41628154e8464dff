import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { normalizeHost, parseAuthority } from "../../src/uri/authority.ts";

describe("host and port (RFC 3986 §3.2, RFC 9110 §7.2)", () => {
  const parsed: readonly (readonly [title: string, value: string, host: string, port: number | undefined])[] =
    [
      ["reads a name", "example.com", "example.com", undefined],
      ["lower-cases a name", "EXAMPLE.Com:80", "example.com", 80],
      ["takes the final dot from a name", "example.com.:8080", "example.com", 8080],
      ["reads an IPv4 address", "127.0.0.1:8080", "127.0.0.1", 8080],
      ["takes the brackets from an IPv6 address", "[::1]:8080", "::1", 8080],
      ["lower-cases an IPv6 address", "[2001:DB8::A]", "2001:db8::a", undefined],
      ["reads an IPv6 address of eight groups", "[1:2:3:4:5:6:7:8]", "1:2:3:4:5:6:7:8", undefined],
      ["reads the unspecified address", "[::]", "::", undefined],
      ["reads an IPv4 address within an IPv6 one", "[::ffff:192.0.2.1]", "::ffff:192.0.2.1", undefined],
      [
        "reads an IPv4 address as the last two of eight groups",
        "[1:2:3:4:5:6:192.0.2.1]",
        "1:2:3:4:5:6:192.0.2.1",
        undefined,
      ],
      ["takes nothing behind the colon for no port", "example.com:", "example.com", undefined],
      ["reads the largest port", "a:65535", "a", 65535],
      ["reads port 0", "a:0", "a", 0],
      ["reads leading zeros of a port", "a:00080", "a", 80],
      ["reads an underscore in a name", "my_host", "my_host", undefined],
      ["reads a percent-encoded name", "b%C3%BCcher.example", "b%c3%bccher.example", undefined],
    ];
  for (const [title, value, host, port] of parsed) {
    test(`\`parseAuthority\` ${title}`, () => assert.deepEqual(parseAuthority(value), { host, port }));
  }

  const refused: readonly (readonly [what: string, value: string])[] = [
    ["nothing", ""],
    ["a port alone", ":80"],
    ["a dot alone", "."],
    ["userinfo", "user@example.com"],
    ["userinfo with a password", "user:secret@example.com"],
    ["a slash", "a/b"],
    ["a space", "a b"],
    ["a tab at the end", "a\t"],
    ["a query", "a?b"],
    ["two hosts", "a,b:80, c"],
    ["a port that is too large", "a:65536"],
    ["a port that is no number", "a:8o"],
    ["a signed port", "a:+80"],
    ["two ports", "a:80:80"],
    ["a bare IPv6 address", "::1"],
    ["an open bracket", "[::1"],
    ["text behind the bracket", "[::1]a"],
    ["brackets around nothing", "[]"],
    ["brackets around a name", "[example.com]"],
    ["brackets around an IPv4 address", "[127.0.0.1]"],
    ["an IPv6 address with a zone", "[fe80::1%25eth0]"],
    ["an IPv6 address with two gaps", "[1::2::3]"],
    ["an IPv6 address with three colons", "[:::1]"],
    ["an IPv6 address of seven groups", "[1:2:3:4:5:6:7]"],
    ["an IPv6 address of nine groups", "[1:2:3:4:5:6:7:8:9]"],
    ["a gap that stands for nothing", "[1:2:3:4::5:6:7:8]"],
    ["a group of five digits", "[12345::]"],
    ["an IPv4 address in the first half", "[1.2.3.4::]"],
    ["an IPv4 address with a number above 255", "[::1.2.3.256]"],
    ["a bad percent sign", "a%zz"],
    ["a control character", "a\x00b"],
    ["an octet above 0x7F", "b\xfccher.example"],
  ];
  for (const [what, value] of refused) {
    test(`\`parseAuthority\` refuses ${what}`, () => assert.equal(parseAuthority(value), undefined));
  }
});

describe("hosts that are compared", () => {
  const cases: readonly (readonly [host: string, normal: string])[] = [
    ["WWW.Example.com.", "www.example.com"],
    ["2001:DB8:0:0::1", "[2001:db8::1]"],
    ["[::FFFF]", "[::ffff]"],
    ["192.0.2.7", "192.0.2.7"],
    ["a:b", "[a:b]"],
  ];
  for (const [host, normal] of cases) {
    test(`\`normalizeHost\` makes ${normal} of ${host}`, () => assert.equal(normalizeHost(host), normal));
  }
});

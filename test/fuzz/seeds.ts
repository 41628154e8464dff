// What the fuzzer starts from: realistic and odd requests to the site of `fuzz-site.ts`, and every parser case of ours.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { BODY_CASES } from "../cases/request-bodies.ts";
import { REQUEST_LINE_CASES } from "../cases/request-lines.ts";
import { SMUGGLING_CASES } from "../cases/smuggling.ts";
import { requestsIn } from "./verdict.ts";

/** Inputs found by other projects' fuzzers, where they are at hand. */
const SHARED_CORPUS = resolve(import.meta.dirname, "../../../shared/corpus/http1");

const TARGETS = [
  "/",
  "/page",
  "/missing",
  "/static/hello.txt",
  "/static/",
  "/static",
  "/static/big.bin",
  "/static/middle.bin",
  "/static/deep/er/file.html",
  "/static/none.txt",
  "/static/.hidden",
  "/static/%E4%BD%A0.txt",
  "/static/hello.txt?a=b&c=%00",
  "/static/?format=json",
  "/static/?sort=size&order=desc",
  "/static/../static/./hello.txt",
  "/static//hello.txt",
  "/static/%2e%2e/%2e%2e/etc/passwd",
  "/static/%00",
  "/static/a%2fb",
  "/static/a%5cb",
  "/static/%ff%fe",
  "/static/%c0%af",
  "/../../etc/passwd",
  "/app/",
  "/app/any/where",
  "/app/app.js",
  "/try/hello",
  "/try/nothing",
  "/old",
  "/gone/a/b?c=d",
  "/gone//example.com",
  "/user/7/post/8",
  "/upload/",
  "/upload/new.txt",
  "/cgi-bin/script.py/path?x=1",
  "*",
  "http://localhost/static/hello.txt",
  "http://other.example:8080/",
  "HTTP://localhost",
  "localhost:80",
  "/a|b^c{d}[e]`f",
  `/${"x".repeat(9000)}`,
] as const;

const FIELDS = [
  "",
  "Connection: close\r\n",
  "Connection: keep-alive\r\n",
  "Connection: close, te\r\nTE: trailers\r\n",
  "Range: bytes=0-9\r\n",
  "Range: bytes=-5\r\n",
  "Range: bytes=5-\r\nIf-Range: Tue, 02 Jan 2024 03:04:05 GMT\r\n",
  "Range: bytes=0-0,2-2,4-4\r\n",
  "Range: bytes=999999-\r\n",
  "Range: bytes=0-1,1-2,2-3,3-4,4-5\r\n",
  "Range: bytes=9007199254740993-9007199254740995\r\n",
  'If-None-Match: "x", W/"y", *\r\n',
  "If-None-Match: *\r\n",
  'If-Match: "x"\r\n',
  "If-Modified-Since: Tue, 02 Jan 2024 03:04:05 GMT\r\n",
  "If-Modified-Since: Tuesday, 02-Jan-24 03:04:05 GMT\r\n",
  "If-Unmodified-Since: Mon, 01 Jan 2024 00:00:00 GMT\r\n",
  "Accept-Encoding: gzip, br;q=0.5, *;q=0\r\n",
  "Accept-Encoding: identity;q=0\r\n",
  "Accept: text/html,application/json;q=0.9\r\n",
  "Accept: application/problem+json\r\n",
  "Expect: 100-continue\r\n",
  "Expect: the-unexpected\r\n",
  "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n",
  "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
  "Cookie: a=b; c=d; e\r\n",
  "X-Forwarded-For: 1.2.3.4, ::1\r\nForwarded: for=unknown\r\n",
  `X-Long: ${"y".repeat(4000)}\r\n`,
  "X-Many: 1\r\n".repeat(95),
  "X-Obs: caf\xe9 \x80\xff\r\n",
  "__proto__: x\r\nconstructor: y\r\n",
] as const;

const CONTENTS = [
  "\r\n",
  "Content-Length: 0\r\n\r\n",
  "Content-Length: 5\r\n\r\nhello",
  "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
  "Transfer-Encoding: chunked\r\n\r\n5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\n",
  `Content-Length: 5000\r\n\r\n${"z".repeat(5000)}`,
  "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\na=1&b=2",
  'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 82\r\n\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nhello\r\n--b--\r\n',
  `Content-Length: 40000\r\n\r\n${"w".repeat(40_000)}`,
  "Content-Length: 99999999\r\n\r\nfar too large",
] as const;

const METHODS = [
  "GET",
  "GET",
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "DELETE",
  "OPTIONS",
  "TRACE",
  "CONNECT",
  "PATCH",
  "BREW",
];
const HOSTS = [
  "Host: localhost\r\n",
  "Host: other.example\r\n",
  "Host: [::1]:80\r\n",
  "host:a.wild.example.\r\n",
];

/** A browser's request, as it comes most often. */
const BROWSER = [
  "GET /static/hello.txt HTTP/1.1",
  "Host: localhost",
  "Connection: keep-alive",
  'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24"',
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
  "Accept-Encoding: gzip, deflate, br, zstd",
  "Accept-Language: en-US,en;q=0.9",
  "\r\n",
].join("\r\n");

/** What scripts are made of. */
export interface Seeds {
  readonly all: readonly Buffer[];
  /** Those after which a connection stays open: what follows them is read. */
  readonly sound: readonly Buffer[];
}

/** @returns the repository's own seeds, and the shared corpus where it is wanted and at hand */
export function createSeeds(corpus: "own" | "own-and-shared"): Seeds {
  const all = corpus === "own" ? ownSeeds() : [...ownSeeds(), ...sharedSeeds()];
  return { all, sound: all.filter(isSound) };
}

function isSound(message: Buffer): boolean {
  const { end, methods } = requestsIn(message);
  const text = message.toString("latin1");
  const closes = /^connection:.*close|expect:|HTTP\/1\.0\r\n/im.test(text);
  return end === "between" && methods.length > 0 && !closes;
}

/** Each one message or a little more. */
function ownSeeds(): readonly Buffer[] {
  const texts: string[] = [
    BROWSER,
    "GET / HTTP/1.0\r\n\r\n",
    "GET /\r\n\r\n",
    "\r\n\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  ];
  let turn = 0;
  const next = <T>(list: readonly T[]): T => list[turn++ % list.length];
  for (const target of TARGETS) {
    texts.push(
      `GET ${target} HTTP/1.1\r\n${next(HOSTS)}\r\n`,
      `HEAD ${target} HTTP/1.1\r\n${next(HOSTS)}\r\n`,
    );
    texts.push(`${next(METHODS)} ${target} HTTP/1.1\r\n${next(HOSTS)}${next(CONTENTS)}`);
    texts.push(`GET ${target} HTTP/1.0\r\n${next(FIELDS)}\r\n`);
  }
  for (const field of FIELDS) {
    for (const target of ["/", "/static/hello.txt", "/static/middle.bin", "/page"]) {
      texts.push(`${next(["GET", "HEAD"])} ${target} HTTP/1.1\r\nHost: localhost\r\n${field}\r\n`);
    }
  }
  for (const content of CONTENTS) {
    for (const method of METHODS) texts.push(`${method} /page HTTP/1.1\r\nHost: localhost\r\n${content}`);
    texts.push(`POST /page HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n${content}`);
  }
  const cases = [...SMUGGLING_CASES, ...BODY_CASES, ...REQUEST_LINE_CASES].map(({ wire }) => wire);
  return [...texts, ...cases].map((text) => Buffer.from(text, "latin1"));
}

/** Empty where the corpus isn't at hand: no test needs it. */
function sharedSeeds(): readonly Buffer[] {
  if (!existsSync(SHARED_CORPUS)) return [];
  const names = readdirSync(SHARED_CORPUS).sort();
  return names
    .map((name) => readFileSync(resolve(SHARED_CORPUS, name)))
    .filter(({ length }) => length < 16_384);
}

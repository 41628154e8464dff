// A whole connection without a socket, a disk or a real clock.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Application } from "../../src/connection/application.ts";
import type { ConnectionServices } from "../../src/connection/connection-services.ts";
import { ConnectionTable, SWEEP_MS } from "../../src/connection/connection-table.ts";
import { FileBuffers } from "../../src/connection/file-buffers.ts";
import { type ExchangeRecord, ExchangeRecorder } from "../../src/connection/observer.ts";
import type { ConnectionSettings } from "../../src/connection/settings.ts";
import { HeadReader } from "../../src/connection/understand.ts";
import { HeadParsers } from "../../src/h1/head-parser.ts";
import { ResponseEncoder } from "../../src/h1/response-encoder.ts";
import { ContentError, type HttpRequest } from "../../src/http/request.ts";
import { type Content, type HttpResponse, NO_CONTENT, type Refusal } from "../../src/http/response.ts";
import { type Log, silentLog } from "../../src/platform/log.ts";
import type { SendQueue, Transport } from "../../src/platform/transport.ts";
import { ManualClock, settle } from "../support/manual-clock.ts";
import { MemoryTransport } from "../support/memory-transport.ts";

const SETTINGS: ConnectionSettings = {
  message: { headOctets: 16_384, headerFields: 100, requestTargetOctets: 8_192 },
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 60_000,
  bodyTimeoutMs: 20_000,
  writeTimeoutMs: 60_000,
  drainOctets: 1_000,
  requestsPerConnection: 0,
};

type Responder = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

function text(body: string, status = 200): HttpResponse {
  return { kind: "response", status, fields: [], content: { kind: "octets", octets: Buffer.from(body) } };
}

function refusalText({ status }: Refusal): HttpResponse {
  return text(String(status), status);
}

/** Everything that a connection is given, with the test's own responder behind it. */
function setUp(respond: Responder, changes: Partial<ConnectionSettings> = {}, total = 100) {
  const clock = new ManualClock();
  const records: ExchangeRecord[] = [];
  const failures: unknown[] = [];
  const log: Log = { ...silentLog, error: (message, details) => void failures.push(message, details) };
  const queues = new Map<Transport, SendQueue>();
  const network = { sendQueues: async () => queues };
  const table = new ConnectionTable({ clock, network, log }, { total, perAddress: 0 });
  const application: Application = {
    async respond(request) {
      try {
        return await respond(request);
      } catch (error) {
        if (!(error instanceof ContentError)) throw error;
        return text(error.kind, error.kind === "too-large" ? 413 : 400);
      }
    },
    refuse: refusalText,
  };
  const services: ConnectionServices = {
    clock,
    random: { fill: (into) => void into.fill(7) },
    log,
    encoder: new ResponseEncoder(clock),
    fileBuffers: new FileBuffers(),
    settings: { ...SETTINGS, ...changes },
    parsers: new HeadParsers(SETTINGS.message),
    heads: new HeadReader(),
    recorder: new ExchangeRecorder(clock),
    serving: () => ({
      application: { ...application, respond: (request) => respondPlainly(application, respond, request) },
      observer: { exchangeEnded: (record) => records.push({ ...record }) },
      tooManyConnections: { ...text("full", 503), fields: [["Retry-After", "2"]] },
    }),
  };
  const connect = () => {
    const transport = new MemoryTransport();
    table.admit(transport, services);
    return transport;
  };
  return { clock, records, failures, table, connect, queues };
}

/** Synchronous answers stay synchronous: that is what batching depends on. */
function respondPlainly(application: Application, respond: Responder, request: HttpRequest) {
  const answer = request.content.length === 0 ? respond(request) : undefined;
  return answer ?? application.respond(request);
}

const GET = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

/** Status and content of each response that was received, for responses with Content-Length. */
function responses(wire: string): readonly string[] {
  const found: string[] = [];
  let rest = wire;
  while (rest !== "") {
    const [head] = rest.split("\r\n\r\n", 1);
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    const start = head.length + 4;
    found.push(`${head.slice(9, 12)} ${rest.slice(start, start + length)}`.trim());
    rest = rest.slice(start + length);
  }
  return found;
}

describe("one exchange", () => {
  test("is answered, and the connection stays open", () => {
    const { connect } = setUp((request) => text(request.rawTarget));
    const client = connect();
    client.send(GET("/x"));
    assert.deepEqual(responses(client.received), ["200 /x"]);
    assert.match(client.received, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(client.received, /\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n/);
    assert.equal(client.state, "open");
  });

  test("is the same however its octets are cut", async () => {
    const wire = `POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n${GET("/y")}`;
    for (let cut = 1; cut < wire.length; cut++) {
      const { connect } = setUp((request) => text(request.rawTarget));
      const client = connect();
      client.send(wire.slice(0, cut));
      client.send(wire.slice(cut));
      await settle();
      assert.deepEqual(responses(client.received), ["200 /x", "200 /y"]);
    }
  });

  test("tells the client that the connection ends, where the client wants it so", () => {
    const { connect } = setUp(() => text("x"));
    const client = connect();
    client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert.match(client.received, /\r\nConnection: close\r\n/);
    assert.equal(client.state, "ended");
  });

  test("keeps an HTTP/1.0 connection only on request", () => {
    const { connect } = setUp(() => text("x"));
    const plain = connect();
    plain.send("GET / HTTP/1.0\r\n\r\n");
    assert.equal(plain.state, "ended");
    const kept = connect();
    kept.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assert.match(kept.received, /\r\nConnection: keep-alive\r\n/);
    assert.equal(kept.state, "open");
  });

  test("ends the connection after as many requests as are allowed", () => {
    const { connect } = setUp(() => text("x"), { requestsPerConnection: 2 });
    const client = connect();
    client.send(GET("/1"));
    assert.equal(client.state, "open");
    client.send(GET("/2"));
    assert.equal(client.state, "ended");
  });
});

describe("pipelined requests", () => {
  test("are answered in order, in one write", () => {
    const { connect } = setUp((request) => text(request.rawTarget));
    const client = connect();
    client.send(GET("/1") + GET("/2") + GET("/3"));
    assert.deepEqual(responses(client.received), ["200 /1", "200 /2", "200 /3"]);
    assert.equal(client.writes.length, 1);
  });

  test("wait for the slower ones before them", async () => {
    const release: (() => void)[] = [];
    const { connect } = setUp((request) => {
      if (request.rawTarget !== "/slow") return text(request.rawTarget);
      return new Promise((resolve) => release.push(() => resolve(text("slow"))));
    });
    const client = connect();
    client.send(GET("/slow") + GET("/quick"));
    await settle();
    assert.equal(client.received, "");
    release[0]();
    await settle();
    assert.deepEqual(responses(client.received), ["200 slow", "200 /quick"]);
  });

  test("are all answered to a client that half-closes behind them", async () => {
    const { connect } = setUp(async (request) => text(request.rawTarget));
    const client = connect();
    client.send(GET("/1") + GET("/2") + GET("/3"));
    client.sendEnd();
    await settle();
    assert.deepEqual(responses(client.received), ["200 /1", "200 /2", "200 /3"]);
    assert.equal(client.state, "ended");
  });

  test("are not taken up while the client does not read", () => {
    let asked = 0;
    const { connect } = setUp(() => {
      asked++;
      return text("x");
    });
    const client = connect();
    client.stalled = true;
    client.send(GET("/1"));
    client.send(GET("/2"));
    assert.equal(asked, 1);
    client.drain();
    assert.equal(asked, 2);
  });
});

describe("content of a request", () => {
  test("reaches the handler, however it is framed", async () => {
    const { connect } = setUp(async (request) => text(Buffer.from(await request.content.whole()).toString()));
    const client = connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
    client.send("llo");
    client.send(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
    );
    await settle();
    assert.deepEqual(responses(client.received), ["200 hello", "200 hello"]);
  });

  test("brings its trailers along", async () => {
    const { connect } = setUp(async (request) => {
      await request.content.whole();
      return text(request.content.trailers.first("digest") ?? "none");
    });
    const client = connect();
    client.send(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nDigest: d\r\n\r\n",
    );
    await settle();
    assert.deepEqual(responses(client.received), ["200 d"]);
  });

  test("is asked for with 100 (Continue) when the handler first reads", async () => {
    const { connect } = setUp(async (request) => text(Buffer.from(await request.content.whole()).toString()));
    const client = connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    await settle();
    assert.equal(client.takeReceived(), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ok");
    await settle();
    assert.deepEqual(responses(client.received), ["200 ok"]);
  });

  test("is never asked for when the handler answers without it, and the connection ends", async () => {
    const { connect } = setUp(async () => text("no", 413));
    const client = connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    await settle();
    assert.deepEqual(responses(client.received), ["413 no"]);
    assert.equal(client.state, "ended");
  });

  test("that nobody read is dropped, and the next request answered", async () => {
    const { connect } = setUp((request) => text(request.rawTarget));
    const client = connect();
    client.send("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n");
    await settle();
    assert.deepEqual(responses(client.received), ["200 /1"]);
    client.send("x".repeat(900) + GET("/2"));
    await settle();
    assert.deepEqual(responses(client.received), ["200 /1", "200 /2"]);
  });

  test("that is too much to drop ends the connection instead", async () => {
    const { connect } = setUp(() => text("x"));
    const client = connect();
    client.send("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n");
    await settle();
    assert.match(client.received, /Connection: close/);
    assert.equal(client.state, "ended");
  });

  test("beyond the route's limit is refused, and what follows is never taken for a request", async () => {
    const { connect } = setUp(async (request) => {
      request.limit({ contentOctets: 4, bodyTimeoutMs: 1000, writeTimeoutMs: 1000 });
      return text(Buffer.from(await request.content.whole()).toString());
    });
    const client = connect();
    client.send(
      `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n${GET("/admin")}`,
    );
    await settle();
    assert.deepEqual(responses(client.received), ["413 too-large"]);
    assert.equal(client.state, "ended");
  });

  test("stops the reading of the socket while the handler does not take it", async () => {
    let take: (() => void) | undefined;
    const { connect } = setUp(async (request) => {
      await new Promise<void>((resolve) => {
        take = resolve;
      });
      return text(String((await request.content.whole()).length));
    });
    const client = connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n");
    client.send("x".repeat(100_000));
    await settle();
    assert.equal(client.paused, true);
    take?.();
    await settle();
    assert.equal(client.paused, false);
    client.send("x".repeat(100_000));
    await settle();
    assert.deepEqual(responses(client.received), ["200 200000"]);
  });

  test("that breaks its framing is answered 400 at once, and the reader learns of it", async () => {
    let seen: unknown;
    const { connect } = setUp(async (request) => {
      try {
        await request.content.whole();
      } catch (error) {
        seen = error;
      }
      return text("late");
    });
    const client = connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
    await settle();
    assert.deepEqual(responses(client.received), ["400 400"]);
    assert.ok(seen instanceof ContentError && seen.kind === "incomplete");
  });
});

describe("what is refused before a handler sees it", () => {
  const cases = [
    ["a malformed request line", "GET\r\n\r\n", "400 400"],
    ["a malformed Host", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "400 400"],
    ["a target that is no target", "GET x HTTP/1.1\r\nHost: a\r\n\r\n", "400 400"],
    ["an expectation that nobody knows", "GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", "417 417"],
  ] as const;
  for (const [title, wire, expected] of cases) {
    test(`${title}, and the rest of the connection is not looked at`, async () => {
      const { connect } = setUp(() => text("never"));
      const client = connect();
      client.send(wire + GET("/admin"));
      await settle();
      assert.deepEqual(responses(client.received), [expected]);
      assert.equal(client.state, "ended");
    });
  }

  test("an answer that can't be encoded becomes a 500", () => {
    const { connect } = setUp(() => ({
      kind: "response",
      status: 200,
      fields: [["X", "a\r\nb"]],
      content: NO_CONTENT,
    }));
    const client = connect();
    client.send(GET("/"));
    assert.deepEqual(responses(client.received), ["500 500"]);
  });
});

describe("streams", () => {
  async function* chunks(...pieces: readonly string[]) {
    for (const piece of pieces) yield Buffer.from(piece);
  }
  const stream = (content: Content): HttpResponse => ({ kind: "response", status: 200, fields: [], content });

  test("go out chunked, with their trailers", async () => {
    const { connect } = setUp(() =>
      stream({ kind: "stream", chunks: chunks("ab", "", "c"), trailers: () => [["X-Sum", "3"]] }),
    );
    const client = connect();
    client.send(GET("/"));
    await settle();
    assert.match(client.received, /\r\nTransfer-Encoding: chunked\r\n/);
    assert.ok(
      client.received.endsWith("\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\nX-Sum: 3\r\n\r\n"),
      client.received,
    );
    assert.equal(client.state, "open");
  });

  test("end with the connection for HTTP/1.0", async () => {
    const { connect } = setUp(() => stream({ kind: "stream", chunks: chunks("ab", "c") }));
    const client = connect();
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    await settle();
    assert.ok(client.received.endsWith("\r\n\r\nabc"), client.received);
    assert.equal(client.state, "ended");
  });

  test("wait while the client does not read", async () => {
    let made = 0;
    async function* counted() {
      for (; made < 10; made++) yield Buffer.from("x");
    }
    const { connect } = setUp(() => stream({ kind: "stream", chunks: counted() }));
    const client = connect();
    client.stalled = true;
    client.send(GET("/"));
    await settle();
    assert.ok(made <= 1);
    client.drain();
    await settle();
    assert.equal(made, 10);
  });

  test("are ended when the client leaves", async () => {
    let ended = false;
    async function* endless() {
      try {
        for (;;) yield Buffer.from("x");
      } finally {
        ended = true;
      }
    }
    const { connect, records } = setUp(() => stream({ kind: "stream", chunks: endless() }));
    const client = connect();
    client.stalled = true;
    client.send(GET("/"));
    await settle();
    client.reset();
    await settle();
    assert.equal(ended, true);
    assert.deepEqual(
      records.map(({ ending }) => ending),
      ["cut"],
    );
  });

  test("that break their promised length cut the connection", async () => {
    const { connect } = setUp(() => stream({ kind: "stream", chunks: chunks("abc"), length: 5 }));
    const client = connect();
    client.send(GET("/"));
    await settle();
    assert.equal(client.state, "aborted");
  });

  test("are ended unread for HEAD", async () => {
    const { connect } = setUp(() => stream({ kind: "stream", chunks: chunks("abc"), length: 3 }));
    const client = connect();
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    await settle();
    assert.ok(client.received.endsWith("\r\n\r\n"));
    assert.match(client.received, /Content-Length: 3\r\n/);
  });
});

describe("other uses of a connection", () => {
  test("an interim response goes out before the final one", async () => {
    const { connect } = setUp(async (request) => {
      request.sendInterim(103, [["Link", "</a.css>; rel=preload"]]);
      return text("x");
    });
    const client = connect();
    client.send(GET("/"));
    await settle();
    assert.ok(
      client.received.startsWith(
        "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 200",
      ),
    );
  });

  test("an upgrade hands the transport over, with what the client sent behind its request", async () => {
    let leftover = "";
    const { connect } = setUp(() => ({
      kind: "response",
      status: 101,
      fields: [["Upgrade", "echo"]],
      content: {
        kind: "upgrade",
        take: (transport, octets) => {
          leftover = Buffer.from(octets).toString();
          transport.attach({
            onOctets: (more) => void transport.write(new Uint8Array(more)),
            onDrain() {},
            onEnd() {},
            onClose() {},
          });
        },
      },
    }));
    const client = connect();
    client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nfirst");
    await settle();
    assert.match(client.takeReceived(), /^HTTP\/1\.1 101 .*Connection: upgrade\r\n/s);
    assert.equal(leftover, "first");
    client.send("more");
    assert.equal(client.received, "more");
  });

  test("a signal aborts 250 ms after the client's FIN, and at once when the connection breaks", async () => {
    const signals: AbortSignal[] = [];
    const { connect, clock } = setUp((request) => {
      signals.push(request.signal);
      return new Promise(() => {});
    });
    const polite = connect();
    polite.send(GET("/"));
    polite.sendEnd();
    await clock.advance(249);
    assert.equal(signals[0].aborted, false);
    await clock.advance(1);
    assert.equal(signals[0].aborted, true);
    const rude = connect();
    rude.send(GET("/"));
    rude.reset();
    assert.equal(signals[1].aborted, true);
  });

  test("an answer still reaches a client that half-closed while it was made", async () => {
    let answer: (() => void) | undefined;
    const { connect } = setUp(
      () =>
        new Promise((resolve) => {
          answer = () => resolve(text("late"));
        }),
    );
    const client = connect();
    client.send(GET("/"));
    client.sendEnd();
    await settle();
    answer?.();
    await settle();
    assert.deepEqual(responses(client.received), ["200 late"]);
  });

  const POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";

  for (const [title, read] of [
    ["read late", true],
    ["never read", false],
  ] as const) {
    test(`so it does where the content is all there, but ${title}`, async () => {
      let goOn: (() => void) | undefined;
      const { connect } = setUp(async (request) => {
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
        return text(read ? Buffer.from(await request.content.whole()).toString() : "unread");
      });
      const client = connect();
      client.send(POST + GET("/next"));
      client.sendEnd();
      await settle();
      goOn?.();
      await settle();
      goOn?.();
      await settle();
      const first = read ? "200 hello" : "200 unread";
      assert.deepEqual(responses(client.received), [first, read ? "200" : "200 unread"]);
      assert.equal(client.state, "ended");
    });
  }

  test("a request that ends inside its content is given up, however late its reader comes", async () => {
    for (const readsLate of [false, true]) {
      let goOn: (() => void) | undefined;
      const failures: string[] = [];
      const { connect, records } = setUp(async (request) => {
        if (readsLate) {
          await new Promise<void>((resolve) => {
            goOn = resolve;
          });
        }
        await request.content.whole().catch((error: unknown) => failures.push(String(error)));
        return text("of no use");
      });
      const client = connect();
      client.send(POST.slice(0, -1));
      client.sendEnd();
      await settle();
      goOn?.();
      await settle();
      assert.deepEqual(failures, ["ContentError: The client ended inside the content."]);
      assert.equal(client.received, "");
      assert.equal(client.state, "ended");
      assert.deepEqual(
        records.map(({ ending }) => ending),
        ["cut"],
      );
    }
  });

  test("pipelined requests that came in pieces are answered once the client reads", () => {
    const { connect } = setUp((request) => text(request.rawTarget));
    const client = connect();
    client.stalled = true;
    client.send(GET("/1"));
    client.send(`${GET("/2")}GET /3`);
    client.send(" HTTP/1.1\r\nHost: a\r\n\r\n");
    client.sendEnd();
    client.drain();
    assert.deepEqual(responses(client.received), ["200 /1", "200 /2", "200 /3"]);
    assert.equal(client.state, "ended");
  });
});

describe("time-outs", () => {
  test("a silent new connection is closed without an answer", async () => {
    const { connect, clock } = setUp(() => text("x"));
    const client = connect();
    await clock.advance(30_000 - 1);
    assert.equal(client.state, "open");
    await clock.advance(SWEEP_MS + 1);
    assert.equal(client.state, "ended");
    assert.equal(client.received, "");
  });

  test("a head that trickles in gets 408 when its time is up, however often an octet comes", async () => {
    const { connect, clock } = setUp(() => text("x"));
    const client = connect();
    client.send("GET / HTTP/1.1\r\n");
    for (let second = 0; second < 29; second++) {
      await clock.advance(1000);
      client.send("X");
    }
    assert.equal(client.received, "");
    await clock.advance(1000 + SWEEP_MS);
    assert.deepEqual(responses(client.received), ["408 408"]);
    assert.equal(client.state, "ended");
  });

  test("content without progress gets 408; with progress it may take as long as it likes", async () => {
    const { connect, clock } = setUp(async (request) => text(String((await request.content.whole()).length)));
    const slow = connect();
    slow.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
    for (let octet = 0; octet < 10; octet++) {
      await clock.advance(19_000);
      slow.send("x");
    }
    await settle();
    assert.deepEqual(responses(slow.received), ["200 10"]);
    const stalled = connect();
    stalled.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx");
    await clock.advance(20_000 + SWEEP_MS);
    assert.deepEqual(responses(stalled.received), ["408 408"]);
  });

  test("content that was dropped in time is not missed while the client has yet to take its answer", async () => {
    const { connect, clock, queues } = setUp(() => text("unread"));
    const client = connect();
    client.stalled = true;
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
    await settle();
    client.send("llo");
    for (let second = 0; second < 30; second++) {
      // A little is acknowledged all the time.
      queues.set(client, { unacknowledgedOctets: 1000 - second, windowClosed: false });
      await clock.advance(1_000);
    }
    assert.equal(client.state, "open");
    client.drain();
    client.send(GET("/next"));
    await settle();
    assert.deepEqual(responses(client.received), ["200 unread", "200 unread"]);
  });

  test("a kept connection is closed when it was idle for too long, and not before", async () => {
    const { connect, clock } = setUp(() => text("x"));
    const client = connect();
    client.send(GET("/"));
    await clock.advance(59_000);
    client.send(GET("/"));
    await clock.advance(59_000);
    assert.equal(client.state, "open");
    await clock.advance(1000 + SWEEP_MS);
    assert.equal(client.state, "ended");
  });

  test("a handler may take its time", async () => {
    const { connect, clock } = setUp(() => new Promise(() => {}));
    const client = connect();
    client.send(GET("/"));
    await clock.advance(600_000);
    assert.equal(client.state, "open");
  });

  test("a client that has taken nothing for the write time-out is cut; one that takes a little is not", async () => {
    const { connect, clock, queues } = setUp(() => text("x"));
    const client = connect();
    client.stalled = true;
    client.send(GET("/"));
    for (let minute = 0; minute < 10; minute++) {
      queues.set(client, { unacknowledgedOctets: 4_000_000 - minute, windowClosed: false });
      await clock.advance(50_000);
    }
    assert.equal(client.state, "open");
    await clock.advance(70_000);
    assert.equal(client.state, "aborted");
  });

  test("a client whose kernel answers that it has no room is given twice the write time-out", async () => {
    const { connect, clock, queues } = setUp(() => text("x"));
    const client = connect();
    client.stalled = true;
    client.send(GET("/"));
    queues.set(client, { unacknowledgedOctets: 100_000, windowClosed: true });
    await clock.advance(100_000);
    assert.equal(client.state, "open");
    await clock.advance(25_000);
    assert.equal(client.state, "aborted");
  });

  test("a steady reader of a large content is spared where nobody knows what the kernel holds", async () => {
    async function* blocks() {
      for (let block = 0; block < 20; block++) yield Buffer.alloc(256 * 1024, "x");
    }
    const { connect, clock } = setUp(() => ({
      kind: "response",
      status: 200,
      fields: [],
      content: { kind: "stream", chunks: blocks() },
    }));
    const client = connect();
    client.stalled = true;
    client.send(GET("/"));
    for (let block = 0; block < 20; block++) {
      await clock.advance(30_000);
      client.drain();
      client.stalled = true;
    }
    assert.equal(client.state, "open");
  });

  test("a head that is all here while the client takes earlier answers is no late head", async () => {
    const { connect, clock } = setUp((request) => text(request.rawTarget));
    const client = connect();
    client.stalled = true;
    client.send(`${GET("/1")}GET /2 HTTP/1.1\r\nHo`);
    client.send("st: a\r\n\r\n");
    await clock.advance(31_000);
    client.drain();
    await settle();
    assert.deepEqual(responses(client.received), ["200 /1", "200 /2"]);
  });

  test("content that nobody wants may not trickle for longer than the body time-out", async () => {
    const { connect, clock } = setUp(() => text("x"));
    const client = connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n");
    for (let second = 0; second < 21; second++) {
      await clock.advance(1000);
      if (client.state === "open") client.send("x");
    }
    assert.equal(client.state, "ended");
  });

  test("a connection that is done waits a little for the client's FIN, then lets go", async () => {
    const { connect, clock, table } = setUp(() => text("x"));
    const client = connect();
    client.send("GET / HTTP/1.0\r\n\r\n");
    await clock.advance(1900);
    assert.equal(client.state, "ended");
    await clock.advance(500);
    assert.equal(client.state, "closed");
    assert.equal(table.size, 0);
  });
});

describe("what must never get out of hand", () => {
  test("answers to a client that takes none are made for about one round's octets at most", () => {
    let asked = 0;
    const { connect } = setUp(() => {
      asked++;
      return text("x".repeat(10_000));
    });
    const client = connect();
    client.stalled = true;
    client.send(GET("/").repeat(500));
    assert.ok(asked < 20, String(asked));
  });

  test("an answer that ends between a cut and the transport's end changes nothing", async () => {
    let release: (() => void) | undefined;
    async function* chunks() {
      yield Buffer.from("a");
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    }
    const { connect, failures, records } = setUp((request) => {
      request.content.whole().catch(() => release?.());
      return { kind: "response", status: 200, fields: [], content: { kind: "stream", chunks: chunks() } };
    });
    const client = connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
    await settle();
    client.sendEnd();
    await settle();
    assert.equal(client.state, "aborted");
    assert.deepEqual(failures, []);
    assert.deepEqual(
      records.map(({ status, ending, contentOctets }) => [status, ending, contentOctets]),
      [[200, "cut", 1]],
    );
  });

  test("a reader of content that was answered early learns that it gets no more, and asks for no 100", async () => {
    const outcomes: unknown[] = [];
    const later: (() => void)[] = [];
    const { connect } = setUp(async (request) => {
      later.push(() => request.content.whole().catch((error: unknown) => outcomes.push(error)));
      return text("early");
    });
    const client = connect();
    client.send("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n");
    await settle();
    client.send("abcPOST /2 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    later[0]();
    await settle();
    assert.ok(outcomes[0] instanceof ContentError);
    assert.doesNotMatch(client.received, /100 Continue/);
  });

  test("a stream learns at once that its client left, even while it has nothing to say", async () => {
    let returned = false;
    const { connect, records } = setUp(() => ({
      kind: "response",
      status: 200,
      fields: [],
      content: {
        kind: "stream",
        chunks: {
          [Symbol.asyncIterator]: () => ({
            next: () => new Promise<IteratorResult<Uint8Array>>(() => {}),
            return: async () => {
              returned = true;
              return { done: true, value: undefined };
            },
          }),
        },
      },
    }));
    const client = connect();
    client.send(GET("/"));
    await settle();
    client.reset();
    await settle();
    assert.equal(returned, true);
    assert.deepEqual(
      records.map(({ status, ending }) => [status, ending]),
      [[200, "cut"]],
    );
  });

  test("a refusal with much unread content behind it stops holding the content, and reads on", async () => {
    const { connect } = setUp(async () => {
      await settle();
      return text("no", 413);
    });
    const client = connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n");
    client.send("x".repeat(100_000));
    await settle();
    await settle();
    assert.deepEqual(responses(client.received), ["413 no"]);
    assert.equal(client.paused, false);
    assert.equal(client.state, "ended");
  });

  test("many small chunks wake their reader once a round", async () => {
    let pieces = 0;
    const { connect } = setUp(async (request) => {
      for await (const _ of request.content) pieces++;
      return text("x");
    });
    const client = connect();
    client.send(
      `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${"1\r\nx\r\n".repeat(1000)}0\r\n\r\n`,
    );
    await settle();
    assert.deepEqual(responses(client.received), ["200 x"]);
    assert.ok(pieces <= 2, String(pieces));
  });
});

describe("too many connections", () => {
  test("get 503 with Retry-After, while the others are served on", async () => {
    const { connect } = setUp(() => text("x"), {}, 1);
    const served = connect();
    const turnedAway = connect();
    await settle();
    assert.match(turnedAway.received, /^HTTP\/1\.1 503 .*\r\nRetry-After: 2\r\n/s);
    assert.equal(turnedAway.state, "ended");
    served.send(GET("/"));
    assert.deepEqual(responses(served.received), ["200 x"]);
  });

  test("are welcome again once one has left", async () => {
    const { connect, table } = setUp(() => text("x"), {}, 1);
    connect().reset();
    assert.equal(table.size, 0);
    const next = connect();
    next.send(GET("/"));
    assert.deepEqual(responses(next.received), ["200 x"]);
  });
});

describe("stopping", () => {
  test("an idle connection is closed soon, and a request that was on its way is answered", async () => {
    const { connect, clock, table } = setUp(() => text("x"));
    const idle = connect();
    idle.send(GET("/"));
    const late = connect();
    late.send(GET("/"));
    late.takeReceived();
    const drained = table.drain();
    await clock.advance(400);
    assert.equal(idle.state, "open");
    late.send(GET("/"));
    assert.match(late.received, /Connection: close/);
    await clock.advance(500);
    assert.equal(idle.state, "ended");
    idle.sendEnd();
    late.sendEnd();
    await drained;
  });

  test("a request in flight is finished, and its client told", async () => {
    let answer: (() => void) | undefined;
    const { connect, table } = setUp(
      () =>
        new Promise((resolve) => {
          answer = () => resolve(text("done"));
        }),
    );
    const client = connect();
    client.send(GET("/"));
    const drained = table.drain();
    answer?.();
    await settle();
    assert.match(client.received, /Connection: close\r\n\r\ndone$/);
    client.sendEnd();
    await drained;
  });
});

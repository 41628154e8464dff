import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { RequestContext } from "../../src/handlers/handler.ts";
import { ContentError } from "../../src/http/request.ts";
import { type HttpResponse, NO_CONTENT, refuse } from "../../src/http/response.ts";
import { createDispatcher } from "../../src/routing/dispatch.ts";
import { canonicalPath } from "../../src/uri/canonical-path.ts";
import {
  createMachine,
  field,
  handlerOf,
  namingHandler,
  request,
  route,
  server,
  textOf,
  textResponse,
} from "./routing-fixtures.ts";

const LOCAL = { address: "127.0.0.1", port: 8080 };

const SITE = server([
  route("/", ["GET"]),
  route("/upload/*", ["GET", "POST", "DELETE"]),
  route("/api/:id", ["GET", "OPTIONS"]),
  route("/cache/*", ["PURGE"]),
]);

function dispatcher(site = SITE, makeHandler = namingHandler) {
  return createDispatcher([site], makeHandler, createMachine().services);
}

/** The answer of a handler that answers at once: no promise may be involved. */
function synchronous(answer: HttpResponse | Promise<HttpResponse>): HttpResponse {
  assert.ok(!(answer instanceof Promise), "the answer needs no promise");
  return answer;
}

function answerTo(method: string, target: string, site = SITE): HttpResponse {
  return synchronous(dispatcher(site).respond(request(method, target)));
}

describe("from request to route", () => {
  const cases: readonly (readonly [
    title: string,
    method: string,
    target: string,
    status: number,
    allow?: string,
  ])[] = [
    ["answers an exact path", "GET", "/", 200],
    ["answers HEAD where GET is listed", "HEAD", "/", 200],
    ["answers a path below a prefix", "POST", "/upload/a", 200],
    ["answers an absolute-form target", "GET", "http://localhost/upload/a", 200],
    ["answers 404 where there is no route", "GET", "/nothing", 404],
    ["answers 405 to a known method that the route does not list", "POST", "/", 405, "GET, HEAD, OPTIONS"],
    ["answers 405 to a method that only another route lists", "PURGE", "/", 405, "GET, HEAD, OPTIONS"],
    ["answers a method that the configuration adds", "PURGE", "/cache/x", 200],
    ["answers 501 to a method that nobody knows", "BREW", "/", 501],
    ["answers 501 to such a method without a route too", "BREW", "/nothing", 501],
    ["answers 501 to a known method in lower case", "get", "/", 501],
    [
      "answers OPTIONS from the route's methods",
      "OPTIONS",
      "/upload/a",
      204,
      "GET, HEAD, POST, DELETE, OPTIONS",
    ],
    ["leaves OPTIONS to a route that lists it", "OPTIONS", "/api/7", 200],
    ["answers OPTIONS *", "OPTIONS", "*", 204, "GET, HEAD, POST, DELETE, OPTIONS, PURGE"],
    ["answers 405 to TRACE", "TRACE", "/", 405, "GET, HEAD, OPTIONS"],
    [
      "answers 405 to TRACE without a route",
      "TRACE",
      "/nothing",
      405,
      "GET, HEAD, POST, DELETE, OPTIONS, PURGE",
    ],
    ["answers 405 to CONNECT", "CONNECT", "example.com:443", 405, "GET, HEAD, POST, DELETE, OPTIONS, PURGE"],
    ["answers 400 to a path that climbs", "GET", "/../x", 400],
    ["answers 400 to a bad percent sign", "GET", "/%zz", 400],
    ["answers 400 to an encoded NUL", "GET", "/%00", 400],
    ["answers 400 to a backslash", "GET", "/a%5Cb", 400],
    ["routes the path that dot segments leave", "GET", "/upload/../upload/./a", 200],
    ["merges slashes before it routes", "GET", "//upload///a", 200],
    ["does not take %2F for a separator", "GET", "/upload%2Fa", 404],
  ];
  for (const [title, method, target, status, allow] of cases) {
    test(title, () => {
      const answer = answerTo(method, target);
      assert.deepEqual([answer.status, field(answer, "allow")], [status, allow]);
    });
  }

  test("gives the handler the canonical path, the rest and the parameters", () => {
    const contexts: RequestContext[] = [];
    const site = server([route("/f/*", ["GET"]), route("/u/:id", ["GET"])]);
    const application = dispatcher(site, () =>
      handlerOf((_, context) => {
        contexts.push(context);
        return textResponse("");
      }),
    );
    for (const target of ["/f/a%20b/../c?q", "/u/x%2Fy", "/f/a%2Fb"])
      application.respond(request("GET", target));
    assert.deepEqual(contexts, [
      { path: "/f/c", encodedSlash: false, rest: "c", params: new Map() },
      { path: "/u/x%2Fy", encodedSlash: true, rest: "", params: new Map([["id", "x/y"]]) },
      { path: "/f/a%2Fb", encodedSlash: true, rest: "a%2Fb", params: new Map() },
    ]);
  });

  test("gives route and handler the identical path, whatever was sent, first and remembered", () => {
    const seen: RequestContext[] = [];
    const site = server([route("/*", ["GET"])]);
    const application = dispatcher(site, () =>
      handlerOf((_, context) => {
        seen.push(context);
        return textResponse("");
      }),
    );
    const piece = fc.constantFrom(
      "/",
      "a",
      "..",
      ".",
      "%2e",
      "%2F",
      "%5c",
      "%20",
      "admin",
      "%",
      ";",
      "%c3%a9",
      "%61",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const raw = `/${pieces.join("")}`;
        seen.length = 0;
        const answers = [1, 2].map(() => synchronous(application.respond(request("GET", raw))).status);
        const expected = canonicalPath(raw);
        if (expected.kind === "path-fault") return assert.deepEqual([answers, seen], [[400, 400], []]);
        assert.deepEqual(answers, [200, 200]);
        for (const { path, rest } of seen)
          assert.deepEqual([path, `/${rest}`], [expected.path, expected.path]);
      }),
      { numRuns: 500 },
    );
  });

  test("chooses between servers by the authority", () => {
    const named = [["first.test"], ["*.wild.test"]].map((serverNames, index) =>
      server([route("/*", ["GET"], { handler: { kind: "unbuilt", feature: `${index}` } })], { serverNames }),
    );
    const application = createDispatcher(named, namingHandler, createMachine().services);
    const bodyFor = (authority: string) =>
      textOf(synchronous(application.respond(request("GET", "/", { authority }))));
    assert.deepEqual(["FIRST.test:80", "a.wild.test", "?", ""].map(bodyFor), ["0", "1", "0", "0"]);
  });

  test("remembers no path of one server for another", () => {
    const named = ["a.test", "b.test"].map((name) =>
      server([route("/*", ["GET"], { handler: { kind: "unbuilt", feature: name } })], {
        serverNames: [name],
      }),
    );
    const application = createDispatcher(named, namingHandler, createMachine().services);
    for (const authority of ["a.test", "b.test", "a.test"]) {
      assert.equal(textOf(synchronous(application.respond(request("GET", "/x", { authority })))), authority);
    }
  });

  test("keeps answering rightly when more paths come than it remembers", () => {
    const application = dispatcher(server([route("/*", ["GET"]), route("/e", ["GET"])]));
    for (let index = 0; index < 3000; index++) {
      assert.equal(textOf(synchronous(application.respond(request("GET", `/${index}`)))), "/*");
    }
    assert.equal(textOf(synchronous(application.respond(request("GET", "/e")))), "/e");
  });
});

describe("a path that is written in many ways reaches one route (PEERS class 1)", () => {
  const site = server([route("/*", ["GET"]), route("/admin/*", ["GET"])]);
  const cases: readonly (readonly [target: string, found: string])[] = [
    ["/admin/secret.txt", "/admin/*"],
    ["//admin/secret.txt", "/admin/*"],
    ["/x/../admin/secret.txt", "/admin/*"],
    ["/./admin/secret.txt", "/admin/*"],
    ["/%61dmin/secret.txt", "/admin/*"],
    ["/admin/%2e%2e/admin/secret.txt", "/admin/*"],
    ["http://127.0.0.1:8080/admin/secret.txt", "/admin/*"],
    ["http://127.0.0.1:8080//admin/secret.txt", "/admin/*"],
    ["/admin/secret.txt/", "/admin/*"],
    ["/admin/secret.txt%20", "/admin/*"],
    ["/admin%2fsecret.txt", "/*"],
    ["/x/..%2fadmin/secret.txt", "/*"],
    ["/ADMIN/secret.txt", "/*"],
    ["/..;/admin/secret.txt", "/*"],
    ["/.%252e/admin/secret.txt", "/*"],
    ["/admin%5csecret.txt", "400"],
    ["/../admin/secret.txt", "400"],
    ["/%2e%2e/admin/secret.txt", "400"],
    ["/%c0%ae%c0%ae/admin/secret.txt", "400"],
    ["/..%5cadmin/secret.txt", "400"],
  ];
  for (const [target, found] of cases) {
    test(`${target} is ${found}`, () => {
      const answer = answerTo("GET", target, site);
      assert.equal(answer.status === 200 ? textOf(answer) : String(answer.status), found);
    });
  }
});

describe("the slash that a prefix has and the path lacks", () => {
  const cases: readonly (readonly [target: string, location: string])[] = [
    ["/upload", "/upload/"],
    ["/upload?a=1&b=//evil.test", "/upload/?a=1&b=//evil.test"],
    ["/upload?", "/upload/?"],
    ["//upload", "/upload/"],
    ["http://localhost/upload?q", "/upload/?q"],
    ["/upload?\u00e9", "/upload/?%e9"],
  ];
  for (const [target, location] of cases) {
    test(`redirects ${target} with 308 to ${location}`, () => {
      const answer = answerTo("GET", target);
      assert.deepEqual([answer.status, field(answer, "location")], [308, location]);
    });
  }
  test("is added for every method that is allowed there, and no other", () => {
    assert.equal(answerTo("DELETE", "/upload").status, 308);
    assert.equal(answerTo("PUT", "/upload").status, 405);
    assert.equal(answerTo("OPTIONS", "/upload").status, 204);
  });
});

describe("limits", () => {
  test("are the route's, told once before the handler is asked", () => {
    const asked = request("GET", "/upload/a");
    dispatcher().respond(asked);
    assert.deepEqual(asked.limits, [{ contentOctets: 1000, bodyTimeoutMs: 30_000, writeTimeoutMs: 60_000 }]);
    assert.deepEqual(asked.servedBy, { server: 0, serverName: "", route: "/upload/*" });
  });
  test("are the server's where there is no route", () => {
    const asked = request("GET", "/nothing");
    dispatcher().respond(asked);
    assert.deepEqual(
      asked.limits.map((limits) => limits.contentOctets),
      [2000],
    );
    assert.deepEqual(asked.servedBy, { server: 0, serverName: "", route: "" });
  });
  test("name the server by its place in the whole configuration", () => {
    const other = server([]);
    const asked = request("GET", "/");
    createDispatcher([SITE], namingHandler, createMachine().services, [other, SITE]).respond(asked);
    assert.equal(asked.servedBy?.server, 1);
  });
  test("let content of exactly the allowed length through", () => {
    assert.equal(
      synchronous(dispatcher().respond(request("POST", "/upload/a", { length: 1000 }))).status,
      200,
    );
  });
  test("refuse longer content at once, the handler unasked (413)", () => {
    const application = dispatcher(SITE, () => handlerOf(() => assert.fail("the handler was asked")));
    assert.equal(
      synchronous(application.respond(request("POST", "/upload/a", { length: 1001 }))).status,
      413,
    );
  });
  test("leave content of unknown length to the connection", () => {
    assert.equal(
      synchronous(dispatcher().respond(request("POST", "/upload/a", { length: undefined }))).status,
      200,
    );
  });
});

describe("what a handler may do", () => {
  const site = server([route("/*", ["GET"])]);
  const withHandler = (handle: Parameters<typeof handlerOf>[0]) => {
    const machine = createMachine();
    return { machine, application: createDispatcher([site], () => handlerOf(handle), machine.services) };
  };

  test("answer at once: no promise is made", () => {
    synchronous(withHandler(() => textResponse("x")).application.respond(request("GET", "/")));
  });
  test("answer later", async () => {
    const { application } = withHandler(async () => textResponse("later"));
    assert.equal(textOf(await application.respond(request("GET", "/"))), "later");
  });
  test("refuse, which makes an error page", async () => {
    const { application } = withHandler(async () => refuse(403, "Not <you>.", [["X-Why", "because"]]));
    const answer = await application.respond(request("GET", "/"));
    assert.deepEqual([answer.status, field(answer, "x-why")], [403, "because"]);
    assert.match(textOf(answer), /Not &lt;you&gt;\./);
  });
  test("answer 404 by itself, which stays as it is", () => {
    const own = textResponse("mine", { status: 404 });
    const { application } = withHandler(() => own);
    assert.equal(synchronous(application.respond(request("GET", "/"))), own);
  });

  const throwing: readonly (readonly [string, Parameters<typeof handlerOf>[0]])[] = [
    [
      "throw",
      () => {
        throw new Error("secret detail", { cause: new Error("deep cause") });
      },
    ],
    [
      "reject",
      async () => {
        throw new Error("secret detail", { cause: new Error("deep cause") });
      },
    ],
  ];
  for (const [verb, handle] of throwing) {
    test(`${verb}, which is a 500 whose stack only the log shows`, async () => {
      const { machine, application } = withHandler(handle);
      const answer = await application.respond(request("GET", "/x?token=1"));
      assert.equal(answer.status, 500);
      assert.ok(!textOf(answer).includes("secret detail"));
      assert.ok(textOf(answer).includes("id-1"), "the page names the request");
      const [entry] = machine.entries;
      assert.deepEqual([machine.entries.length, entry.level], [1, "error"]);
      const { id, method, path, cause } = entry.details;
      assert.deepEqual([id, method, path], ["id-1", "GET", "/x"]);
      assert.match(String(cause), /secret detail\n.*dispatch\.test\.ts.*caused by Error: deep cause/s);
    });
  }
  test("throw what is no error", async () => {
    const { application } = withHandler(() => {
      throw undefined;
    });
    assert.equal((await application.respond(request("GET", "/"))).status, 500);
  });
  test("let the content's own faults pass: too large is 413, cut short is 400", async () => {
    for (const [kind, status] of [
      ["too-large", 413],
      ["incomplete", 400],
    ] as const) {
      const { machine, application } = withHandler(async () => {
        throw new ContentError(kind, "x");
      });
      assert.equal((await application.respond(request("GET", "/"))).status, status);
      assert.deepEqual(machine.entries, []);
    }
  });
  test("fail while even the log fails: the answer is a bare 500", async () => {
    const machine = createMachine();
    const log = {
      ...machine.services.log,
      error: () => {
        throw new Error("log");
      },
    };
    const application = createDispatcher(
      [site],
      () =>
        handlerOf(() => {
          throw new Error("x");
        }),
      { ...machine.services, log },
    );
    const answer = await application.respond(request("GET", "/"));
    assert.deepEqual([answer.status, answer.content], [500, NO_CONTENT]);
  });
});

describe("shared answers", () => {
  const shared = textResponse("hot", { shared: true });
  const site = server([route("/a", ["GET"]), route("/b", ["GET"], { headers: new Map([["X-B", "1"]]) })], {
    serverHeader: true,
  });
  const withServerLine = { ...site, routes: site.routes.map((each) => ({ ...each, serverHeader: true })) };

  test("come back as the same object, still shared, so that encoders can know them", () => {
    const application = dispatcher(withServerLine, () => handlerOf(() => shared));
    const [first, second] = [1, 2].map(() => synchronous(application.respond(request("GET", "/a"))));
    assert.equal(first, second);
    assert.equal(first.shared, true);
    assert.equal(field(first, "server"), "ferrous");
    assert.equal(field(shared, "server"), undefined, "the handler's own object is not touched");
  });
  test("are kept apart by route", () => {
    const application = dispatcher(withServerLine, () => handlerOf(() => shared));
    assert.equal(field(synchronous(application.respond(request("GET", "/a"))), "x-b"), undefined);
    assert.equal(field(synchronous(application.respond(request("GET", "/b"))), "x-b"), "1");
  });
  test("hold for OPTIONS too", () => {
    const application = dispatcher(withServerLine);
    const [first, second] = [1, 2].map(() => synchronous(application.respond(request("OPTIONS", "/a"))));
    assert.equal(first, second);
  });
});

describe("what the connection refuses", () => {
  const site = server(
    [
      route("/x/*", ["POST"], {
        // As the configuration gives it: the server's laid under the route's.
        headers: new Map([
          ["X-Server", "1"],
          ["X-Route", "1"],
        ]),
        errorPages: new Map([["413", "/p/413.html"]]),
      }),
    ],
    { headers: new Map([["X-Server", "1"]]), errorPages: new Map([["4xx", "/p/4xx.html"]]) },
  );
  const machine = createMachine();
  machine.files.set("/p/413.html", "route's {{status}}").set("/p/4xx.html", "server's {{status}} {{reason}}");
  const application = createDispatcher([site], namingHandler, machine.services);

  test("gets the default server's pages and headers where no head was understood", async () => {
    const answer = await application.refuse(refuse(431, "Too large."), undefined, LOCAL);
    assert.equal(textOf(answer), "server's 431 Request Header Fields Too Large");
    assert.deepEqual([field(answer, "x-server"), field(answer, "x-route")], ["1", undefined]);
  });
  test("gets the route's pages and headers where the request has one", async () => {
    const answer = await application.refuse(refuse(413, "Too large."), request("POST", "/x/y"), LOCAL);
    assert.equal(textOf(answer), "route's 413");
    assert.deepEqual([field(answer, "x-server"), field(answer, "x-route")], ["1", "1"]);
  });
  test("is answered as it is whatever the path", async () => {
    for (const target of ["/%zz", "/nothing", "/x"]) {
      assert.equal(
        (await application.refuse(refuse(417, "No."), request("POST", target), LOCAL)).status,
        417,
      );
    }
  });
  test("does not lose which route a request was served by", async () => {
    const asked = request("POST", "/x/y");
    application.respond(asked);
    const before = asked.servedBy;
    await application.refuse(refuse(408, "Slow."), asked, LOCAL);
    assert.equal(asked.servedBy, before);
    assert.equal(asked.limits.length, 1);
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RepresentationCache } from "../../src/files/representation-cache.ts";
import type { RequestContext } from "../../src/handlers/handler.ts";
import type { HandlerOptions } from "../../src/handlers/options.ts";
import { createHandler } from "../../src/handlers/registry.ts";
import { canonical, createMachine, request } from "../routing/routing-fixtures.ts";

const CONTEXT: RequestContext = { path: canonical("/x"), encodedSlash: false, rest: "", params: new Map() };

function handlerFor(options: HandlerOptions) {
  const { services } = createMachine();
  return createHandler(options, { ...services, representations: new RepresentationCache(services.clock) });
}

describe("the handler that a route's options ask for", () => {
  test("redirects", () => {
    const outcome = handlerFor({ kind: "redirect", to: "/y", status: 303 }).handle(
      request("GET", "/x"),
      CONTEXT,
    );
    assert.ok(!(outcome instanceof Promise));
    assert.equal(outcome.status, 303);
  });

  test("refuses with 501 what is not built yet, and names it", async () => {
    const handler = handlerFor({ kind: "unbuilt", feature: "CGI scripts" });
    const outcome = handler.handle(request("GET", "/x"), CONTEXT);
    assert.ok(!(outcome instanceof Promise) && outcome.kind === "refusal");
    assert.equal(outcome.status, 501);
    assert.match(outcome.detail, /CGI scripts/);
    assert.match((await handler.explain("GET", CONTEXT)).join(), /CGI scripts: not built yet/);
  });
});

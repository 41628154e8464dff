// The site that the engine's tests ask for, and what every answer of the server owes to its client.
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { ReadingMode } from "../../src/net/reading.ts";
import { createTcpNetwork } from "../../src/net/tcp-network.ts";
import type { Clock } from "../../src/platform/clock.ts";
import type { Platform } from "../../src/platform/platform.ts";
import { get, RawClient, type RawResponse } from "../support/raw-client.ts";
import { type RunningServer, startServer } from "../support/running-server.ts";

/** Both ways of reading from sockets: what holds for one has to hold for the other. */
export const READING_MODES = ["shared", "plain"] as const satisfies readonly ReadingMode[];

/** What a test may ask for. */
export interface EngineSetup {
  /** Top-level lines of config.yaml. */
  readonly top?: string;
  /** More lines of the only server, indented by four spaces. */
  readonly server?: string;
  /** More routes, indented by six spaces. */
  readonly routes?: string;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly reading?: ReadingMode;
  readonly clock?: Clock;
  readonly platform?: (system: Platform) => Platform;
  readonly prepare?: (folder: string) => void;
}

/** `/` and `/form` take POST; `/admin` is what a smuggled request asks for. */
export async function startEngine(t: TestContext, setup: EngineSetup = {}): Promise<RunningServer> {
  const { top = "", server = "", routes = "", files = {}, reading = "shared", clock, prepare } = setup;
  return startServer(t, {
    yaml: `${top}
servers:
  - host: "127.0.0.1"
    port: 0
    server_name: "default"
${server}
    routes:
      - { path: "/", methods: [GET, POST], handler: File, file: home.html }
      - { path: "/form", methods: [GET, POST], handler: File, file: home.html, max_body_size: "1MiB" }
      - { path: "/admin", handler: File, file: admin.html }
      - { path: "/static/*", handler: File, file: static/, directory_listing: true }
      - { path: "/old", redirect: { to: "/", status: 301 } }
${routes}
`,
    files: { "home.html": "home", "admin.html": "ADMIN", "static/hello.txt": "hello", ...files },
    platform: (system) => {
      const own = {
        ...system,
        network: createTcpNetwork(reading),
        ...(clock === undefined ? {} : { clock }),
      };
      return setup.platform?.(own) ?? own;
    },
    ...(prepare === undefined ? {} : { prepare }),
  });
}

const IMF_FIXDATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/** What every answer has; its framing was checked by whoever read it. */
export function assertWellFormed(response: RawResponse): void {
  assert.match(response.fields.get("date") ?? "", IMF_FIXDATE);
  assert.equal(response.fields.get("server"), "ferrous");
}

/** An answer that ends its connection: says so, and nothing follows but FIN. */
export async function assertLast(client: RawClient, response: RawResponse): Promise<void> {
  assertWellFormed(response);
  assert.equal(response.fields.get("connection"), "close");
  assert.deepEqual(await client.closed(), { unread: 0 });
  assert.equal(client.error, undefined);
}

/** The server goes on as if nothing had been. */
export async function assertStillServing(port: number): Promise<void> {
  const { status, body } = await get(port, "/");
  assert.deepEqual([status, body.toString()], [200, "home"]);
}

/** One turn of the event loop: what sockets have to say is heard. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** How a wire is given to the socket. */
export type Feeding = "whole" | "octet by octet";

/** Sends a wire; octet by octet with a turn of the loop in between, until the server has closed. */
export async function feed(client: RawClient, wire: string, feeding: Feeding): Promise<void> {
  if (feeding === "whole") return client.send(wire);
  for (const octet of Buffer.from(wire, "latin1")) {
    if (client.socket.destroyed) return;
    client.send(Uint8Array.of(octet));
    await turn();
  }
}

/** Connects for one test. */
export async function connected(t: TestContext, port: number): Promise<RawClient> {
  const client = await RawClient.to(port);
  t.after(() => client.close());
  return client;
}

// The whole server, on the machine's own sockets and files, for tests that look at it from outside.
import type { Config } from "../../src/config/config.ts";
import { silentLog } from "../../src/platform/log.ts";
import { createRuntime, createSystemPlatform } from "../../src/server.ts";

/** A server at work. */
export interface SiteServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly origin: string;
  stop(): Promise<void>;
}

/** Starts a configuration of one listener on any free port of the loopback address, without logs. */
export async function startSite(config: Config): Promise<SiteServer> {
  const runtime = createRuntime(createSystemPlatform(silentLog));
  const servers = config.servers.map((server) => ({
    ...server,
    host: "127.0.0.1",
    port: 0,
    accessLog: { ...server.accessLog, to: { kind: "off" } as const },
  }));
  const applied = await runtime.apply({ ...config, servers });
  if (applied.kind === "failed") throw new Error(applied.messages.join("\n"));
  const port = applied.listeners[0]?.port;
  return {
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      runtime.kill();
    },
  };
}

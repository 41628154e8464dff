// `ferrous serve DIR` means the same as the configuration that one would write for it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { folderConfig } from "../../src/config/folder-config.ts";
import { valid } from "./reading.ts";

describe("`folderConfig`", () => {
  const cases = [
    ["serves a folder with listings", false, false, ""],
    ["sends an application's pages to its index", true, false, ", spa: true"],
    ["takes files where it is asked to", false, true, ", methods: [GET, POST]"],
  ] as const;
  for (const [title, spa, upload, keys] of cases) {
    test(title, async () => {
      const route = `{path: /*, handler: File, file: public/, directory_listing: true${keys}}`;
      const written = await valid(`servers: [{host: 127.0.0.1, port: 0, routes: [${route}]}]`);
      const made = folderConfig({ folder: "/site/public", host: "127.0.0.1", port: 0, spa, upload });
      const [server] = written.servers;
      const maxBodyOctets = upload ? 1_000_000_000 : 10_000_000;
      const routes = server.routes.map((one) => ({ ...one, source: undefined }));
      assert.deepEqual(made, {
        ...written,
        file: undefined,
        servers: [{ ...server, maxBodyOctets, routes }],
      });
    });
  }

  test("loads neither the schema nor the YAML parser", () => {
    const module = JSON.stringify(join(import.meta.dirname, "../../src/config/folder-config.ts"));
    const script = `
      import { registerHooks } from "node:module";
      const seen = [];
      registerHooks({ resolve(name, context, next) { seen.push(name); return next(name, context); } });
      await import(${module});
      console.log(seen.filter((name) => /^(zod|yaml)/.test(name)).length, seen.length > 1);
    `;
    const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
      encoding: "utf8",
    });
    assert.equal(printed.trim(), "0 true");
  });
});

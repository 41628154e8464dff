// The library as a program uses it: what `serve()` takes, refuses and says.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { folderConfig } from "../../src/config/folder-config.ts";
import { ServeError, type ServeOptions, serve } from "../../src/index.ts";

describe("`serve`", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "ferrous-library-"));
    writeFileSync(join(folder, "note.txt"), "a note");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function refusal(options: ServeOptions): Promise<string> {
    try {
      const server = await serve(options);
      await server.close();
    } catch (error) {
      assert.ok(error instanceof ServeError, String(error));
      return error.message;
    }
    assert.fail("it started");
  }

  const config = (file: string) => join(folder, file);

  test("serves a folder on loopback and leaves the program's stdout alone", () => {
    const library = JSON.stringify(join(import.meta.dirname, "../../src/index.ts"));
    const program = `
      import { serve } from ${library};
      const server = await serve({ folder: ${JSON.stringify(folder)} });
      console.log(new URL(server.url).hostname, await (await fetch(new URL("note.txt", server.url))).text());
      await server.close();
    `;
    const parameters = ["--input-type=module", "--eval", program];
    assert.equal(execFileSync(process.execPath, parameters, { encoding: "utf8" }), "127.0.0.1 a note\n");
  });

  test("takes IPv6 with brackets", async () => {
    await using server = await serve({ folder, host: "[::1]" });
    assert.match(server.url, /^http:\/\/\[::1\]:/);
  });

  test("refuses what is no port", async () => {
    for (const port of [99_999, -1, 1.5, Number.NaN]) {
      assert.match(await refusal({ folder, port }), /is no port: a number from 0/);
    }
    // As a program without types would give it.
    const untyped: object = { folder, port: "8080x" };
    assert.equal(await refusal(untyped), '"8080x" is no port: a number from 0 (any free one) to 65535.');
  });

  test("refuses what is no host, the empty text first of all", async () => {
    const sentence = " is no host to listen on: an address or a name, without a port.";
    assert.equal(await refusal({ folder, host: "" }), `""${sentence}`);
    assert.equal(await refusal({ folder, host: "127.0.0.1:80" }), `"127.0.0.1:80"${sentence}`);
  });

  test("refuses the same in a configuration made in memory", async () => {
    const made = folderConfig({ folder, host: "", port: 0, spa: false, upload: false });
    assert.match(await refusal({ config: made }), /^"" is no host/);
    assert.match(await refusal({ config: { ...made, servers: [] } }), /has no server/);
  });

  test("refuses a folder that is missing, or is a file", async () => {
    assert.equal(await refusal({ folder: config("none") }), `there is no folder ${config("none")}.`);
    assert.equal(await refusal({ folder: config("note.txt") }), `${config("note.txt")} is no folder.`);
  });

  test("refuses an error log that can't be opened", async () => {
    const made = folderConfig({ folder, host: "127.0.0.1", port: 0, spa: false, upload: false });
    const errorLog = { kind: "file", path: config("note.txt/error.log") } as const;
    assert.match(await refusal({ config: { ...made, errorLog } }), /^The log file .* can't be opened/);
  });

  test("refuses folder and configuration together, and one address for several listeners", async () => {
    assert.match(await refusal({ folder, config: "config.yaml" }), /not both/);
    const made = folderConfig({ folder, host: "127.0.0.1", port: 0, spa: false, upload: false });
    const [server] = made.servers;
    const several = { ...made, servers: [server, { ...server, host: "::1" }] };
    assert.match(await refusal({ config: several, port: 0 }), /several listeners/);
  });
});

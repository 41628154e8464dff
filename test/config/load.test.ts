// Configuration files on the disk, those of the repository among them.
import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { formatDiagnostic } from "../../src/config/diagnostics.ts";
import { loadConfig } from "../../src/config/load.ts";
import { STARTER_FOLDER, startCommand, starter, starterPage } from "../../src/config/starter.ts";
import { createSystemDisk } from "../../src/files/system-disk.ts";

const repository = join(import.meta.dirname, "../..");
const disk = createSystemDisk();

/** What `ferrous check` would print. */
async function check(file: string): Promise<readonly string[]> {
  const loaded = await loadConfig(file, disk);
  return (loaded.kind === "config" ? loaded.warnings : loaded.diagnostics).map(formatDiagnostic);
}

describe("`loadConfig`", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "ferrous-config-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("reads the sample as it is written, without a warning", async () => {
    const file = join(repository, "examples/sample.yaml");
    const loaded = await loadConfig(file, disk);
    if (loaded.kind === "invalid") assert.fail(loaded.diagnostics.map(formatDiagnostic).join("\n"));
    assert.deepEqual(loaded.warnings, []);
    const [server] = loaded.config.servers;
    const routes = server.routes.map(({ path, methods, handler }) => [path, methods.join(), handler.kind]);
    assert.deepEqual(routes, [
      ["/", "GET", "file"],
      ["/upload/*", "GET,POST,DELETE", "file"],
      ["/cgi-bin/*", "GET,POST", "unbuilt"],
      ["/static/*", "GET,HEAD", "file"],
    ]);
    assert.deepEqual([server.host, server.port, server.serverNames], ["0.0.0.0", 8080, ["default"]]);
    assert.deepEqual(
      [...server.errorPages],
      [
        ["404", join(repository, "examples/error_pages/404.html")],
        ["500", join(repository, "examples/error_pages/500.html")],
      ],
    );
    assert.equal(loaded.config.file, file);
  });

  test("reads the shipped configuration, without a warning", {
    skip: !existsSync(join(repository, "config.yaml")),
  }, async () => {
    assert.deepEqual(await check(join(repository, "config.yaml")), []);
    const [first] = readFileSync(join(repository, "config.yaml"), "utf8").split("\n");
    assert.equal(first, "# yaml-language-server: $schema=./schema.json");
  });

  test("reads the starter wherever it lies, without a warning", async () => {
    const file = join(folder, "starter.yaml");
    const text = starter("starter.yaml");
    writeFileSync(file, text);
    mkdirSync(join(folder, STARTER_FOLDER), { recursive: true });
    assert.deepEqual(await check(file), []);
    assert.match(text, /^# yaml-language-server: \$schema=/);
  });

  test("reads the starter whatever its name", async () => {
    const file = join(folder, "named.yaml");
    writeFileSync(file, starter("my site\nservers: [].yaml"));
    mkdirSync(join(folder, STARTER_FOLDER), { recursive: true });
    assert.deepEqual(await check(file), []);
  });

  test("reads the starter with everything that it only suggests", async () => {
    const file = join(folder, "suggestions.yaml");
    writeFileSync(
      file,
      starter("config.yaml").replace(
        /^( *)# (?=( *)(- path|methods|handler|file|directory_listing|cache_control|cgi_extension|module|redirect|server_name|headers|X-|error_pages|\dxx|\d{3}))/gm,
        "$1",
      ),
    );
    assert.deepEqual(
      (await check(file)).map((line) =>
        line
          .slice(file.length)
          .replace(/^:\d+:\d+: /, "")
          .replaceAll(folder, ""),
      ),
      [
        'servers[0].error_pages.404: found "pages/404.html" (/pages/404.html), which is missing; allowed: a file that exists',
        'servers[0].error_pages.5xx: found "pages/error.html" (/pages/error.html), which is missing; allowed: a file that exists',
        "servers[0].routes[2].path: there is no folder /cgi-bin for its programs; make it, or name another with cgi_root",
        'servers[0].routes[3].module: found "functions/hello.ts" (/functions/hello.ts), which is missing; allowed: a file that exists',
      ],
    );
  });

  test("says in words that a file is missing, a folder, or no text", async () => {
    const missing = join(folder, "none.yaml");
    const binary = join(folder, "binary.yaml");
    writeFileSync(binary, Buffer.from([0xff, 0xfe, 0x00]));
    assert.deepEqual(await check(missing), [
      `${missing}:1:1: there is no such file; \`ferrous init\` writes one to start from, \`ferrous serve DIR\` needs none`,
    ]);
    assert.deepEqual(await check(binary), [`${binary}:1:1: is not UTF-8 text`]);
    const circle = join(folder, "circle.yaml");
    symlinkSync("circle.yaml", circle);
    assert.deepEqual(await check(circle), [`${circle}:1:1: is a link that leads round in a circle`]);
    const long = join(folder, "x".repeat(300));
    assert.deepEqual(await check(long), [`${long}:1:1: has a name that is too long for this system`]);
    assert.match((await check(folder)).join("\n"), /:1:1: (is no file, but a folder)/);
  });
});

describe("the starter", () => {
  test("says how it is started, with its own name", () => {
    assert.equal(startCommand("config.yaml"), "npx ferrous");
    assert.equal(startCommand("sites/a.yaml"), "npx ferrous sites/a.yaml");
    assert.equal(startCommand("my site.yaml"), 'npx ferrous "my site.yaml"');
    assert.match(starter("config.yaml"), /start with `npx ferrous`/);
    assert.match(starter("a.yaml"), /`npx ferrous a\.yaml`.*`npx ferrous check a\.yaml`/);
  });

  test("comes with a page that names it, escaped", () => {
    assert.match(starterPage("a<b.yaml"), /<code>a&lt;b\.yaml<\/code>/);
  });
});

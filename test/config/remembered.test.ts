// A start that has read the same text before: what comes of it is what the whole way gives, or the whole way itself.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { type LoadedConfig, loadConfig } from "../../src/config/load.ts";
import { starter } from "../../src/config/starter.ts";
import type { PrivateTexts } from "../../src/files/private-texts.ts";
import { createSystemDisk } from "../../src/files/system-disk.ts";

const repository = join(import.meta.dirname, "../..");
const disk = createSystemDisk();

/** Texts in memory, which notes what was asked for and kept. */
class NotingTexts implements PrivateTexts {
  readonly kept = new Map<string, string>();
  sets = 0;

  get(name: string): string | undefined {
    return this.kept.get(name);
  }

  set(name: string, text: string): void {
    this.sets++;
    this.kept.set(name, text);
  }

  /** Puts another text in place of each that was kept. */
  spoil(change: (text: string) => string): void {
    for (const [name, text] of this.kept) this.kept.set(name, change(text));
  }
}

const MANY_KEYS = `
connection_timeout_secs: 5.5
max_body_size: &size "1.5MiB"
headers: {X-Frame-Options: DENY, X-Nothing: null}
limits: {header_bytes: 8KiB, connections: 100}
session: {store: sqlite, path: sessions.db, secure: true}
access_log: {to: off, format: json}
servers:
  - host: "::1"
    port: 8081
    server_name: [Example.com, "*.EXAMPLE.com", bücher.example]
    max_body_size: *size
    error_pages: {404: page.html, 5xx: page.html}
    routes:
      - {path: "/*", handler: File, file: tree/, try_files: ["{path}", "=404"], index: [a.html], cache_control: no-store}
      - path: "/old/*"
        redirect: {to: "/new/{rest}", status: 301}
      - {path: "/x/:id", handler: Function, module: page.html}
      - {path: "/cgi-bin/*", handler: Function, cgi_extension: .py, cgi_root: tree, env: {A: 1, B: true, C: "0755"}}
  - port: 8082
    routes: [{path: /one, handler: File, file: page.html, methods: [GET, POST]}]
`;

describe("a text that was read before", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ferrous-remembered-"));
    file = join(folder, "config.yaml");
    mkdirSync(join(folder, "tree"));
    writeFileSync(join(folder, "page.html"), "");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Reads the file with a memory, and says whether it was the memory that answered. */
  async function loadAgain(texts: NotingTexts): Promise<{ loaded: LoadedConfig; remembered: boolean }> {
    const before = texts.sets;
    const loaded = await loadConfig(file, disk, texts);
    return { loaded, remembered: loaded.kind === "config" && texts.sets === before };
  }

  /** A memory that knows the file. */
  async function knowing(text: string): Promise<NotingTexts> {
    const texts = new NotingTexts();
    writeFileSync(file, text);
    const { loaded } = await loadAgain(texts);
    assert.deepEqual(loaded.kind === "config" ? loaded.warnings : loaded.diagnostics, []);
    assert.equal(texts.sets, 1);
    return texts;
  }

  for (const name of ["config.yaml", "examples/sample.yaml"]) {
    test(`is the same configuration: ${name}`, async () => {
      const shipped = join(repository, name);
      const whole = await loadConfig(shipped, disk);
      const texts = new NotingTexts();
      assert.deepEqual(await loadConfig(shipped, disk, texts), whole);
      assert.equal(texts.sets, 1);
      assert.deepEqual(await loadConfig(shipped, disk, texts), whole);
      assert.equal(texts.sets, 1);
    });
  }

  for (const { title, text } of [
    { title: "the starter", text: starter("config.yaml") },
    { title: "one with keys of all kinds", text: MANY_KEYS },
  ]) {
    test(`is the same configuration: ${title}`, async () => {
      for (const name of ["templates", "static", "public", "error_pages"])
        cpSync(join(repository, "templates"), join(folder, name), { recursive: true });
      const texts = await knowing(text);
      const { loaded, remembered } = await loadAgain(texts);
      assert.ok(remembered);
      assert.deepEqual(loaded, await loadConfig(file, disk));
    });
  }

  test("keeps the place of each route, for `ferrous explain`", async () => {
    const { loaded } = await loadAgain(await knowing(MANY_KEYS));
    assert.equal(loaded.kind, "config");
    const routes = loaded.kind === "config" ? loaded.config.servers.flatMap((server) => server.routes) : [];
    assert.deepEqual(
      routes.map(({ source }) => [source?.line, source?.column]),
      [
        [15, 9],
        [16, 9],
        [18, 9],
        [19, 9],
        [21, 14],
      ],
    );
  });

  test("is read anew once it is changed, by a single letter too", async () => {
    const texts = await knowing(MANY_KEYS);
    writeFileSync(file, MANY_KEYS.replace("8081", "8083"));
    const { loaded, remembered } = await loadAgain(texts);
    assert.ok(!remembered);
    assert.equal(loaded.kind === "config" ? loaded.config.servers[0].port : 0, 8083);
    assert.ok((await loadAgain(texts)).remembered);
  });

  test("tells its mistakes, with their places, if what it names is gone", async () => {
    const texts = await knowing(MANY_KEYS);
    rmSync(join(folder, "tree"), { recursive: true });
    const { loaded } = await loadAgain(texts);
    assert.equal(loaded.kind, "invalid");
    assert.deepEqual(loaded, await loadConfig(file, disk));
  });

  test("tells its warnings, with their places, if what it names is another thing now", async () => {
    const texts = await knowing(
      "servers: [{routes: [{path: /p, handler: File, file: page.html, methods: [GET]}]}]",
    );
    rmSync(join(folder, "page.html"));
    mkdirSync(join(folder, "page.html"));
    const { loaded } = await loadAgain(texts);
    assert.deepEqual(loaded.kind === "config" ? loaded.warnings.map(({ column }) => column) : [], [28]);
  });

  test("is not kept with a mistake or a warning in it", async () => {
    const texts = new NotingTexts();
    for (const text of [
      "servers: [",
      "servers: [{routes: [{path: /p, handler: File, file: missing}]}]",
      "servers: [{routes: [{path: /p, handler: File, file: page.html, methods: [PROPFINDE, GETT]}]}]",
    ]) {
      writeFileSync(file, text);
      await loadConfig(file, disk, texts);
      assert.equal(texts.sets, 0, text);
    }
  });

  for (const { title, change } of [
    { title: "cut off", change: (text: string) => text.slice(0, -10) },
    { title: "empty", change: () => "" },
    { title: "of another kind", change: () => '["text"]' },
    { title: "without its parts", change: () => "{}" },
    {
      title: "of another version",
      change: (text: string) => text.replace(/"revision":"\w+"/, '"revision":"0"'),
    },
    {
      title: "of another text",
      change: (text: string) => text.replace("connection_timeout_secs", "connection_timeout_sec"),
    },
    {
      title: "of another shape",
      change: (text: string) => text.replace(/"servers":\[.*\]\}/, '"servers":5}'),
    },
  ]) {
    test(`is read anew where what was kept is ${title}`, async () => {
      const texts = await knowing(MANY_KEYS);
      const before = [...texts.kept.values()];
      texts.spoil(change);
      assert.notDeepEqual([...texts.kept.values()], before);
      const { loaded, remembered } = await loadAgain(texts);
      assert.ok(!remembered);
      assert.deepEqual(loaded, await loadConfig(file, disk));
      assert.deepEqual([...texts.kept.values()], before);
    });
  }

  test("does not stand for the same text in another folder", async () => {
    const texts = await knowing(MANY_KEYS);
    const kept = readFileSync(file, "utf8");
    mkdirSync(join(folder, "tree/inner"));
    writeFileSync(join(folder, "tree/inner/config.yaml"), kept);
    const loaded = await loadConfig(join(folder, "tree/inner/config.yaml"), disk, texts);
    assert.equal(loaded.kind, "invalid");
  });
});

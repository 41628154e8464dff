// The commands that start nothing, as a person runs them.
import assert from "node:assert/strict";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { runFerrous, temporaryFolder } from "./ferrous-process.ts";

describe("`ferrous check`", () => {
  test("finds nothing to say about a good configuration but what is in it", async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, "index.html"), "hello");
    const routes = '[{ path: "/", handler: File, file: index.html }]';
    await writeFile(join(folder, "good.yaml"), `servers:\n  - port: 8080\n    routes: ${routes}\n`);
    const ended = await runFerrous(t, ["check", "good.yaml"], { cwd: folder });
    assert.deepEqual(ended, { status: 0, stdout: "good.yaml is valid: 1 server, 1 route.\n", stderr: "" });
  });

  test("prints every mistake with its place on stderr", async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, "config.yaml"), "servers:\n  - prot: 8080\n    host: 7\n    routes: []\n");
    const { status, stdout, stderr } = await runFerrous(t, ["check"], { cwd: folder });
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, /config\.yaml:2:5: servers\[0\]\.prot: .*port/);
    assert.match(stderr, /config\.yaml:3:\d+: servers\[0\]\.host: /);
    for (const line of stderr.trimEnd().split("\n")) assert.match(line, /^\S+:\d+:\d+: .+: .+$/);
  });

  test("prints mistakes and, behind them, warnings", async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, "c.yaml"), "servers:\n  - routes: []\n    prot: 8080\n");
    const { stderr } = await runFerrous(t, ["check", "c.yaml"], { cwd: folder });
    assert.deepEqual(stderr.trimEnd().split("\n"), [
      'c.yaml:3:5: servers[0].prot: unknown key "prot"; did you mean "port"?',
      "c.yaml:2:13: servers[0].routes: warning: has no route: every request is answered 404",
    ]);
  });

  test("says which features routes ask for in vain", async (t) => {
    const folder = await temporaryFolder(t);
    const route = '{ path: "/in/*", methods: [GET, POST], handler: File, file: in/ }';
    await writeFile(join(folder, "c.yaml"), `servers:\n  - routes: [${route}]\n`);
    const { stdout } = await runFerrous(t, ["check", "c.yaml"], { cwd: folder });
    assert.equal(stdout, "c.yaml is valid: 1 server, 1 route.\nuploads: not built yet, answer 501 (/in/*)\n");
  });
});

describe("`ferrous init`", () => {
  test("writes a configuration that is valid", async (t) => {
    const folder = await temporaryFolder(t);
    assert.deepEqual(await runFerrous(t, ["init"], { cwd: folder }), {
      status: 0,
      stdout: "Wrote config.yaml and public/index.html. Start with `npx ferrous`.\n",
      stderr: "",
    });
    const check = await runFerrous(t, ["check"], { cwd: folder });
    assert.deepEqual([check.status, check.stderr], [0, ""]);
  });

  test("leaves a site's folder as it is", async (t) => {
    const folder = await temporaryFolder(t);
    await mkdir(join(folder, "public"));
    const { stdout } = await runFerrous(t, ["init", "my.yaml"], { cwd: folder });
    assert.equal(stdout, "Wrote my.yaml. Start with `npx ferrous my.yaml`.\n");
    assert.deepEqual(await readdir(join(folder, "public")), []);
  });

  test("never touches what exists, not even a link that leads nowhere", async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, "config.yaml"), "mine");
    await symlink("nowhere", join(folder, "link.yaml"));
    for (const name of ["config.yaml", "link.yaml"]) {
      const { status, stderr } = await runFerrous(t, ["init", name], { cwd: folder });
      assert.equal(status, 1);
      assert.equal(stderr, `ferrous: ${name} was not written: it exists already, and stays as it is.\n`);
    }
    assert.equal(await readFile(join(folder, "config.yaml"), "utf8"), "mine");
  });
});

describe("`ferrous explain`", () => {
  test("says which route and file would answer, and starts nothing", async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, "index.html"), "hello");
    const routes = '[{ path: "/home", handler: File, file: index.html }]';
    await writeFile(join(folder, "config.yaml"), `servers:\n  - port: 8080\n    routes: ${routes}\n`);
    const ended = await runFerrous(t, ["explain", "GET", "http://localhost:8080/home"], { cwd: folder });
    assert.deepEqual([ended.status, ended.stderr], [0, ""]);
    assert.match(ended.stdout, /\/home/);
    assert.match(ended.stdout, /index\.html/);
  });

  test("asks for a URL or a path, behind a method", async (t) => {
    const name = await runFerrous(t, ["explain", "GET", "home"]);
    assert.deepEqual(name, {
      status: 2,
      stdout: "",
      stderr: 'ferrous: "home" is neither a URL nor a path; write it like http://localhost:8080/\n',
    });
    const swapped = await runFerrous(t, ["explain", "http://a/", "GET"]);
    assert.deepEqual(swapped, {
      status: 2,
      stdout: "",
      stderr: "ferrous: METHOD comes first: ferrous explain GET http://a/\n",
    });
  });
});

describe("`ferrous`", () => {
  test("prints the JSON Schema, as it is kept in the repository", async (t) => {
    const { status, stdout } = await runFerrous(t, ["schema"]);
    assert.equal(status, 0);
    const kept = await readFile(join(import.meta.dirname, "../../schema.json"), "utf8");
    assert.deepEqual(JSON.parse(stdout), JSON.parse(kept));
  });

  test("prints its version", async (t) => {
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, "../../package.json"), "utf8"));
    assert.deepEqual(await runFerrous(t, ["--version"]), { status: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("answers a mistyped command line with one line and status 2", async (t) => {
    const ended = await runFerrous(t, ["chekc"]);
    assert.deepEqual(ended, {
      status: 2,
      stdout: "",
      stderr: 'ferrous: there is no command "chekc". Did you mean "check"?\n',
    });
  });

  test("says in one line that an older Node can't run it", async (t) => {
    const pretend =
      'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } });' +
      'Object.defineProperty(process, "version", { value: "v20.20.2" });';
    const { status, stdout, stderr } = await runFerrous(t, ["--version"], {
      nodeOptions: ["--import", `data:text/javascript,${encodeURIComponent(pretend)}`],
    });
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, /^ferrous needs Node\.js 26 or newer; this is v20\.20\.2[^\n]*\n$/);
  });
});

// A server's life as the person at the terminal sees it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { rename, symlink, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { runFerrous, startFerrous, temporaryFolder } from "./ferrous-process.ts";

const SITE = `
access_log: access.log
servers:
  - host: "127.0.0.1"
    port: 0
    server_name: "example"
    routes:
      - { path: "/", handler: File, file: index.html }
      - { path: "/cgi-bin/*", handler: Function, cgi_extension: ".py", cgi_root: . }
`;

describe("the server", () => {
  test("says where it listens, what each route serves, what is not built, and how long it took", async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, "index.html"), "hello");
    await writeFile(join(folder, "config.yaml"), SITE);
    const server = await startFerrous(t, [], { cwd: folder });
    assert.match(
      server.stdout(),
      /^Listening on http:\/\/127\.0\.0\.1:[1-9][0-9]*\/\n {2}example\n {2}\/ {11}GET +index\.html\n {2}\/cgi-bin\/\* {2}GET,POST {2}.*not built yet, answer 501\nReady in [0-9]+ ms\. Ctrl-C stops\.\n$/,
    );
    assert.equal(await (await fetch(server.url)).text(), "hello");
    const { status, stderr } = await server.end("SIGTERM");
    assert.equal(status, 0);
    assert.equal(stderr, "Stopping: finishing what is in flight (again to end at once).\n");
  });

  test("serves a folder without a configuration, on loopback", async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, "note.txt"), "a note");
    const server = await startFerrous(t, ["serve", folder, "--port", "0"]);
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:/);
    assert.equal(await (await fetch(new URL("note.txt", server.url))).text(), "a note");
    assert.match(await (await fetch(server.url)).text(), /note\.txt/);
    assert.equal((await server.end("SIGINT")).status, 0);
  });

  test("lists localhost first where it listens on every address", async (t) => {
    const server = await startFerrous(t, ["serve", "--host", "0.0.0.0", "--port", "0"]);
    assert.match(
      server.stdout(),
      /^Listening on http:\/\/0\.0\.0\.0:([0-9]+)\/\n {2}reach it at http:\/\/localhost:\1\//,
    );
  });

  test("says in one sentence that a port is taken", async (t) => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    t.after(() => other.close());
    const address = other.address();
    assert.ok(typeof address === "object" && address !== null);
    const { status, stdout, stderr } = await runFerrous(t, ["serve", "--port", String(address.port)]);
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, new RegExp(`^ferrous: [^\\n]*\\b${address.port}\\b[^\\n]*\\n$`));
  });

  test("says in one sentence what is wrong with a file or a folder, and never with a stack", async (t) => {
    const folder = await temporaryFolder(t);
    await symlink("circle", join(folder, "circle"));
    await writeFile(join(folder, "file"), "");
    const long = "x".repeat(300);
    const cases: readonly (readonly [args: readonly string[], status: number, line: string])[] = [
      [["serve", "circle"], 1, "ferrous: circle is a link that leads round in a circle."],
      [["serve", long], 1, "ferrous: the folder's name is too long for this system."],
      [["serve", "file"], 1, "ferrous: file is no folder."],
      [["serve", "file/x"], 1, "ferrous: file/x is no folder."],
      [["serve", ""], 2, "ferrous: the name of the folder is empty."],
      [["check", ""], 2, "ferrous: the name of the configuration is empty."],
      [["./circle"], 1, "./circle:1:1: is a link that leads round in a circle"],
      [["check", long], 1, `${long}:1:1: has a name that is too long for this system`],
      [["init", ""], 2, "ferrous: the name of the file is empty."],
      [["init", "no/such/a.yaml"], 1, "ferrous: no/such/a.yaml was not written: there is no such folder."],
      [["init", long], 1, `ferrous: ${long} was not written: its name is too long.`],
      [["init", "new/"], 1, "ferrous: new/ was not written: it is a folder."],
    ];
    for (const [args, status, line] of cases) {
      const ended = await runFerrous(t, args, { cwd: folder });
      assert.deepEqual(ended, { status, stdout: "", stderr: `${line}\n` });
    }
  });

  test("never listens where the host is no address, least of all on every one for an empty text", async (t) => {
    for (const host of ["", "127.0.0.1:80", "a b"]) {
      const { status, stdout, stderr } = await runFerrous(t, ["serve", "--host", host, "--port", "0"]);
      assert.deepEqual([status, stdout], [2, ""]);
      assert.match(stderr, /^ferrous: "[^"]*" is no host to listen on: [^\n]+\n$/);
    }
  });

  test("warns of an application without its page, and of uploads that are not built", async (t) => {
    const folder = await temporaryFolder(t);
    const server = await startFerrous(t, ["serve", folder, "--spa", "--upload", "--port", "0"]);
    assert.match(server.stderr(), /^ferrous: there is no file index\.html in [^\n]+\n$/);
    assert.match(server.stdout(), /uploads: not built yet, answer 501/);
    const answer = await fetch(server.url, { method: "POST", body: "x" });
    assert.equal(answer.status, 501);
    assert.match(await answer.text(), /Uploads are not built yet/);
  });

  test("runs a configuration whose name has no extension", async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, "index.html"), "hello");
    await writeFile(join(folder, "myconf"), SITE.replace("/cgi-bin/*", "/x/*"));
    const server = await startFerrous(t, ["myconf"], { cwd: folder });
    assert.equal(await (await fetch(server.url)).text(), "hello");
  });

  test("says in one sentence that a file or a folder is missing", async (t) => {
    const folder = await temporaryFolder(t);
    for (const args of [
      [],
      ["nowhere.yaml"],
      ["check"],
      ["serve", "nowhere"],
      ["explain", "GET", "http://a/"],
    ]) {
      const { status, stdout, stderr } = await runFerrous(t, args, { cwd: folder });
      assert.deepEqual([status, stdout], [1, ""]);
      assert.match(stderr, /^(ferrous|\S+:1:1): there is no [^\n]+\n$/);
    }
  });

  test("reopens its access log on SIGUSR1, and opens no debugger", async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, "index.html"), "hello");
    await writeFile(join(folder, "config.yaml"), SITE.replace("/cgi-bin/*", "/x/*"));
    const server = await startFerrous(t, [], { cwd: folder });
    await fetch(server.url);
    await rename(join(folder, "access.log"), join(folder, "access.log.1"));
    server.child.kill("SIGUSR1");
    await fetch(server.url);
    const { status, stderr } = await server.end("SIGTERM");
    assert.equal(status, 0);
    assert.doesNotMatch(stderr, /[Dd]ebugger/);
  });

  test("ends at once on a second signal, whatever is in flight", async (t) => {
    const folder = await temporaryFolder(t);
    const server = await startFerrous(t, ["serve", folder, "--port", "0"]);
    const { hostname, port } = new URL(server.url);
    const client = connect(Number(port), hostname);
    t.after(() => client.destroy());
    client.on("error", () => {});
    await once(client, "connect");
    client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n");
    await once(client, "data");
    server.child.kill("SIGTERM");
    await server.says(/^Stopping/m);
    assert.equal((await server.end("SIGTERM")).status, 143);
  });

  test("survives that nobody reads its output any more", async (t) => {
    const server = await startFerrous(t, ["serve", "--port", "0"]);
    server.child.stdout?.destroy();
    server.child.stderr?.destroy();
    for (let round = 0; round < 3; round++) assert.equal((await fetch(server.url)).status, 200);
    const exited = once(server.child, "exit");
    server.child.kill("SIGTERM");
    assert.equal((await exited)[0], 0);
  });

  test("uses no colors where stdout is no terminal", async (t) => {
    const server = await startFerrous(t, ["serve", "--port", "0"], { env: { FORCE_COLOR: "1" } });
    assert.ok(!server.stdout().includes("\x1b"));
  });
});

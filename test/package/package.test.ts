// The package as npm would publish it: packed, installed in an empty project, run, imported and type-checked there.
import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";

const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "ferrous-package-"));
const project = join(folder, "project");
const installed = join(project, "node_modules/ferrous");

/** This Node first, whatever the machine's own is; and a cache folder that starts empty. */
const env = {
  ...process.env,
  PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
  XDG_CACHE_HOME: join(folder, "cache"),
};

function run(cwd: string, program: string, ...parameters: string[]): SpawnSyncReturns<string> {
  return spawnSync(program, parameters, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function runWell(cwd: string, program: string, ...parameters: string[]): string {
  const { status, stdout, stderr } = run(cwd, program, ...parameters);
  assert.equal(status, 0, `${program} ${parameters.join(" ")}:\n${stdout}${stderr}`);
  return stdout;
}

/** What packing needs of a checkout, in a folder of its own: the test leaves no dist/ behind. */
function copyCheckout(): string {
  const copy = join(folder, "checkout");
  mkdirSync(copy);
  const needed = [
    "bin",
    "src",
    "scripts",
    "package.json",
    "tsconfig.json",
    "tsconfig.types.json",
    "schema.json",
  ];
  for (const name of [...needed, "README.md", "CHANGELOG.md", "LICENSE"]) {
    if (existsSync(join(root, name))) cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  return copy;
}

/** Starts a server from a configuration, and ends it. @returns what it said, up to its start or its failure */
async function startOnce(file: string): Promise<string> {
  const server = spawn(process.execPath, [join(installed, "bin/ferrous.js"), file], {
    cwd: project,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(server, "close");
  let output = "";
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (/^Ready/m.test(output)) server.kill("SIGTERM");
    });
  }
  await ended;
  return output;
}

before(() => {
  const packed = runWell(copyCheckout(), "npm", "pack", "--silent", "--pack-destination", folder);
  const [tarball] = /\S+\.tgz/.exec(packed) ?? assert.fail(packed);
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }\n');
  // Nothing to fetch: everything that the package depends on is bundled.
  runWell(project, "npm", "install", "--offline", "--no-audit", "--no-fund", join(folder, tarball));
});

after(() => rmSync(folder, { recursive: true, force: true }));

describe("the package, installed in an empty project,", () => {
  test("holds what is needed, its licences, and nothing else", () => {
    for (const name of [
      "bin/ferrous.js",
      "dist/cli.cjs",
      "dist/run.cjs",
      "dist/index.js",
      "dist/LICENSES.txt",
      "schema.json",
      "LICENSE",
    ]) {
      assert.ok(existsSync(join(installed, name)), name);
    }
    for (const name of ["src", "test", "scripts", "node_modules"]) {
      assert.ok(!existsSync(join(installed, name)), name);
    }
  });

  test("serves a folder with `npx ferrous serve .`", async (t) => {
    writeFileSync(join(project, "hello.txt"), "hello from the package");
    // In a group of its own: npx puts a shell between us and the server.
    const server = spawn("npx", ["--no-install", "ferrous", "serve", ".", "--port", "0"], {
      cwd: project,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const group = server.pid ?? assert.fail("npx did not start");
    t.after(() => process.kill(-group, "SIGKILL"), { timeout: 1000 });
    let output = "";
    while (!/^Ready/m.test(output)) output += (await once(server.stdout, "data"))[0];
    const [, url] = /^Listening on (http:\S+)/m.exec(output) ?? assert.fail(output);
    assert.equal(await (await fetch(`${url}hello.txt`)).text(), "hello from the package");
  });

  test("runs from a configuration", () => {
    assert.match(runWell(project, "npx", "--no-install", "ferrous", "init"), /^Wrote config\.yaml/);
    assert.match(runWell(project, "npx", "--no-install", "ferrous", "check"), /^config\.yaml is valid/);
  });

  test("starts again from a configuration without loading what reads YAML, until the text is changed", async () => {
    const site = "servers: [{port: 0, routes: [{path: /*, handler: File, file: .}]}]\n";
    const file = join(project, "again.yaml");
    const written = join(installed, "dist/written.cjs");
    writeFileSync(file, site);
    assert.match(await startOnce(file), /^Ready/m);
    renameSync(written, `${written}.away`);
    try {
      assert.match(await startOnce(file), /^Ready/m);
      writeFileSync(file, `${site}# changed\n`);
      assert.match(await startOnce(file), /written\.cjs/);
    } finally {
      renameSync(`${written}.away`, written);
    }
    assert.match(await startOnce(file), /^Ready/m);
  });

  test('gives `import { serve } from "ferrous"`', () => {
    writeFileSync(
      join(project, "use.js"),
      `import { serve } from "ferrous";
const server = await serve({ folder: ".", port: 0 });
const answer = await fetch(new URL("hello.txt", server.url));
console.log(answer.status, await answer.text());
await server.close();
`,
    );
    assert.match(runWell(project, process.execPath, "use.js"), /^200 hello from the package$/m);
  });

  test("carries types that stand alone", () => {
    writeFileSync(
      join(project, "use.ts"),
      `import { type Config, type RunningServer, type ServeOptions, serve } from "ferrous";
const options: ServeOptions = { folder: ".", port: 0 };
export const server: RunningServer = await serve(options);
export const port: number = server.port;
export const logLevel: Config["logLevel"] = "info";
// @ts-expect-error a port is a number
await serve({ port: "8080" });
`,
    );
    const options = {
      module: "nodenext",
      target: "esnext",
      strict: true,
      noEmit: true,
      types: [],
      skipLibCheck: false,
    };
    writeFileSync(
      join(project, "tsconfig.json"),
      JSON.stringify({ compilerOptions: options, files: ["use.ts"] }),
    );
    runWell(project, process.execPath, join(root, "node_modules/typescript/bin/tsc"), "-p", ".");
  });
});

// Makes dist/, which exists only to be published: Node refuses to strip types inside node_modules. `--no-types` leaves the
// declarations out, for measurements.
import { spawnSync } from "node:child_process";
import { existsSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { type BuildOptions, build } from "esbuild";

const root = resolve(import.meta.dirname, "..");
const dist = join(root, "dist");

const SHARED = {
  absWorkingDir: root,
  outdir: dist,
  bundle: true,
  platform: "node",
  target: "node26",
  // Names stay as they are: a stack trace in somebody's log has to be readable.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  // yaml's build for Node is CommonJS, which can't be tree-shaken; the other is the same code as ES modules.
  alias: { yaml: "./node_modules/yaml/browser/index.js" },
  metafile: true,
  logLevel: "warning",
} satisfies BuildOptions;

/**
 * The command is CommonJS, a file for each of its commands, complete in itself. Measured against ES modules that share chunks, it starts
 * with 10 to 18 ms less CPU time and 1 to 3 MB less memory. One file for all would spoil the compile cache: Node writes a file's cache
 * once, with the functions that ran by then, so that after `ferrous --version` every start of a server would compile its own again.
 */
const COMMONJS = {
  ...SHARED,
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  define: { "import.meta.url": "_moduleUrl" },
  banner: { js: 'const _moduleUrl=require("node:url").pathToFileURL(__filename).href;' },
  plugins: [
    {
      name: "files beside each other",
      setup({ onResolve }) {
        onResolve({ filter: /^\.\/commands\/.*\.ts$/ }, ({ path }) => ({
          path: `./${basename(path, ".ts")}.cjs`,
          external: true,
        }));
        // What reads a configuration that no start before has read: half of the code.
        onResolve({ filter: /^\.\/written\.ts$/ }, ({ kind }) =>
          kind === "entry-point" ? undefined : { path: "./written.cjs", external: true },
        );
        // Loaded with the first entry of the error log, if there is one: 100 KB that a start need not read.
        onResolve({ filter: /^pino$/ }, ({ kind }) =>
          kind === "entry-point" ? undefined : { path: "./pino.cjs", external: true },
        );
        // One class for all: `main` asks whether what a command throws is one.
        onResolve({ filter: /\/failure\.ts$/ }, ({ kind }) =>
          kind === "entry-point" ? undefined : { path: "./failure.cjs", external: true },
        );
      },
    },
  ],
} satisfies BuildOptions;

/** What reads the command line. Its `import()` of a command becomes `require`, so that Node's loader of ES modules need not start. */
const ENTRY = {
  ...COMMONJS,
  entryPoints: { cli: "src/cli/main.ts", failure: "src/cli/failure.ts", pino: "pino" },
  supported: { "dynamic-import": false },
} satisfies BuildOptions;

const COMMANDS = {
  ...COMMONJS,
  entryPoints: {
    ...Object.fromEntries(
      globSync("src/cli/commands/*.ts", { cwd: root }).map((file) => [basename(file, ".ts"), file]),
    ),
    written: "src/config/written.ts",
  },
} satisfies BuildOptions;

/** The library is ES modules; what it imports on use becomes a file of its own. */
const LIBRARY = {
  ...SHARED,
  entryPoints: { index: "src/index.ts" },
  chunkNames: "library/[name]-[hash]",
  format: "esm",
  splitting: true,
  // Bundled packages that are CommonJS call `require` for Node's own modules, which an ES module does not have.
  banner: {
    js: 'import{createRequire as _createRequire}from"node:module";const require=_createRequire(import.meta.url);',
  },
} satisfies BuildOptions;

/** @returns the source files that went into the bundles, relative to the root */
async function bundle(): Promise<string[]> {
  const results = [await build(ENTRY), await build(COMMANDS), await build(LIBRARY)];
  return results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

/** One letter beyond ASCII makes V8 keep the whole of a file in two octets a letter: 5 to 8 ms more at a start, and twice the memory. */
function checkAscii(): void {
  for (const file of globSync(`${dist}/*.cjs`)) {
    const beyond = readFileSync(file).findIndex((octet) => octet > 0x7f);
    if (beyond >= 0)
      throw new Error(`${file} is not ASCII at ${beyond}: a String.raw text, which can't be escaped?`);
  }
}

/** The licences of what is bundled ask to travel with it. */
function writeLicences(inputs: readonly string[]): void {
  const packages = new Set<string>();
  for (const input of inputs) {
    const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
    if (name !== undefined) packages.add(name);
  }
  const texts = [...packages].sort().map((name) => {
    const folder = join(root, "node_modules", name);
    const file = readdirSync(folder).find((entry) => /^licen[sc]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} is bundled, but has no licence file`);
    return `${name}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  writeFileSync(join(dist, "LICENSES.txt"), texts.join(`\n${"-".repeat(80)}\n\n`));
}

/** Follows the imports of a declaration file. */
function reach(file: string, reached: Set<string>): void {
  if (reached.has(file)) return;
  reached.add(file);
  for (const [, specifier] of readFileSync(file, "utf8").matchAll(/(?:from |import\()"(\.[^"]+)"/g)) {
    reach(resolve(dirname(file), specifier.replace(/\.ts$/, ".d.ts")), reached);
  }
}

/** Declarations of what `index.ts` exports and of nothing else: the rest is private. */
function declare(): void {
  const tsc = spawnSync(
    process.execPath,
    [join(root, "node_modules/.bin/tsc"), "-p", "tsconfig.types.json"],
    {
      cwd: root,
      stdio: "inherit",
    },
  );
  if (tsc.status !== 0) process.exit(1);
  const types = join(dist, "types");
  const reached = new Set<string>();
  reach(join(types, "index.d.ts"), reached);
  for (const file of globSync(`${types}/**/*.d.ts`)) {
    if (!reached.has(file)) rmSync(file);
  }
}

rmSync(dist, { recursive: true, force: true });
writeLicences(await bundle());
checkAscii();
if (!process.argv.includes("--no-types")) declare();
if (!existsSync(join(root, "schema.json"))) throw new Error("schema.json is missing: npm run generate");
console.log(`Built ${relative(process.cwd(), dist) || "."}.`);

#!/usr/bin/env node
// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 does not know the prefix in require().
// The command as npm installs it. Plain CommonJS, so that a Node that is too old can still read it and say so.
"use strict";

// First of all: without a listener SIGUSR1 opens Node's debugger on a port. The running server replaces this one.
process.on("SIGUSR1", function ignore() {});

var path = require("path");
var fs = require("fs");

var home = path.join(__dirname, "..");
// A checkout has the source beside it; a dist/ left over there may be stale, so the source wins.
var fromSource = fs.existsSync(path.join(home, "src", "cli", "main.ts"));

if (Number(process.versions.node.split(".")[0]) < 26) {
  console.error(
    "ferrous needs Node.js 26 or newer; this is " +
      process.version +
      (fromSource ? ": run `npm ci`, then `npm start` or `npx ferrous`, which bring their own." : "."),
  );
  process.exitCode = 1;
} else {
  require("module").enableCompileCache(compileCacheFolder());
  loadCommand()
    .then(function start(cli) {
      return cli.main(process.argv.slice(2));
    })
    .catch(function fail(error) {
      console.error(error);
      process.exit(1);
    });
}

function loadCommand() {
  if (!fromSource) return Promise.resolve(require("../dist/cli.cjs"));
  return import("../src/cli/main.ts");
}

/** A folder of the user's own: in one that all share, such as /tmp, another user could leave code for us to run. */
function compileCacheFolder() {
  if (process.env.NODE_COMPILE_CACHE) return process.env.NODE_COMPILE_CACHE;
  if (fromSource) return path.join(home, "node_modules", ".cache", "ferrous");
  var user = require("os").homedir();
  var caches =
    process.platform === "darwin" ? path.join(user, "Library", "Caches") : path.join(user, ".cache");
  return path.join(process.env.XDG_CACHE_HOME || caches, "ferrous");
}

// Reads configurations in tests: from a text, over a folder that only exists here.
import assert from "node:assert/strict";
import type { Config, RouteConfig } from "../../src/config/config.ts";
import { formatDiagnostic } from "../../src/config/diagnostics.ts";
import type { PathKind } from "../../src/config/level.ts";
import { type LoadedConfig, parseConfig } from "../../src/config/load.ts";

/** What lies in /site, where the configurations of these tests lie too. */
const ENTRIES: ReadonlyMap<string, PathKind> = new Map([
  ["/site", "directory"],
  ["/site/public", "directory"],
  ["/site/public/index.html", "file"],
  ["/site/public/app.html", "file"],
  ["/site/page.html", "file"],
  ["/site/404.html", "file"],
  ["/site/error.html", "file"],
  ["/site/pipe", "other"],
  ["/site/secret", "unreadable"],
  ["/site/cgi-bin", "directory"],
  ["/site/tool.py", "file"],
  ["/site/hello.ts", "file"],
]);

/** Reads a configuration that lies at /site/c.yaml. */
export async function read(text: string): Promise<LoadedConfig> {
  const kindOf = (path: string): Promise<PathKind> => Promise.resolve(ENTRIES.get(path) ?? "missing");
  return await parseConfig(text, { file: "c.yaml", folder: "/site", path: "/site/c.yaml" }, kindOf);
}

/** The lines that `ferrous check` would print for a configuration with mistakes. */
export async function mistakes(text: string): Promise<readonly string[]> {
  const loaded = await read(text);
  return loaded.kind === "invalid" ? loaded.diagnostics.map(formatDiagnostic) : [];
}

/** The warnings of a configuration without mistakes. */
export async function warnings(text: string): Promise<readonly string[]> {
  const loaded = await read(text);
  assert.equal(loaded.kind, "config", JSON.stringify(loaded));
  return loaded.kind === "config" ? loaded.warnings.map(formatDiagnostic) : [];
}

/** A configuration without mistakes. */
export async function valid(text: string): Promise<Config> {
  const loaded = await read(text);
  if (loaded.kind === "invalid") assert.fail(loaded.diagnostics.map(formatDiagnostic).join("\n"));
  return loaded.config;
}

/** Wraps one route, written in YAML's flow style, into a configuration. It stands in line 3 from column 5 on. */
export function withRoute(route: string): string {
  return `servers:\n- routes:\n  - ${route}\n`;
}

/** The first route of a configuration that has just this one. */
export async function validRoute(route: string): Promise<RouteConfig> {
  return (await valid(withRoute(route))).servers[0].routes[0];
}

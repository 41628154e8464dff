// Configurations of sites for tests through a socket, and files that are old enough for strong validators.
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";

/** Long past: tags of files of this date are strong. `Tue, 02 Jan 2024 03:04:05 GMT`. */
export const OLD = new Date(Date.UTC(2024, 0, 2, 3, 4, 5));

/** What a key of the configuration may hold. */
export type Setting =
  | string
  | number
  | boolean
  | null
  | readonly Setting[]
  | { readonly [key: string]: Setting };
/** Keys and what they hold. */
export type Settings = { readonly [key: string]: Setting };

/** Writes servers on loopback, port 0, as YAML: JSON is YAML's flow style. */
export function serversYaml(servers: readonly Settings[], top: Settings = {}): string {
  const complete = servers.map((server) => ({ host: "127.0.0.1", port: 0, ...server }));
  const lines = Object.entries({ ...top, servers: complete });
  return lines.map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join("");
}

/** Writes one server with one File route, `/*` on `site/` unless `route` says otherwise. */
export function treeYaml(route: Settings = {}, server: Settings = {}): string {
  return serversYaml([{ routes: [{ path: "/*", handler: "File", file: "site/", ...route }], ...server }]);
}

/** Gives every file below a folder the date `OLD`. Links are left alone. */
export function ageTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) ageTree(path);
    else if (entry.isFile()) utimesSync(path, OLD, OLD);
  }
}

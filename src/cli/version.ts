// The version, which package.json alone holds.
import { readFileSync } from "node:fs";

/** @returns the version of this package, such as "0.1.0" */
export function packageVersion(): string {
  // From source this file is two folders down, in a build (dist/cli.js) one: the package's root is the first with a package.json of ours.
  for (const relative of ["../package.json", "../../package.json"]) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(new URL(relative, import.meta.url), "utf8"));
      if (typeof manifest === "object" && manifest !== null && "version" in manifest)
        return String(manifest.version);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  }
  return "unknown";
}

// What a File route is configured with, defaults filled in.

/** One entry of `try_files`. */
export type TryFile =
  /** A path below the root, in which `{path}` stands for the path below the route's prefix. */
  | { readonly kind: "path"; readonly template: string }
  /** `=404` and the like; only ever the last. */
  | { readonly kind: "status"; readonly status: number };

/** Options of a tree (`file:` is a directory) or of one file. Paths are absolute. */
export interface FileOptions {
  readonly kind: "file";
  readonly target:
    | { readonly kind: "tree"; readonly root: string }
    | { readonly kind: "single"; readonly file: string };
  readonly methods: readonly string[];
  readonly directoryListing: boolean;
  readonly index: readonly string[];
  readonly symlinks: "inside" | "deny" | "follow";
  readonly hiddenFiles: "deny" | "allow";
  readonly precompressed: boolean;
  /** The file that answers navigation requests that match nothing, relative to the root; undefined where off. */
  readonly spa: string | undefined;
  readonly tryFiles: readonly TryFile[];
  /** Value of Cache-Control on successful answers; undefined for none. */
  readonly cacheControl: string | undefined;
}

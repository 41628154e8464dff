// The schema of a route: what answers it, and with which options.
import * as z from "zod/mini";
import { NOT_BUILT_YET } from "../handlers/unbuilt/unbuilt-parts.ts";
import { METHOD_DEFAULTS, ROUTE_DEFAULTS, UPLOAD_DEFAULTS } from "./defaults.ts";
import {
  count,
  type Describe,
  flag,
  type KeyNotes,
  list,
  mapping,
  oneOf,
  size,
  text,
  textOrList,
  wanted,
} from "./schema-values.ts";

/** The keys of a route beside `path` and those that every level has. */
export function routeShape(key: Describe, notes: z.core.$ZodRegistry<KeyNotes>) {
  return {
    methods: key(
      list("methods such as GET"),
      `The methods that the route answers; GET brings HEAD. By default ${METHOD_DEFAULTS.file} for files, ${METHOD_DEFAULTS.cgi.join(" and ")} for CGI programs, all for modules, all but OPTIONS for redirects. POST, PUT and DELETE on a tree switch uploading, replacing and removing on.`,
    ),
    handler: key(
      oneOf(["File", "Function"]),
      "What answers: `File` with `file`; `Function` with exactly one of `module`, `cgi_extension` and `cgi_script`. Not beside `redirect`.",
    ),
    redirect: key(
      z.strictObject(redirectShape(key, notes), { error: wanted("a mapping of to and status") }),
      "Sends the client elsewhere. Not beside `handler`.",
    ),
    ...fileShape(key),
    ...functionShape(key),
  };
}

function redirectShape(key: Describe, notes: z.core.$ZodRegistry<KeyNotes>) {
  const to = text("a path, or an absolute http or https URL");
  notes.add(to, {
    description:
      "A path, or an absolute URL; `{rest}` stands for what `/*` matched. The query is kept unless `to` has one.",
  });
  const status = z.union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)], {
    error: wanted("301, 302, 303, 307 or 308"),
  });
  return {
    to,
    status: key(status, "301, 302, 303, 307 or 308.", ROUTE_DEFAULTS.redirectStatus),
  };
}

function fileShape(key: Describe) {
  const d = ROUTE_DEFAULTS;
  return {
    file: key(
      text("the path of a file or folder"),
      "A folder (or a path that ends in `/`) is served as a tree, anything else as that one file. A tree that accepts uploads is made if it is missing.",
    ),
    directory_listing: key(
      flag(),
      "Whether folders without an index file are listed, as a page or as JSON.",
      d.directory_listing,
    ),
    index: key(
      list("file names"),
      "Files that stand for their folder, the first that exists. For CGI programs, `index` with each extension.",
      d.index,
    ),
    symlinks: key(
      oneOf(["inside", "deny", "follow"]),
      "Symbolic links: followed if they stay `inside` the tree, never, or always.",
      d.symlinks,
    ),
    hidden_files: key(
      oneOf(["deny", "allow"]),
      "Whether names that start with a dot are served and listed; `.well-known` always is.",
      d.hidden_files,
    ),
    precompressed: key(
      flag(),
      "Whether `.br`, `.zst` and `.gz` files beside a file are sent to clients that accept them. One that is older than its file is not.",
      d.precompressed,
    ),
    spa: key(
      z.union([z.boolean(), text()], { error: wanted("true, false or the name of a file in the tree") }),
      "For single-page applications: pages that don't exist get this file (true: the index). Only GET and HEAD that accept HTML, and never paths with a file extension or below `/.well-known/`. It is sent with `Cache-Control: no-cache`, unless `cache_control` says otherwise.",
      d.spa,
    ),
    try_files: key(
      list("names in the tree"),
      "Names in the tree, tried in order; `{path}` is the path below the prefix. The last may be a status such as `=404`.",
    ),
    cache_control: key(text("the value of a Cache-Control field"), "`Cache-Control` of successful answers."),
    upload: key(
      z.strictObject(uploadShape(key), { error: wanted("a mapping") }),
      `How a tree takes files, where \`methods\` has POST or PUT. Uploads are ${NOT_BUILT_YET}: 501.`,
    ),
  };
}

function uploadShape(key: Describe) {
  const d = UPLOAD_DEFAULTS;
  return {
    on_conflict: key(
      oneOf(["rename", "overwrite", "reject"]),
      "What a POST does where the name is taken. PUT always replaces.",
      d.on_conflict,
    ),
    max_files: key(count(1), "Files in one request."),
    quota: key(size(), "Octets that the tree may hold in all: beyond, 413."),
    fsync: key(flag(), "Whether a file is flushed to the disk before the answer.", d.fsync),
    delete_full_folders: key(
      flag(),
      "Whether DELETE removes folders that are not empty.",
      d.delete_full_folders,
    ),
    folders: key(flag(), "Whether clients may make folders.", d.folders),
  };
}

function functionShape(key: Describe) {
  const d = ROUTE_DEFAULTS;
  return {
    module: key(
      text("the path of a module"),
      "A TypeScript or JavaScript module with a fetch-style function.",
    ),
    export: key(text("the name of an export"), "The module's export that is called.", d.export),
    cgi_extension: key(
      textOrList('an extension such as ".py"'),
      "Extensions of the CGI programs below `cgi_root`. Other files there are 404, never their source.",
    ),
    cgi_root: key(
      text("the path of a folder"),
      "The folder of the programs. By default the route's prefix beside the configuration file: `./cgi-bin/` for `/cgi-bin/*`.",
    ),
    cgi_script: key(
      text("the path of a file"),
      "One CGI program for the whole prefix; the rest of the path is its PATH_INFO.",
    ),
    interpreters: key(
      mapping(text("the path of an interpreter"), "a mapping of extensions to interpreters"),
      "An extension to the program that runs such files, before their `#!` and the built-in table.",
    ),
    env: key(
      mapping(
        z.union([z.string(), z.number(), z.boolean()], { error: wanted("a text, number, true or false") }),
        "a mapping of names to texts",
      ),
      "Variables for the environment of a CGI program.",
    ),
    pass_authorization: key(
      flag(),
      "Whether CGI programs see the `Authorization` field (HTTP_AUTHORIZATION).",
      d.pass_authorization,
    ),
  };
}

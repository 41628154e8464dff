// All commands: what each takes, and where its code lies. The code is loaded when it is run, so that a start stays quick.
import { NOT_BUILT_YET } from "../handlers/unbuilt/unbuilt-parts.ts";
import type { Command, Option } from "./command.ts";

/** Options that every command takes. */
export const COMMON_OPTIONS: readonly Option[] = [
  {
    name: "log-level",
    value: "LEVEL",
    help: "trace, debug, info, warn, error or fatal; wins over the configuration",
  },
  { name: "help", short: "h", help: "show this help" },
  { name: "version", short: "v", help: "show the version" },
];

/** What `ferrous [config.yaml]` does. */
export const RUN_COMMAND: Command = {
  name: "",
  usage: "[config.yaml]",
  summary: "run the server that the configuration describes",
  minPositionals: 0,
  maxPositionals: 1,
  options: [],
  load: () => import("./commands/run.ts"),
};

/** The named commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  {
    name: "serve",
    usage: "[DIR]",
    summary: "serve a folder, with no configuration at all",
    minPositionals: 0,
    maxPositionals: 1,
    options: [
      {
        name: "port",
        short: "p",
        value: "N",
        help: "the port to listen on, 0 for any free one (default 8080)",
      },
      { name: "host", value: "H", help: "the address to listen on (default 127.0.0.1; 0.0.0.0 for all)" },
      { name: "spa", help: "answer page requests that match no file with index.html" },
      { name: "upload", help: `let visitors add files (${NOT_BUILT_YET}: 501)` },
    ],
    load: () => import("./commands/serve.ts"),
  },
  {
    name: "check",
    usage: "[config.yaml]",
    summary: "find every mistake in a configuration",
    minPositionals: 0,
    maxPositionals: 1,
    options: [],
    load: () => import("./commands/check.ts"),
  },
  {
    name: "explain",
    usage: "METHOD URL [config.yaml]",
    summary: "say which host, route and file would answer a request, and why",
    minPositionals: 2,
    maxPositionals: 3,
    options: [],
    load: () => import("./commands/explain.ts"),
  },
  {
    name: "schema",
    usage: "",
    summary: "print the JSON Schema of the configuration",
    minPositionals: 0,
    maxPositionals: 0,
    options: [],
    load: () => import("./commands/schema.ts"),
  },
  {
    name: "init",
    usage: "[FILE]",
    summary: "write a commented configuration to start from",
    minPositionals: 0,
    maxPositionals: 1,
    options: [],
    load: () => import("./commands/init.ts"),
  },
];

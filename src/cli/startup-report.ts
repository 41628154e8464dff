// What the start says: where the server listens, and what each route serves. Pure: values in, lines out.
import { relative } from "node:path";
import type { RouteConfig, ServerConfig } from "../config/config.ts";
import { type HandlerOptions, unreachableOptions } from "../handlers/options.ts";
import { notBuiltYet, unbuiltFeature } from "../handlers/unbuilt/unbuilt-parts.ts";
import type { Applied } from "../server.ts";
import { hostInUrl } from "../uri/authority.ts";
import type { Paint } from "./terminal.ts";

/** How the report is written. */
export interface ReportStyle {
  readonly paint: Paint;
  /** Paths inside it are shown relative to it. */
  readonly workingFolder: string;
}

/** @returns the path as a person would type it here */
function shown(path: string, workingFolder: string): string {
  const fromHere = relative(workingFolder, path);
  if (fromHere === "") return "./";
  return fromHere.startsWith("..") ? path : fromHere;
}

/** What a handler serves, for a person. */
function describeHandler(options: HandlerOptions, style: ReportStyle): string {
  const unbuilt = unbuiltFeature(options);
  switch (options.kind) {
    case "file": {
      if (options.target.kind === "single") return shown(options.target.file, style.workingFolder);
      const root = shown(options.target.root, style.workingFolder);
      const extras = [
        options.directoryListing ? "listing" : "",
        options.spa === undefined ? "" : `spa ${options.spa}`,
      ].filter((extra) => extra !== "");
      return [
        root.endsWith("/") ? root : `${root}/`,
        ...(extras.length === 0 ? [] : [style.paint("dim", `(${extras.join(", ")})`)]),
        ...(unbuilt === undefined ? [] : [style.paint("yellow", notBuiltYet(unbuilt))]),
      ].join("  ");
    }
    case "redirect":
      return `${options.status} to ${options.to}`;
    case "unbuilt":
      return style.paint("yellow", notBuiltYet(options.feature));
    default:
      return unreachableOptions(options);
  }
}

function routeLines(routes: readonly RouteConfig[], style: ReportStyle): string[] {
  const rows = routes.map((route) => ({
    path: route.path,
    methods: route.methods.join(","),
    serves: describeHandler(route.handler, style),
  }));
  const pathWidth = Math.max(0, ...rows.map(({ path }) => path.length));
  const methodsWidth = Math.max(0, ...rows.map(({ methods }) => methods.length));
  return rows.map(
    ({ path, methods, serves }) => `  ${path.padEnd(pathWidth)}  ${methods.padEnd(methodsWidth)}  ${serves}`,
  );
}

function serverLines(server: ServerConfig, style: ReportStyle): string[] {
  const names = server.serverNames.join(", ");
  const heading = names === "" ? [] : [`  ${style.paint("bold", names)}`];
  return [...heading, ...routeLines(server.routes, style)];
}

/**
 * Describes a server that has just started.
 *
 * @returns lines: for each listener `Listening on http://HOST:PORT/`, where it is reached if that says more, and its routes
 */
export function startupReport(applied: Applied, style: ReportStyle): string[] {
  return applied.listeners.flatMap(({ host, port, urls, servers }) => {
    const url = `http://${hostInUrl(host)}:${port}/`;
    const reachable =
      urls.length === 1 && urls[0] === url
        ? []
        : [`  ${style.paint("dim", "reach it at")} ${urls.join("  ")}`];
    return [
      `${style.paint("green", "Listening on")} ${style.paint("bold", url)}`,
      ...reachable,
      ...servers.flatMap((server) => serverLines(server, style)),
    ];
  });
}

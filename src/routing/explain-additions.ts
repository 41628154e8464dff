// The part of `ferrous explain` that tells what a route or server adds to its answers: headers and error pages.
import type { ErrorPages, HeaderRules } from "../config/config.ts";
import { pageFor } from "./configured-pages.ts";

/**
 * @param inner the route, or the server where no route was found: it holds what the levels around it say
 * @param status of the answer; undefined where it is no error or not known: then all error pages are named
 */
export function explainAdditions(
  inner: {
    readonly errorPages: ErrorPages;
    readonly headers: HeaderRules;
    readonly serverHeader: boolean;
  },
  status?: number,
): readonly string[] {
  const headers = [...inner.headers].map(([name, value]) =>
    value === null ? `${name} is removed` : `${name}: ${value}`,
  );
  const hasServer = [...inner.headers.keys()].some((name) => name.toLowerCase() === "server");
  if (inner.serverHeader && !hasServer) headers.push("Server: ferrous");
  return [
    `Headers: ${headers.length === 0 ? "none added" : headers.join("; ")}`,
    status === undefined ? allPages(inner.errorPages) : pageOf(inner.errorPages, status),
  ];
}

function allPages(errorPages: ErrorPages): string {
  const pages = [...errorPages].map(([status, file]) => `${status} is ${file}`);
  return `Error pages: ${pages.length === 0 ? "the built-in ones" : pages.join("; ")}`;
}

function pageOf(errorPages: ErrorPages, status: number): string {
  return `Error page: ${pageFor(errorPages, status)?.file ?? "the built-in one"}`;
}

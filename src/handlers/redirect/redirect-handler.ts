// Sends clients elsewhere, as a route's `redirect` says (RFC 9110 §15.4).
import { pathReference, querySuffix } from "../../http/location.ts";
import { EMPTY_CONTENT, type HttpResponse } from "../../http/response.ts";
import { queryOf } from "../../uri/request-target.ts";
import type { Handler, RequestContext } from "../handler.ts";
import type { RedirectOptions } from "./options.ts";

/** `to`, taken apart once. What the client sent is only ever put behind the authority. */
interface RedirectTarget {
  /** `https://host` as configured, or "" for a path on this host. */
  readonly origin: string;
  /** Starts with a slash. */
  readonly path: string;
  readonly query: string | undefined;
  readonly fragment: string | undefined;
}

/** Makes the handler of a redirect route. */
export function createRedirectHandler({ to, status }: RedirectOptions): Handler {
  const target = parseTarget(to);
  return {
    handle(request, context): HttpResponse {
      const location = locationFor(target, context, queryOf(request.target));
      return { kind: "response", status, fields: [["Location", location]], content: EMPTY_CONTENT };
    },
    explain: async (_method, context) => {
      const kept = target.query === undefined ? ", the query is kept" : "";
      return [`${status} to ${locationFor(target, context, undefined)}${kept}`];
    },
  };
}

/** The authority ends where a `{rest}` begins: `https://a.example{rest}` can't be made into another host. */
function parseTarget(to: string): RedirectTarget {
  const origin = /^https?:\/\/[^/?#{]*/i.exec(to)?.[0] ?? "";
  const behind = to.slice(origin.length);
  const [beforeFragment, fragment] = cut(behind, "#");
  const [path, query] = cut(beforeFragment, "?");
  // Exactly one slash: two, or a backslash in their place, would name a host to a browser (RFC 3986 §4.2).
  return {
    origin: asciiOf(origin),
    path: `/${path.replace(/^[/\\]+/, "")}`,
    query,
    fragment,
  };
}

function cut(text: string, mark: string): readonly [before: string, behind: string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function locationFor(target: RedirectTarget, context: RequestContext, query: string | undefined): string {
  const { rest, encodedSlash } = context;
  // The leading slash makes a path of the rest for the encoder, and is taken off again.
  const inPath = pathReference(`/${rest}`, encodedSlash).slice(1);
  const inQuery = encodeURIComponent(rest.toWellFormed());
  // `{rest}` may be the first thing in the path, or follow a slash: either way only one slash stays in front.
  const path = `/${fill(target.path, inPath).replace(/^[/\\]+/, "")}`;
  const ownQuery = target.query === undefined ? undefined : `?${fill(target.query, inQuery)}`;
  const fragment = target.fragment === undefined ? "" : `#${fill(target.fragment, inQuery)}`;
  return `${target.origin}${path}${ownQuery ?? querySuffix(query)}${fragment}`;
}

function fill(template: string, rest: string): string {
  return template.split("{rest}").map(asciiOf).join(rest);
}

/** @returns the operator's text with everything encoded that no field value may hold: CR and LF, spaces, other scripts */
function asciiOf(text: string): string {
  return text.toWellFormed().replace(/[^\x21-\x7e]+/g, (run) => encodeURIComponent(run));
}

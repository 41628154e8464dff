// Where a redirect may lead. A path never becomes another host, whatever the client asks for.
import { describeFound } from "./diagnostics.ts";

/**
 * Says what is wrong with `redirect.to`.
 *
 * @param prefixRoute whether the route's path ends in `/*`, so that `{rest}` stands for something
 * @returns what was found and what is allowed, or undefined where nothing is wrong
 */
export function redirectTargetFault(to: string, prefixRoute: boolean): string | undefined {
  const found = `found ${describeFound(to)}`;
  if (/[\x00-\x20\x7F-\uFFFF\\]/.test(to)) {
    return `${found}; allowed: printable ASCII without spaces and backslashes (percent-encode the rest)`;
  }
  const unknown = [...to.matchAll(/\{([^}]*)\}?/g)].find(([whole]) => whole !== "{rest}");
  if (unknown !== undefined) return `${found}; allowed: no other placeholder than {rest}`;
  if (to.includes("{rest}") && !prefixRoute)
    return `${found}; allowed: {rest} only on a route whose path ends in /*`;
  if (to.startsWith("//"))
    return `${found}, which leads to another host; allowed: a path with one / in front, or a URL`;
  if (to.startsWith("/")) return undefined;
  const authority = /^https?:\/\/([^/?#]*)/i.exec(to)?.[1];
  if (authority === undefined) return `${found}; allowed: a path that starts with /, or an http or https URL`;
  // "https://example.com{rest}" would let a client choose the host: .evil.example.
  if (authority.includes("{")) return `${found}; allowed: {rest} only behind the host and a /`;
  return URL.canParse(to.replaceAll("{rest}", ""))
    ? undefined
    : `${found}; allowed: a URL that can be parsed`;
}

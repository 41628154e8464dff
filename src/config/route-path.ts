// The paths that routes have: `/x`, `/x/*`, `/x/:id`.

/**
 * Says what is wrong with a route's path.
 *
 * @returns what was found and what is allowed, or undefined where nothing is wrong
 */
export function routePathFault(path: string): string | undefined {
  const found = `found ${JSON.stringify(path)}`;
  if (!path.startsWith("/"))
    return `${found}; allowed: a path that starts with /; did you mean ${JSON.stringify(`/${path}`)}?`;
  if (/[\x00-\x1F\x7F\\]/.test(path)) return `${found}; allowed: no control characters and no backslash`;
  if (/[?#]/.test(path)) return `${found}; allowed: a path without ? and #: queries play no part in routing`;
  if (/%[0-9A-Fa-f]{2}/.test(path)) return `${found}; allowed: the path as it is after decoding, without %XX`;
  const segments = path.split("/").slice(1);
  const inner = segments.slice(0, -1);
  if (inner.includes("")) return `${found}; allowed: single slashes`;
  if (segments.some((segment) => segment === "." || segment === ".."))
    return `${found}; allowed: no . and .. segments`;
  return wildcardFault(found, path, segments) ?? parameterFault(found, segments);
}

function wildcardFault(found: string, path: string, segments: readonly string[]): string | undefined {
  const star = path.indexOf("*");
  if (star < 0 || (star === path.length - 1 && segments.at(-1) === "*")) return undefined;
  const guess =
    path.endsWith("*") && star === path.length - 1
      ? `; did you mean ${JSON.stringify(`${path.slice(0, -1)}/*`)}?`
      : "";
  return `${found}; allowed: * only as the last segment, as in /x/*${guess}`;
}

function parameterFault(found: string, segments: readonly string[]): string | undefined {
  const names = segments.filter((segment) => segment.startsWith(":"));
  const bad = names.find((name) => !/^:[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (bad !== undefined) return `${found}; allowed: names such as :id (letters, digits and _) for parameters`;
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `${found}, with ${twice} twice; allowed: each parameter name once`;
}

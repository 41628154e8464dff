// Host and port of an authority or a Host field (RFC 3986 §3.2, RFC 9110 §7.2).

/** What a client calls the server that it wants. */
export interface Authority {
  /** In lower case, without brackets (IPv6) and without the final dot of a name; never empty. */
  readonly host: string;
  /** undefined where none is written, or nothing behind the colon (RFC 3986 §3.2.3). */
  readonly port: number | undefined;
}

/** The alternatives begin with different characters: a match never has to go back. */
const AUTHORITY =
  /^(?:\[([0-9A-Fa-f:.]+)\]|((?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})+))(?::([0-9]*))?$/;

/**
 * Parses `uri-host [ ":" port ]`.
 *
 * @returns undefined for what is no authority or must not be one here: userinfo (RFC 9110 §4.2.4), an empty host, a port
 *   above 65535, a literal that is no IPv6 address. What an empty Host field means is the caller's to decide.
 */
export function parseAuthority(value: string): Authority | undefined {
  const match = AUTHORITY.exec(value);
  if (match === null) return undefined;
  const [, literal, name, digits] = match;
  const port = digits === undefined || digits === "" ? undefined : Number(digits);
  if (port !== undefined && port > 65535) return undefined;
  if (literal !== undefined)
    return isIpv6Address(literal) ? { host: literal.toLowerCase(), port } : undefined;
  const host = name.endsWith(".") ? name.slice(0, -1) : name;
  return host === "" ? undefined : { host: host.toLowerCase(), port };
}

/**
 * Brings a host into the one form that is compared: lower case, no dot at the end, IPv6 in brackets and in its shortest form.
 * @param host without a port; an IPv6 literal with or without brackets
 */
export function normalizeHost(host: string): string {
  const lower = host.toLowerCase();
  if (lower.includes(":")) {
    const bracketed = lower.startsWith("[") ? lower : `[${lower}]`;
    // The URL class knows the shortest form of an address; what it refuses stays as it came, and matches nothing.
    return URL.parse(`http://${bracketed}/`)?.hostname ?? bracketed;
  }
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}

/** @returns a host as it stands in a URL: an IPv6 address in brackets (RFC 3986 §3.2.2) */
export function hostInUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** @returns whether the text is an IPv6 address without a zone (RFC 3986 §3.2.2, RFC 4291 §2.2) */
export function isIpv6Address(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [index, half] of halves.entries()) {
    const count = half === "" ? 0 : groupsOf(half, index === halves.length - 1);
    if (count === undefined) return false;
    groups += count;
  }
  return halves.length === 2 ? groups <= 7 : groups === 8;
}

/** @returns how many 16-bit groups the text stands for; undefined where it is none. An IPv4 address may end the last half. */
function groupsOf(half: string, isLast: boolean): number | undefined {
  const pieces = half.split(":");
  let groups = 0;
  for (const [index, piece] of pieces.entries()) {
    if (/^[0-9A-Fa-f]{1,4}$/.test(piece)) groups += 1;
    else if (isLast && index === pieces.length - 1 && isIpv4Address(piece)) groups += 2;
    else return undefined;
  }
  return groups;
}

/** @returns whether the text is an IPv4 address in dotted decimal, without leading zeros (RFC 3986 §3.2.2) */
export function isIpv4Address(text: string): boolean {
  const octets = text.split(".");
  return (
    octets.length === 4 &&
    octets.every((octet) => /^(?:0|[1-9][0-9]{0,2})$/.test(octet) && Number(octet) <= 255)
  );
}

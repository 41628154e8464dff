// What a listener can be told to listen on. One check for the configuration, the command line and the library: an empty
// text would be every address of the machine.

/** What may stand there, as the end of "allowed: ". */
export const LISTEN_HOST_ALLOWED = "an address or host name to listen on, without port";

/** An address or a name; IPv6 with or without brackets. */
export const LISTEN_HOST_PATTERN: RegExp =
  /^(?:[\w.-]+|[0-9A-Fa-f:]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(?:%[\w.-]+)?|\[[0-9A-Fa-f:]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(?:%[\w.-]+)?\])$/;

/**
 * Reads the host of a listener.
 *
 * @returns the host, an IPv6 address without its brackets; undefined for what is neither address nor name, the empty text first of all
 */
export function parseListenHost(text: string): string | undefined {
  return LISTEN_HOST_PATTERN.test(text) ? text.replace(/^\[|\]$/g, "") : undefined;
}

/** @returns whether the number is a port; 0 is any free one */
export function isPort(port: unknown): port is number {
  return typeof port === "number" && Number.isInteger(port) && port >= 0 && port <= 65_535;
}

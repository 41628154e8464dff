// Texts that outlive the request that they came with.

/**
 * Copies a text that is to be remembered. A part of a request head is, for the engine, a view on the whole head's string: a key of
 * eight letters in a table would keep up to 16 KiB alive.
 *
 * @param text with characters beyond Latin-1 it was decoded since it came, which made a text of its own: it is given back as it is
 */
export function keptText(text: string): string {
  return /[^\x00-\xff]/.test(text) ? text : Buffer.from(text, "latin1").toString("latin1");
}

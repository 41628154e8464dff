// Well-known words of the protocol, found by their octets: one shared string for each, so that reading a usual
// head allocates no names (RFC 9110 §5.1, §9.1).

const SLOTS = 1024;

function slotOf(length: number, first: number, middle: number, last: number): number {
  return (length * 37 + first * 7 + middle * 31 + last * 131) & (SLOTS - 1);
}

interface Word {
  readonly text: string;
  readonly octets: Uint8Array;
}

/** A fixed set of words. A look-up costs about as much as reading the word once. */
export class InternedWords {
  readonly #slots: (readonly Word[] | undefined)[] = new Array(SLOTS).fill(undefined);
  readonly #caseBit: number;

  /**
   * @param caseBit set in each octet before it is compared: 0x20 to ignore the case of tokens against words of small
   *   letters, digits and hyphens (no other octet of a token becomes one of these by it), 0 to heed it
   */
  constructor(words: readonly string[], caseBit: 0 | 0x20) {
    this.#caseBit = caseBit;
    for (const text of words) {
      const octets = Uint8Array.from(text, (character) => character.charCodeAt(0));
      const length = octets.length;
      const slot = slotOf(length, octets[0], octets[length >> 1], octets[length - 1]);
      this.#slots[slot] = [...(this.#slots[slot] ?? []), { text, octets }];
    }
  }

  /** @returns the shared word that the octets from `start` to `end` (exclusive), a token, spell, or undefined */
  find(octets: Uint8Array, start: number, end: number): string | undefined {
    const caseBit = this.#caseBit;
    const length = end - start;
    const slot = slotOf(
      length,
      octets[start] | caseBit,
      octets[start + (length >> 1)] | caseBit,
      octets[end - 1] | caseBit,
    );
    const words = this.#slots[slot];
    if (words === undefined) return undefined;
    for (let index = 0; index < words.length; index++) {
      if (spells(words[index].octets, octets, start, length, caseBit)) return words[index].text;
    }
    return undefined;
  }
}

function spells(
  word: Uint8Array,
  octets: Uint8Array,
  start: number,
  length: number,
  caseBit: number,
): boolean {
  if (word.length !== length) return false;
  for (let index = 0; index < length; index++) {
    if ((octets[start + index] | caseBit) !== word[index]) return false;
  }
  return true;
}

/** Methods of RFC 9110 §9, and the others that servers see most. */
export const METHODS = new InternedWords(
  ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE", "PROPFIND", "QUERY"],
  0,
);

/** Field names that browsers, proxies and tools send; any other name is taken from the head itself. */
export const FIELD_NAMES = new InternedWords(
  [
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "access-control-request-headers",
    "access-control-request-method",
    "access-control-request-private-network",
    "alt-used",
    "authorization",
    "cache-control",
    "connection",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-md5",
    "content-range",
    "content-type",
    "cookie",
    "date",
    "dnt",
    "early-data",
    "expect",
    "forwarded",
    "from",
    "host",
    "http2-settings",
    "idempotency-key",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "last-modified",
    "max-forwards",
    "origin",
    "pragma",
    "prefer",
    "priority",
    "proxy-authorization",
    "proxy-connection",
    "purpose",
    "range",
    "referer",
    "save-data",
    "sec-ch-ua",
    "sec-ch-ua-arch",
    "sec-ch-ua-full-version-list",
    "sec-ch-ua-mobile",
    "sec-ch-ua-model",
    "sec-ch-ua-platform",
    "sec-ch-ua-platform-version",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-fetch-storage-access",
    "sec-fetch-user",
    "sec-gpc",
    "sec-purpose",
    "sec-websocket-extensions",
    "sec-websocket-key",
    "sec-websocket-protocol",
    "sec-websocket-version",
    "service-worker",
    "te",
    "tracestate",
    "traceparent",
    "trailer",
    "transfer-encoding",
    "tus-resumable",
    "upgrade",
    "upgrade-insecure-requests",
    "upload-length",
    "upload-metadata",
    "upload-offset",
    "user-agent",
    "via",
    "x-api-key",
    "x-csrf-token",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-proto",
    "x-real-ip",
    "x-request-id",
    "x-requested-with",
  ],
  0x20,
);

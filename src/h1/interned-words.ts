// Well-known words of the protocol, found by their octets: one shared string for each, so that reading a usual
// head allocates no names (RFC 9110 §5.1, §9.1).
import { LOWER_CASE, SAME_CASE } from "./grammar.ts";

const SLOTS = 512;

function slotOf(length: number, first: number, middle: number, last: number): number {
  return (length * 37 + first * 7 + middle * 31 + last * 131) & (SLOTS - 1);
}

/** A fixed set of words. A look-up costs about as much as reading the word once. */
export class InternedWords {
  readonly #slots: (readonly string[] | undefined)[] = new Array(SLOTS).fill(undefined);
  readonly #fold: Uint8Array;

  /** @param fold what each octet counts as when words are compared; the words themselves must be folded already */
  constructor(words: readonly string[], fold: Uint8Array) {
    this.#fold = fold;
    for (const word of words) {
      const slot = slotOf(
        word.length,
        word.charCodeAt(0),
        word.charCodeAt(word.length >> 1),
        word.charCodeAt(word.length - 1),
      );
      this.#slots[slot] = [...(this.#slots[slot] ?? []), word];
    }
  }

  /** @returns the shared word that the octets from `start` to `end` (exclusive) spell, or undefined */
  find(octets: Uint8Array, start: number, end: number): string | undefined {
    const fold = this.#fold;
    const length = end - start;
    const slot = slotOf(
      length,
      fold[octets[start]],
      fold[octets[start + (length >> 1)]],
      fold[octets[end - 1]],
    );
    const words = this.#slots[slot];
    if (words === undefined) return undefined;
    for (let index = 0; index < words.length; index++) {
      if (spells(words[index], octets, start, length, fold)) return words[index];
    }
    return undefined;
  }
}

function spells(word: string, octets: Uint8Array, start: number, length: number, fold: Uint8Array): boolean {
  if (word.length !== length) return false;
  for (let index = 0; index < length; index++) {
    if (fold[octets[start + index]] !== word.charCodeAt(index)) return false;
  }
  return true;
}

/** Methods of RFC 9110 §9, and the others that servers see most. */
export const METHODS = new InternedWords(
  ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE", "PROPFIND", "QUERY"],
  SAME_CASE,
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
  LOWER_CASE,
);

// Proactive negotiation: which coding and which media type to send (RFC 9110 §12.5).
import { keptText } from "../uri/kept-text.ts";
import { parseWeightedList, type WeightedItem } from "./weighted-list.ts";

/**
 * Selects a content coding (RFC 9110 §12.5.3).
 *
 * @param acceptEncoding undefined where the client says nothing: then nothing is coded
 * @param available in the server's order of preference, in lower case, without "identity"
 * @returns the coding; undefined for identity, also where the client refuses everything
 */
export function selectContentCoding(
  acceptEncoding: string | undefined,
  available: readonly string[],
): string | undefined {
  if (acceptEncoding === undefined || available.length === 0) return undefined;
  return selectAmong(parseWeightedList(acceptEncoding), available);
}

/** Values of Accept-Encoding that are remembered: browsers send a handful. Longer ones are rare, and could fill the memory. */
const REMEMBERED_VALUES = 64;
const LONGEST_REMEMBERED = 128;

/** @returns `selectContentCoding` with a memory of how the last few values read: most clients send the same, with each request */
export function createCodingSelector(): typeof selectContentCoding {
  const read = new Map<string, readonly WeightedItem[]>();
  return (acceptEncoding, available) => {
    if (acceptEncoding === undefined || available.length === 0) return undefined;
    const known = read.get(acceptEncoding);
    if (known !== undefined) return selectAmong(known, available);
    if (acceptEncoding.length > LONGEST_REMEMBERED) return selectContentCoding(acceptEncoding, available);
    if (read.size >= REMEMBERED_VALUES) read.clear();
    const kept = keptText(acceptEncoding);
    const items = parseWeightedList(kept);
    read.set(kept, items);
    return selectAmong(items, available);
  };
}

function selectAmong(items: readonly WeightedItem[], available: readonly string[]): string | undefined {
  let best: string | undefined;
  // Identity, unless the list speaks of it, is acceptable but second to any coding that the client asks for.
  let bestWeight = codingWeight(items, "identity") ?? 0;
  for (const coding of available) {
    const weight = codingWeight(items, coding) ?? 0;
    if (weight === 0 || weight < bestWeight || (weight === bestWeight && best !== undefined)) continue;
    best = coding;
    bestWeight = weight;
  }
  return best;
}

/** @returns the weight of a coding by its name (`x-gzip` is gzip, RFC 9110 §8.4.1.3), else by `*`; undefined if not listed */
function codingWeight(items: readonly WeightedItem[], coding: string): number | undefined {
  const named = items.find(({ item }) => item === coding || (coding === "gzip" && item === "x-gzip"));
  return (named ?? items.find(({ item }) => item === "*"))?.weight;
}

/**
 * Selects among media types that the server could send (RFC 9110 §12.5.1): by weight, then by how precisely the client named it,
 * then by the server's order. So `application/json` with a wildcard behind it prefers JSON to HTML, and a wildcard alone takes the first.
 *
 * @param accept undefined or empty where the client says nothing
 * @param candidates at least one, in the server's order of preference, in lower case, without parameters
 * @returns one of the candidates; the first where none is acceptable
 */
export function prefersMediaType(accept: string | undefined, candidates: readonly string[]): string {
  const items = parseWeightedList(accept ?? "");
  let best = candidates[0];
  let bestMatch: MediaMatch = { weight: 0, precision: 0 };
  for (const candidate of candidates) {
    const match = mediaMatch(items, candidate);
    const isBetter =
      match.weight > bestMatch.weight ||
      (match.weight === bestMatch.weight && match.precision > bestMatch.precision);
    if (match.weight === 0 || !isBetter) continue;
    best = candidate;
    bestMatch = match;
  }
  return best;
}

/**
 * @returns whether a client takes HTML, as browsers do when they navigate: text/html is accepted by name, by `text/*` or by a
 *   wildcard. Without an Accept field, true.
 */
export function acceptsHtml(accept: string | undefined): boolean {
  if (accept === undefined || accept === "") return true;
  return mediaMatch(parseWeightedList(accept), "text/html").weight > 0;
}

interface MediaMatch {
  readonly weight: number;
  /** 3 for the type itself, 2 for its `type/*`, 1 for the wildcard, 0 for none of them. */
  readonly precision: number;
}

/** The most precise range decides, whatever its weight. Parameters of a range (`;charset=utf-8`) are passed over. */
function mediaMatch(items: readonly WeightedItem[], mediaType: string): MediaMatch {
  const ranges = ["*/*", `${mediaType.slice(0, mediaType.indexOf("/"))}/*`, mediaType];
  for (let precision = 3; precision > 0; precision--) {
    const found = items.find(({ item }) => item === ranges[precision - 1]);
    if (found !== undefined) return { weight: found.weight, precision };
  }
  return { weight: 0, precision: 0 };
}

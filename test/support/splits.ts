// Every way to cut a wire that a reader could tell apart.

/**
 * @param wire Latin-1 text or octets
 * @returns the pieces for: whole; cut in two at each octet; octet by octet
 */
export function* everySplit(wire: string | Uint8Array): IterableIterator<readonly Uint8Array[]> {
  const octets = typeof wire === "string" ? Buffer.from(wire, "latin1") : wire;
  yield [octets];
  for (let cut = 1; cut < octets.length; cut++) yield [octets.subarray(0, cut), octets.subarray(cut)];
  yield octetByOctet(octets);
}

/** Like `everySplit`, with at most `cuts` places to cut in two, spread over the wire: for long inputs. */
export function* someSplits(octets: Uint8Array, cuts: number): IterableIterator<readonly Uint8Array[]> {
  yield [octets];
  const step = Math.max(1, Math.floor(octets.length / cuts));
  for (let cut = 1; cut < octets.length; cut += step) yield [octets.subarray(0, cut), octets.subarray(cut)];
  yield octetByOctet(octets);
}

function octetByOctet(octets: Uint8Array): readonly Uint8Array[] {
  return Array.from(octets, (_, index) => octets.subarray(index, index + 1));
}

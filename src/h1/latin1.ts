// Octets as text, one character an octet (RFC 9110 §5.5: octets above 0x7F are opaque data).

/** Not in Node's types, but it takes any Uint8Array as it is: 43 ns for a small head, with a Buffer made around it 81. */
interface Latin1Slicer {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
}

function hasLatin1Slice(prototype: object): prototype is Latin1Slicer {
  return "latin1Slice" in prototype && typeof prototype.latin1Slice === "function";
}

function slicer(): (octets: Uint8Array, start: number, end: number) => string {
  const prototype: object = Buffer.prototype;
  if (hasLatin1Slice(prototype)) {
    const slice = prototype.latin1Slice;
    return (octets, start, end) => slice.call(octets, start, end);
  }
  return (octets, start, end) =>
    Buffer.from(octets.buffer, octets.byteOffset + start, end - start).toString("latin1");
}

/** @returns the octets from `start` to `end` (exclusive), each as the character of the same number */
export const latin1: (octets: Uint8Array, start: number, end: number) => string = slicer();

// Ways to spoil a message: each takes octets and gives others, by a seeded generator.
import type { SeededRandom } from "./random.ts";

const TOKENS = [
  "\r\n",
  "\r\n\r\n",
  "\n",
  "\r",
  "\0",
  " ",
  "\t",
  ":",
  ",",
  ";",
  '"',
  "\\",
  "%",
  "%00",
  "%2f",
  "%2e%2e/",
  "../",
  "//",
  "\xff",
  "\x7f",
  "0",
  "-1",
  "00000000000",
  "ffffffffffffffff",
  "9007199254740992",
  "chunked",
  "HTTP/1.0",
  "HTTP/1.1",
  "HTTP/2.0",
  "Content-Length: 3\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Transfer-Encoding: gzip, chunked\r\n",
  "Host: b\r\n",
  "Connection: close\r\n",
  "Expect: 100-continue\r\n",
  "Range: bytes=1-2\r\n",
  "0\r\n\r\n",
  "5\r\nhello\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
  "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
].map((token) => Buffer.from(token, "latin1"));

type Mutation = (octets: Buffer, random: SeededRandom, seeds: readonly Buffer[]) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  replaceOctet,
  insertToken,
  insertToken,
  overwriteToken,
  deleteRange,
  duplicateRange,
  splice,
  truncate,
  swapRanges,
  changeCase,
  repeatOctet,
];

/** @returns the message after one to six changes; the one that was given stays as it is */
export function mutate(octets: Buffer, random: SeededRandom, seeds: readonly Buffer[]): Buffer {
  let changed: Buffer = Buffer.from(octets);
  const changes = random.chance(0.5) ? 1 : random.between(2, 6);
  for (let change = 0; change < changes; change++) changed = random.pick(MUTATIONS)(changed, random, seeds);
  return changed;
}

function flipBit(octets: Buffer, random: SeededRandom): Buffer {
  if (octets.length > 0) octets[random.below(octets.length)] ^= 1 << random.below(8);
  return octets;
}

function replaceOctet(octets: Buffer, random: SeededRandom): Buffer {
  if (octets.length > 0) octets[random.below(octets.length)] = random.below(256);
  return octets;
}

function insertToken(octets: Buffer, random: SeededRandom): Buffer {
  const at = random.below(octets.length + 1);
  return Buffer.concat([octets.subarray(0, at), random.pick(TOKENS), octets.subarray(at)]);
}

function overwriteToken(octets: Buffer, random: SeededRandom): Buffer {
  const token = random.pick(TOKENS);
  token.copy(octets, random.below(octets.length + 1));
  return octets;
}

function deleteRange(octets: Buffer, random: SeededRandom): Buffer {
  const [start, end] = range(octets, random);
  return Buffer.concat([octets.subarray(0, start), octets.subarray(end)]);
}

function duplicateRange(octets: Buffer, random: SeededRandom): Buffer {
  const [start, end] = range(octets, random);
  return Buffer.concat([octets.subarray(0, end), octets.subarray(start, end), octets.subarray(end)]);
}

/** The beginning of this message, the end of another. */
function splice(octets: Buffer, random: SeededRandom, seeds: readonly Buffer[]): Buffer {
  const other = random.pick(seeds);
  const mine = octets.subarray(0, random.below(octets.length + 1));
  return Buffer.concat([mine, other.subarray(random.below(other.length + 1))]);
}

function truncate(octets: Buffer, random: SeededRandom): Buffer {
  return octets.subarray(0, random.below(octets.length + 1));
}

function swapRanges(octets: Buffer, random: SeededRandom): Buffer {
  const [start, middle] = range(octets, random);
  const end = Math.min(octets.length, middle + (middle - start));
  const [before, one, two, after] = [
    octets.subarray(0, start),
    octets.subarray(start, middle),
    octets.subarray(middle, end),
    octets.subarray(end),
  ];
  return Buffer.concat([before, two, one, after]);
}

function changeCase(octets: Buffer, random: SeededRandom): Buffer {
  const [start, end] = range(octets, random);
  for (let index = start; index < end; index++) {
    const isLetter = /[A-Za-z]/.test(String.fromCharCode(octets[index]));
    if (isLetter) octets[index] ^= 0x20;
  }
  return octets;
}

function repeatOctet(octets: Buffer, random: SeededRandom): Buffer {
  const at = random.below(octets.length + 1);
  const many = random.chance(0.05) ? 20_000 : random.between(2, 64);
  const run = Buffer.alloc(many, octets[at] ?? 0x61);
  return Buffer.concat([octets.subarray(0, at), run, octets.subarray(at)]);
}

/** Mostly short: long ones leave little of a message. */
function range(octets: Buffer, random: SeededRandom): readonly [number, number] {
  const start = random.below(octets.length + 1);
  const longest = Math.min(octets.length - start, random.chance(0.8) ? 16 : 512);
  return [start, start + random.below(longest + 1)];
}

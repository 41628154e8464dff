// From a request and a variant to the answer: preconditions, then ranges (RFC 9110 §13.2.2, §14).
import type { Root } from "../../files/root.ts";
import type { FieldLine } from "../../http/fields.ts";
import type { MultipartByteranges } from "../../http/multipart-byteranges.ts";
import { multipartByteranges } from "../../http/multipart-byteranges.ts";
import { evaluatePreconditions } from "../../http/preconditions.ts";
import type { ByteRange } from "../../http/ranges.ts";
import { contentRange, selectRanges, unsatisfiedRange } from "../../http/ranges.ts";
import type { HttpRequest } from "../../http/request.ts";
import type { HttpResponse, Outcome, Refusal } from "../../http/response.ts";
import { refuse } from "../../http/response.ts";
import type { FileStatus, OpenFile } from "../../platform/disk.ts";
import { DiskError, isSameVersion } from "../../platform/disk.ts";
import type { Random } from "../../platform/random.ts";
import type { CachedVariant, Variant } from "./representation.ts";
import { notModifiedResponse } from "./representation.ts";

/** What a request selects of a variant. */
type Selection =
  | { readonly kind: "whole" }
  | { readonly kind: "not-modified" }
  | { readonly kind: "ranges"; readonly ranges: readonly ByteRange[] }
  | { readonly kind: "refused"; readonly refusal: Refusal };

function select(
  request: HttpRequest,
  { status, entityTag, lastModifiedMs, fields }: Variant,
  nowMs: number,
): Selection {
  const result = evaluatePreconditions(request, { entityTag, lastModifiedMs });
  if (result === "not-modified") return { kind: "not-modified" };
  if (result === "failed") {
    return {
      kind: "refused",
      refusal: refuse(412, "The file is not in the state that the request asks for."),
    };
  }
  const { size } = status;
  const selection = selectRanges(request, { size, entityTag, lastModifiedMs, nowMs });
  if (selection.kind !== "unsatisfiable") return selection;
  const range: FieldLine = ["Content-Range", unsatisfiedRange(size)];
  const vary = fields.filter(([name]) => name === "Vary");
  return { kind: "refused", refusal: refuse(416, "The file has no octets in that range.", [range, ...vary]) };
}

/** Answers from memory. */
export function answerFromMemory(
  request: HttpRequest,
  cached: CachedVariant,
  nowMs: number,
  random: Random,
): Outcome {
  const { variant, octets } = cached;
  const selection = select(request, variant, nowMs);
  if (selection.kind === "whole") return cached.whole;
  if (selection.kind === "not-modified") return cached.notModified;
  if (selection.kind === "refused") return selection.refusal;
  const { ranges } = selection;
  if (ranges.length === 1) {
    const [range] = ranges;
    const part = octets.subarray(range.start, range.end);
    return {
      kind: "response",
      status: 206,
      fields: partFields(variant, range),
      content: { kind: "octets", octets: part },
    };
  }
  const layout = layOut(ranges, variant, random);
  const pieces = layout.parts.flatMap(({ head, range }) => [head, octets.subarray(range.start, range.end)]);
  const whole = Buffer.concat([...pieces, layout.closing], layout.contentLength);
  return multipartResponse(variant, layout, { kind: "octets", octets: whole });
}

/**
 * Answers from an open file, which it hands on with the response or closes.
 *
 * @param root where `name` can be opened again, for parts that are read later
 */
export async function answerFromDisk(
  request: HttpRequest,
  variant: Variant,
  file: OpenFile,
  reopen: { readonly root: Root; readonly name: string },
  nowMs: number,
  random: Random,
): Promise<Outcome> {
  const selection = select(request, variant, nowMs);
  const { size } = variant.status;
  if (selection.kind === "whole" && request.method !== "HEAD") {
    return {
      kind: "response",
      status: 200,
      fields: variant.fields,
      content: { kind: "file", file, start: 0, end: size },
    };
  }
  if (selection.kind === "ranges" && selection.ranges.length === 1) {
    const [range] = selection.ranges;
    const content = { kind: "file", file, start: range.start, end: range.end } as const;
    return { kind: "response", status: 206, fields: partFields(variant, range), content };
  }
  await file.close();
  switch (selection.kind) {
    case "whole": {
      const content = { kind: "file", file: new ClosedFile(variant.status), start: 0, end: size } as const;
      return { kind: "response", status: 200, fields: variant.fields, content };
    }
    case "not-modified":
      return notModifiedResponse(variant);
    case "refused":
      return selection.refusal;
    case "ranges": {
      const layout = layOut(selection.ranges, variant, random);
      const chunks = partChunks(layout, variant.status, reopen.root, reopen.name);
      return multipartResponse(variant, layout, { kind: "stream", chunks, length: layout.contentLength });
    }
  }
}

function partFields({ fields, status }: Variant, range: ByteRange): readonly FieldLine[] {
  return [...fields, ["Content-Range", contentRange(range, status.size)]];
}

function multipartResponse(
  { fields }: Variant,
  { contentType }: MultipartByteranges,
  content: HttpResponse["content"],
): HttpResponse {
  const others = fields.filter(([name]) => name !== "Content-Type");
  return { kind: "response", status: 206, fields: [["Content-Type", contentType], ...others], content };
}

function layOut(ranges: readonly ByteRange[], variant: Variant, random: Random): MultipartByteranges {
  const octets = new Uint8Array(18);
  random.fill(octets);
  return multipartByteranges(
    ranges,
    variant.mediaType,
    variant.status.size,
    Buffer.from(octets).toString("hex"),
  );
}

const CHUNK_OCTETS = 64 * 1024;

/**
 * The parts of a multipart/byteranges answer, read as they are asked for. The file is opened with the first chunk:
 * an answer that nobody reads holds no descriptor. Throws where the file is no longer the version that the head announced.
 */
async function* partChunks(
  { parts, closing }: MultipartByteranges,
  announced: FileStatus,
  root: Root,
  name: string,
): AsyncGenerator<Uint8Array> {
  const opened = await root.open(name);
  if (opened.kind === "refused") throw new Error(`the file cannot be opened again: ${opened.reason}`);
  const { file } = opened;
  try {
    for (const { head, range } of parts) {
      yield head;
      for (let position = range.start; position < range.end; ) {
        // A new buffer each time: the transport owns what it was given.
        const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_OCTETS, range.end - position));
        const count = await file.read(buffer, position);
        if (count === 0) throw new Error("the file ends before the range does");
        position += count;
        yield buffer.subarray(0, count);
      }
    }
    // Only now is it known that all parts came from one version; without the closing delimiter the answer is no answer.
    if (!isSameVersion(announced, await file.currentStatus()))
      throw new Error("the file changed while it was sent");
    yield closing;
  } finally {
    await file.close();
  }
}

/** Stands for the file in an answer to HEAD, whose content is never read. */
class ClosedFile implements OpenFile {
  readonly status: FileStatus;

  constructor(status: FileStatus) {
    this.status = status;
  }

  read(): Promise<number> {
    return Promise.reject(new DiskError("EBADF", "the content of an answer to HEAD"));
  }

  currentStatus(): Promise<FileStatus> {
    return Promise.resolve(this.status);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

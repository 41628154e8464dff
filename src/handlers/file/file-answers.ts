// From a file that was found to its answer: which coded form, and from memory or from the disk.
import type { Root } from "../../files/root.ts";
import type { Fields } from "../../http/fields.ts";
import { createCodingSelector } from "../../http/negotiation.ts";
import type { HttpRequest } from "../../http/request.ts";
import type { Outcome } from "../../http/response.ts";
import type { Services } from "../handler.ts";
import { refusalOf } from "./refusals.ts";
import type { CachedFile, CachedVariant } from "./representation.ts";
import { answerFromDisk, answerFromMemory } from "./representation-answer.ts";
import type { LargeFile, RepresentationLoader } from "./representation-loader.ts";

/** Answers with the files of one root. */
export class FileAnswers {
  readonly #root: Root;
  readonly #services: Pick<Services, "clock" | "random">;
  readonly #selectCoding = createCodingSelector();

  constructor(root: Root, services: Pick<Services, "clock" | "random">) {
    this.#root = root;
    this.#services = services;
  }

  /** The hot path: nothing is awaited, and for a request without conditions and ranges nothing is allocated. */
  fromMemory(request: HttpRequest, cached: CachedFile): Outcome {
    const chosen = cached.coded.length === 0 ? cached.plain : this.#chooseCached(request.fields, cached);
    if (!isConditionalOrRanged(request.fields)) return chosen.whole;
    return answerFromMemory(request, chosen, this.#services.clock.wallMs(), this.#services.random);
  }

  #chooseCached(fields: Fields, { plain, coded, codings }: CachedFile): CachedVariant {
    const chosen = this.#selectCoding(fields.combined("accept-encoding"), codings);
    return chosen === undefined ? plain : coded[codings.indexOf(chosen)];
  }

  /** Opens the file for this one request: the response's content owns the descriptor. */
  async fromDisk(request: HttpRequest, large: LargeFile, loader: RepresentationLoader): Promise<Outcome> {
    const codings = large.sidecars.map(({ coding }) => coding);
    const chosen = this.#selectCoding(request.fields.combined("accept-encoding"), codings);
    const sidecar = large.sidecars.find(({ coding }) => coding === chosen);
    let name = sidecar?.name ?? large.name;
    let coding = sidecar?.coding;
    let opened = await this.#root.open(name);
    if (opened.kind === "refused" && coding !== undefined) {
      name = large.name;
      coding = undefined;
      opened = await this.#root.open(name);
    }
    if (opened.kind === "refused") return refusalOf(opened);
    const { file } = opened;
    const { clock, random } = this.#services;
    try {
      const variant = loader.describe(large.name, coding, file.status);
      return await answerFromDisk(request, variant, file, { root: this.#root, name }, clock.wallMs(), random);
    } catch (error) {
      await file.close();
      throw error;
    }
  }
}

/** One pass over the names, without a set or a lookup for each: part of the hot path. */
function isConditionalOrRanged({ names }: Fields): boolean {
  for (let index = 0; index < names.length; index++) {
    const name = names[index];
    if (name === "range" || name.startsWith("if-")) return true;
  }
  return false;
}

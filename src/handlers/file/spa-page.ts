// A single-page application: its one page answers for paths that match nothing, since its routes live in the browser.
import type { Shelf } from "../../files/representation-cache.ts";
import { SharedLoads } from "../../files/representation-cache.ts";
import type { Root } from "../../files/root.ts";
import { acceptsHtml } from "../../http/negotiation.ts";
import type { HttpRequest } from "../../http/request.ts";
import type { Outcome } from "../../http/response.ts";
import type { Services } from "../handler.ts";
import type { FileAnswers } from "./file-answers.ts";
import type { FileOptions } from "./options.ts";
import { MISSING, refusalOf } from "./refusals.ts";
import type { CachedFile } from "./representation.ts";
import { type Loaded, RepresentationLoader } from "./representation-loader.ts";

/** The page names the application's other files: an old one must not outlive them. */
const SPA_CACHE_CONTROL = "no-cache";

/**
 * @returns whether a path can be a view of the application: one with a file extension asks for a file, and what lies
 *   under `/.well-known/` is for programs (RFC 8615). A page in their place would be taken for the thing itself.
 */
export function isSpaPath(path: string): boolean {
  if (path === "/.well-known" || path.startsWith("/.well-known/")) return false;
  const segments = path.split("/");
  const last = segments.at(-1) || segments.at(-2) || "";
  return !/.\.[^.]+$/.test(last);
}

/** What the page shares with the other files of its route. */
export interface SpaSurroundings {
  readonly root: Root;
  readonly services: Services;
  readonly answers: FileAnswers;
  readonly shelf: Shelf<CachedFile>;
}

/** A key beside canonical paths, which all begin with a slash. */
const SPA_KEY = "spa";

/** The page of one route. */
export class SpaPage {
  readonly #name: string;
  readonly #surroundings: SpaSurroundings;
  readonly #loader: RepresentationLoader;
  readonly #lookups = new SharedLoads<Loaded>();

  /** @param name of the page, relative to the root */
  constructor(name: string, { cacheControl, precompressed }: FileOptions, surroundings: SpaSurroundings) {
    this.#name = name;
    this.#surroundings = surroundings;
    const { root, services } = surroundings;
    const { limits } = services.representations;
    this.#loader = new RepresentationLoader(root, services.clock, limits, {
      cacheControl: cacheControl ?? SPA_CACHE_CONTROL,
      precompressed,
      // Who doesn't accept HTML gets 404 from the same address.
      variesBy: ["Accept"],
    });
  }

  /** @param path canonical @returns the page, or 404 for what is no navigation */
  async answer(request: HttpRequest, path: string): Promise<Outcome> {
    if (!isSpaPath(path) || !acceptsHtml(request.fields.combined("accept"))) return MISSING;
    const { answers, shelf } = this.#surroundings;
    const cached = shelf.fresh(SPA_KEY);
    if (cached !== undefined) return answers.fromMemory(request, cached);
    const found = await this.#lookups.run(SPA_KEY, () => this.#lookUp());
    if (found.kind === "cached") return answers.fromMemory(request, found);
    return found.kind === "large" ? answers.fromDisk(request, found, this.#loader) : refusalOf(found);
  }

  async #lookUp(): Promise<Loaded> {
    const { root, services, shelf } = this.#surroundings;
    const startedMs = services.clock.monotonicMs();
    const located = await root.locate(this.#name);
    if (located.kind === "refused") return located;
    if (located.kind === "directory") return { kind: "refused", reason: "special" };
    return this.#loader.loadOnto(shelf, SPA_KEY, this.#name, located, startedMs);
  }
}

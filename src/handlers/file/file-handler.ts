// Serves a tree of files, or one file: GET and HEAD. The way through memory is synchronous; everything else awaits the disk.
import { basename, dirname } from "node:path/posix";
import { diskRefusal } from "../../files/errors.ts";
import type { Shelf } from "../../files/representation-cache.ts";
import { SharedLoads } from "../../files/representation-cache.ts";
import type { LocatedEntry, RootRefusal } from "../../files/root.ts";
import { Root } from "../../files/root.ts";
import type { Fields } from "../../http/fields.ts";
import { slashRedirect } from "../../http/location.ts";
import { acceptsHtml, prefersMediaType, selectContentCoding } from "../../http/negotiation.ts";
import type { HttpRequest } from "../../http/request.ts";
import type { Outcome, Refusal } from "../../http/response.ts";
import { refuse } from "../../http/response.ts";
import { DiskError } from "../../platform/disk.ts";
import { queryParameter } from "../../uri/query.ts";
import { queryOf } from "../../uri/request-target.ts";
import type { Handler, RequestContext, Services } from "../handler.ts";
import { NOT_BUILT_YET, UPLOAD_METHODS } from "../unbuilt/unbuilt-parts.ts";
import type { ListedDirectory } from "./directory-listing.ts";
import { listingChunks, listingFields, listingWish, readListing } from "./directory-listing.ts";
import { explainFile } from "./explanation.ts";
import type { FileOptions } from "./options.ts";
import type { CachedFile, CachedVariant } from "./representation.ts";
import { answerFromDisk, answerFromMemory } from "./representation-answer.ts";
import type { LargeFile, Loaded } from "./representation-loader.ts";
import { RepresentationLoader } from "./representation-loader.ts";
import type { Resolution } from "./resolution.ts";
import { isMissing, resolve } from "./resolution.ts";
import { isSpaPath, SPA_CACHE_CONTROL } from "./spa.ts";

/** What a lookup found. Holds no descriptor: it may go to many requests. */
type Found = Exclude<Resolution, { kind: "file" } | { kind: "refused" }> | Loaded;

/** Keys beside canonical paths, which all begin with a slash. */
const SPA_KEY = "spa";
const TRY_KEY_PREFIX = "try:";

const MISSING = refuse(404, "There is nothing here by that name.");
const UNSETTLED = refuse(503, "This is being replaced right now. Try again in a moment.", [
  ["Retry-After", "1"],
]);
const ENCODED_SLASH = refuse(400, "An encoded slash (%2F) names no file.");
const UPLOADS_UNBUILT = refuse(501, `Uploads are ${NOT_BUILT_YET}.`);
const METHOD_UNKNOWN = refuse(501, "Files know no such method.");

/**
 * Makes the handler of a File route.
 *
 * @param services `representations` is shared by all routes; each keeps its files on a shelf of its own
 */
export function createFileHandler(options: FileOptions, services: Services): Handler {
  return new FileHandler(options, services);
}

class FileHandler implements Handler {
  readonly #options: FileOptions;
  readonly #services: Services;
  readonly #root: Root;
  /** Of a route that is one file: its name, and the key under which it is cached. */
  readonly #singleName: string | undefined;
  readonly #loader: RepresentationLoader;
  readonly #spaLoader: RepresentationLoader;
  readonly #shelf: Shelf<CachedFile>;
  readonly #lookups = new SharedLoads<Found>();
  readonly #listings = new SharedLoads<ListedDirectory | undefined>();

  constructor(options: FileOptions, services: Services) {
    const { target, cacheControl, precompressed } = options;
    const { clock, disk, representations } = services;
    this.#options = options;
    this.#services = services;
    if (target.kind === "tree") {
      this.#root = new Root(target.root, options, disk, clock);
      this.#singleName = undefined;
    } else {
      // The operator has named this very file: that it is hidden or a link is no accident, unless links are denied.
      const symlinks = options.symlinks === "deny" ? "deny" : "follow";
      this.#root = new Root(dirname(target.file), { symlinks, hiddenFiles: "allow" }, disk, clock);
      this.#singleName = basename(target.file);
    }
    this.#shelf = representations.createShelf<CachedFile>();
    const { limits } = representations;
    this.#loader = new RepresentationLoader(this.#root, clock, limits, { cacheControl, precompressed });
    const spaCacheControl = cacheControl ?? SPA_CACHE_CONTROL;
    this.#spaLoader = new RepresentationLoader(this.#root, clock, limits, {
      cacheControl: spaCacheControl,
      precompressed,
    });
  }

  handle(request: HttpRequest, context: RequestContext): Outcome | Promise<Outcome> {
    if (!this.#answersMethod(request.method)) return refusalOfMethod(request.method);
    if (context.encodedSlash) return ENCODED_SLASH;
    if (request.method === "POST" && request.content.length !== 0)
      return this.#answerBehindContent(request, context);
    return this.#answerNow(request, context, request.receivedMs);
  }

  /**
   * The content is read to its end first: that it is broken or too large is an answer of its own, which a 200 that
   * went out before would keep from the client.
   */
  async #answerBehindContent(request: HttpRequest, context: RequestContext): Promise<Outcome> {
    const content = request.content[Symbol.asyncIterator]();
    while ((await content.next()).done !== true);
    return this.#answerNow(request, context, this.#services.clock.monotonicMs());
  }

  #answerNow(request: HttpRequest, context: RequestContext, nowMs: number): Outcome | Promise<Outcome> {
    const cached = this.#shelf.fresh(this.#singleName ?? context.path, nowMs);
    return cached === undefined ? this.#look(request, context) : this.#answerCached(request, cached);
  }

  explain(method: string, context: RequestContext): Promise<readonly string[]> {
    const methodAnswer = this.#answersMethod(method) ? undefined : refusalOfMethod(method);
    return explainFile({
      options: this.#options,
      context,
      refusal: methodAnswer ?? (context.encodedSlash ? ENCODED_SLASH : undefined),
      singleName: this.#singleName,
      root: this.#root,
      loader: this.#loader,
      cacheFileOctets: this.#services.representations.limits.fileOctets,
    });
  }

  /** A POST that a single file's route lists is answered as a GET is, once its content was read. */
  #answersMethod(method: string): boolean {
    return method === "GET" || method === "HEAD" || (method === "POST" && this.#singleName !== undefined);
  }

  #answerCached(request: HttpRequest, cached: CachedFile): Outcome {
    const chosen = cached.coded.length === 0 ? cached.plain : chooseCached(request.fields, cached);
    if (!isConditionalOrRanged(request.fields)) return chosen.whole;
    return answerFromMemory(request, chosen, this.#services.clock.wallMs(), this.#services.random);
  }

  async #look(request: HttpRequest, context: RequestContext): Promise<Outcome> {
    try {
      const key = this.#singleName ?? context.path;
      const found = await this.#lookups.run(key, () => this.#lookUp(key, context));
      return await this.#answer(request, context, found);
    } catch (error) {
      if (error instanceof DiskError) return diskRefusal(error);
      throw error;
    }
  }

  async #lookUp(pathKey: string, context: RequestContext): Promise<Found> {
    const startedMs = this.#services.clock.monotonicMs();
    const resolution = await this.#resolve(context);
    if (resolution.kind !== "file") {
      this.#shelf.drop(pathKey);
      return resolution.kind === "refused" ? resolution.refusal : resolution;
    }
    const { name, located, belongsToPath } = resolution;
    const key = belongsToPath ? pathKey : TRY_KEY_PREFIX + name;
    return this.#shelf.fresh(key) ?? this.#load(this.#loader, key, name, located, startedMs);
  }

  #resolve(context: RequestContext): Promise<Resolution> {
    const name = this.#singleName;
    return name === undefined
      ? resolve(this.#root, this.#options, context.rest, ignoreNote)
      : this.#resolveSingle(name);
  }

  async #resolveSingle(name: string): Promise<Resolution> {
    const located = await this.#root.locate(name);
    if (located.kind === "file") return { kind: "file", name, located, belongsToPath: true };
    const refusal: RootRefusal =
      located.kind === "refused" ? located : { kind: "refused", reason: "special" };
    return { kind: "refused", refusal };
  }

  async #load(
    loader: RepresentationLoader,
    key: string,
    name: string,
    located: LocatedEntry,
    startedMs: number,
  ): Promise<Loaded> {
    const loaded = await loader.load(name, located, this.#shelf.stale(key));
    if (loaded.kind === "cached") this.#shelf.keep(key, loaded, startedMs);
    else this.#shelf.drop(key);
    return loaded;
  }

  #answer(request: HttpRequest, context: RequestContext, found: Found): Outcome | Promise<Outcome> {
    switch (found.kind) {
      case "cached":
        return this.#answerCached(request, found);
      case "large":
        return this.#answerLarge(request, found, this.#loader);
      case "redirect":
        return slashRedirect(context, queryOf(request.target));
      case "status":
        return found.status === 404 ? MISSING : configuredRefusal(found.status);
      case "directory":
        if (this.#options.directoryListing) return this.#list(request, context, found.name, found.located);
        return this.#answerMissing(request, context);
      case "refused":
        if (isMissing(found)) return this.#answerMissing(request, context);
        return refusalOf(found);
    }
  }

  /** Opens the file for this one request: the response's content owns the descriptor. */
  async #answerLarge(request: HttpRequest, large: LargeFile, loader: RepresentationLoader): Promise<Outcome> {
    const codings = large.sidecars.map(({ coding }) => coding);
    const chosen = selectContentCoding(request.fields.combined("accept-encoding"), codings);
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

  /** Nothing answers the path itself: an application's page may, since its routes live in the browser. */
  async #answerMissing(request: HttpRequest, context: RequestContext): Promise<Outcome> {
    const { spa } = this.#options;
    if (spa === undefined || !isSpaPath(context.path)) return MISSING;
    if (!acceptsHtml(request.fields.combined("accept"))) return MISSING;
    const cached = this.#shelf.fresh(SPA_KEY);
    if (cached !== undefined) return this.#answerCached(request, cached);
    const found = await this.#lookups.run(SPA_KEY, () => this.#lookUpSpa(spa));
    if (found.kind === "cached") return this.#answerCached(request, found);
    if (found.kind === "large") return this.#answerLarge(request, found, this.#spaLoader);
    return found.kind === "refused" ? refusalOf(found) : MISSING;
  }

  async #lookUpSpa(name: string): Promise<Found> {
    const startedMs = this.#services.clock.monotonicMs();
    const located = await this.#root.locate(name);
    if (located.kind === "refused") return located;
    if (located.kind === "directory") return { kind: "refused", reason: "special" };
    return this.#load(this.#spaLoader, SPA_KEY, name, located, startedMs);
  }

  async #list(
    request: HttpRequest,
    context: RequestContext,
    name: string,
    located: LocatedEntry,
  ): Promise<Outcome> {
    const { cacheControl, hiddenFiles } = this.#options;
    const query = queryOf(request.target);
    const accepted = prefersMediaType(request.fields.combined("accept"), ["text/html", "application/json"]);
    const isJson = queryParameter(query, "format") === "json" || accepted === "application/json";
    const wish = listingWish(isJson ? "json" : "html", query);
    const fields = listingFields(wish, cacheControl);
    if (request.method === "HEAD") {
      // The directory is not read for an answer without content; its length stays unsaid (RFC 9110 §9.3.2).
      return { kind: "response", status: 200, fields, content: { kind: "stream", chunks: nothing() } };
    }
    const listed = await this.#listings.run(name, () =>
      readListing(this.#services.disk, this.#root, name, located, hiddenFiles),
    );
    // What a swap for a link may have shown, or what is no longer there, is thrown away.
    if (listed === undefined || !(await this.#root.isStillAt(located))) return UNSETTLED;
    const chunks = listingChunks(wish, context.path, listed, context.rest !== "");
    return { kind: "response", status: 200, fields, content: { kind: "stream", chunks } };
  }
}

function refusalOfMethod(method: string): Refusal {
  return UPLOAD_METHODS.includes(method) ? UPLOADS_UNBUILT : METHOD_UNKNOWN;
}

/** What `try_files` ends with. */
function configuredRefusal(status: number): Refusal {
  return { ...refuse(status, "The site has no answer for this path."), configured: true };
}

function ignoreNote(): void {}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function chooseCached(fields: Fields, { plain, coded, codings }: CachedFile): CachedVariant {
  const chosen = selectContentCoding(fields.combined("accept-encoding"), codings);
  return chosen === undefined ? plain : coded[codings.indexOf(chosen)];
}

/** One pass over the names, without a set or a lookup for each: part of the hot path. */
function isConditionalOrRanged({ names }: Fields): boolean {
  for (let index = 0; index < names.length; index++) {
    const name = names[index];
    if (name === "range" || name.startsWith("if-")) return true;
  }
  return false;
}

/** All that must not be told apart from outside is one 404. */
function refusalOf(refusal: RootRefusal): Outcome {
  switch (refusal.reason) {
    case "disk-error":
      return diskRefusal(refusal.error);
    case "unsettled":
      return UNSETTLED;
    default:
      return MISSING;
  }
}

// The answer to a directory without an index, where the route lists directories.
import type { LocatedEntry, Root } from "../../files/root.ts";
import type { HttpRequest } from "../../http/request.ts";
import type { HttpResponse, Outcome } from "../../http/response.ts";
import { queryOf } from "../../uri/request-target.ts";
import type { RequestContext, Services } from "../handler.ts";
import { listingChunks, listingFields, listingWish } from "./listing-form.ts";
import type { FileOptions } from "./options.ts";
import { UNSETTLED } from "./refusals.ts";
import { SharedListings } from "./shared-listings.ts";

/** Answers with the listings of one route. */
export class ListingAnswers {
  readonly #cacheControl: string | undefined;
  readonly #listings: SharedListings;

  constructor(root: Root, { cacheControl, hiddenFiles }: FileOptions, { clock, disk }: Services) {
    this.#cacheControl = cacheControl;
    this.#listings = new SharedListings({ clock, disk, root, hiddenFiles });
  }

  /** @param directory where this request has found it */
  async answer(
    request: HttpRequest,
    { path, rest }: RequestContext,
    directory: { readonly name: string; readonly located: LocatedEntry },
  ): Promise<Outcome> {
    const wish = listingWish(request.fields.combined("accept"), queryOf(request.target));
    const respond = (chunks: AsyncIterable<Uint8Array>): HttpResponse => ({
      kind: "response",
      status: 200,
      fields: listingFields(wish, this.#cacheControl),
      content: { kind: "stream", chunks },
      ...(wish.format === "html" ? { generatedPage: true } : {}),
    });
    // The directory is not read for an answer without content; its length stays unsaid (RFC 9110 §9.3.2).
    if (request.method === "HEAD") return respond(nothing());
    const listed = await this.#listings.get(directory.name, directory.located, wish.sort, wish.order);
    if (listed === undefined) return UNSETTLED;
    const depth = rest.split("/").filter((segment) => segment !== "").length;
    return respond(listingChunks(wish, path, listed, depth));
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

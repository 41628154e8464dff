// What a connection needs of the rest of the server: a function from request to response, and no more.
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse, Refusal } from "../http/response.ts";
import type { SocketAddress } from "../platform/transport.ts";
import type { Observer } from "./observer.ts";

/** One generation of the configuration, as a connection sees it. A request keeps the one that it began with. */
export interface Application {
  /** Answers a request. Never throws or rejects: what goes wrong inside has become a 500 by then. */
  respond(request: HttpRequest): HttpResponse | Promise<HttpResponse>;
  /**
   * Makes the answer for what the connection itself refuses: bad framing, limits, time-outs, a content that is too large.
   * @param request where a head was understood
   * @param local where the connection came in, to pick the default host's error pages
   */
  refuse(
    refusal: Refusal,
    request: HttpRequest | undefined,
    local: SocketAddress,
  ): HttpResponse | Promise<HttpResponse>;
}

/** What requests that begin now are answered by, and who hears of them: they stay together when a configuration follows another. */
export interface Serving {
  readonly application: Application;
  /** undefined where nobody wants to know: then nothing is recorded. */
  readonly observer: Observer | undefined;
  /** For connections beyond the limit. Made once: a crowd at the door must cost as little as can be. */
  readonly tooManyConnections: HttpResponse;
}

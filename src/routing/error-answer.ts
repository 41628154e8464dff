// From the server's own "no" to an answer: problem+json for programs, the operator's page, or the built-in one.
import type { ErrorPages } from "../config/config.ts";
import type { FieldLine } from "../http/fields.ts";
import { mediaTypeOf } from "../http/media-type.ts";
import { prefersMediaType } from "../http/negotiation.ts";
import { PROBLEM_MEDIA_TYPE, problemJson } from "../http/problem.ts";
import { ContentError, type HttpRequest } from "../http/request.ts";
import { type HttpResponse, type Refusal, refuse } from "../http/response.ts";
import { reasonPhrase } from "../http/status.ts";
import { joinVary } from "../http/vary.ts";
import { ERROR_PAGE_HEADERS, type ErrorPageView, errorPage, fillErrorPage } from "../pages/error-page.ts";
import { createConfiguredPages, type PageServices, pageFor } from "./configured-pages.ts";

/** Makes answers of refusals. */
export interface ErrorAnswers {
  /**
   * @param request undefined where no head was understood
   * @param pages those of the route, or of the server where no route was found
   * @returns a plain value where nothing has to be read
   */
  answer(
    refusal: Refusal,
    request: HttpRequest | undefined,
    pages: ErrorPages,
  ): HttpResponse | Promise<HttpResponse>;
}

/** Sent by every error answer but those whose refusal says otherwise: an error that a cache keeps outlives its cause. */
const NO_STORE: FieldLine = ["Cache-Control", "no-store"];
/** Which form is sent depends on Accept (RFC 9110 §12.5.5). */
const VARY = "Accept";

/** @returns the refusal that stands for what a handler threw: the content's faults are the peer's, all others ours */
export function refusalOf(thrown: unknown): Refusal {
  if (!(thrown instanceof ContentError)) {
    return refuse(500, "The server made a mistake and could not answer this request.", undefined, thrown);
  }
  return thrown.kind === "too-large"
    ? refuse(413, "The content of the request is larger than is allowed here.")
    : refuse(400, "The content of the request did not arrive whole.");
}

/** Makes the one place where errors become answers. */
export function createErrorAnswers(services: PageServices): ErrorAnswers {
  const configured = createConfiguredPages(services);
  return {
    answer(refusal, request, pages) {
      const view = viewOf(refusal, request);
      logRefusal(services, refusal, request);
      if (prefersJson(request)) return problemAnswer(refusal, view);
      const page = pageFor(pages, refusal.status);
      if (page === undefined) return builtInAnswer(refusal, view);
      const answerWith = (text: string | undefined): HttpResponse =>
        text === undefined ? builtInAnswer(refusal, view) : configuredAnswer(refusal, view, page.file, text);
      const text = configured.read(page.file);
      return text instanceof Promise ? text.then(answerWith) : answerWith(text);
    },
  };
}

/** A 4xx tells no id: the log has nothing more than the client itself. */
function viewOf({ status, detail }: Refusal, request: HttpRequest | undefined): ErrorPageView {
  const requestId = status >= 500 ? request?.id : undefined;
  return { status, reason: reasonPhrase(status), detail, requestId };
}

function prefersJson(request: HttpRequest | undefined): boolean {
  const accept = request?.fields.combined("accept");
  if (accept === undefined) return false;
  return prefersMediaType(accept, ["text/html", "application/json", PROBLEM_MEDIA_TYPE]) !== "text/html";
}

function problemAnswer(refusal: Refusal, { status, reason, detail, requestId }: ErrorPageView): HttpResponse {
  const octets = problemJson({ status, title: reason, detail, requestId });
  return errorResponse(refusal, octets, [
    ["Content-Type", PROBLEM_MEDIA_TYPE],
    ["X-Content-Type-Options", "nosniff"],
  ]);
}

function builtInAnswer(refusal: Refusal, view: ErrorPageView): HttpResponse {
  const answer = errorResponse(refusal, new TextEncoder().encode(errorPage(view)), ERROR_PAGE_HEADERS);
  return { ...answer, generatedPage: true };
}

function configuredAnswer(
  refusal: Refusal,
  view: ErrorPageView,
  file: string,
  template: string,
): HttpResponse {
  const type = mediaTypeOf(file);
  return errorResponse(refusal, new TextEncoder().encode(fillErrorPage(template, view)), [
    ["Content-Type", type === "application/octet-stream" ? "text/html; charset=utf-8" : type],
    ["X-Content-Type-Options", "nosniff"],
  ]);
}

function errorResponse(refusal: Refusal, octets: Uint8Array, fields: readonly FieldLine[]): HttpResponse {
  const own = refusal.fields ?? [];
  const isNamed = ([name]: FieldLine, wanted: string): boolean => name.toLowerCase() === wanted;
  const vary = own.filter((line) => isNamed(line, "vary")).map(([, value]) => value);
  return {
    kind: "response",
    status: refusal.status,
    fields: [
      ...fields,
      ...(own.some((line) => isNamed(line, "cache-control")) ? [] : [NO_STORE]),
      ["Vary", joinVary([...vary, VARY])],
      ...own.filter((line) => !isNamed(line, "vary")),
    ],
    content: { kind: "octets", octets },
  };
}

/**
 * 5xx are the server's faults and need a person, unless the configuration asks for them; a method that nobody knows (501) or a
 * refusal with a cause may help one who looks. Of a head that was refused before it was a request, the access log has nothing
 * but the status: why is said here, at debug level.
 */
function logRefusal({ log }: PageServices, refusal: Refusal, request: HttpRequest | undefined): void {
  const { status, detail, cause, configured } = refusal;
  const isOurs = status >= 500 && status !== 501 && status !== 505 && configured !== true;
  if (status < 500 && cause === undefined && request !== undefined) return;
  const details = {
    id: request?.id,
    method: request?.method,
    path: request?.rawTarget.split("?", 1)[0],
    status,
    ...(cause === undefined ? {} : { cause: describeCause(cause) }),
  };
  if (isOurs) log.error(detail, details);
  else if (status >= 500) log.info(detail, details);
  else log.debug(detail, details);
}

/** @returns the stack with those of its causes; for the log alone */
function describeCause(thrown: unknown): string {
  const parts: string[] = [];
  // A cycle of causes is possible, and only a mistake.
  for (let cause = thrown; cause !== undefined && parts.length < 8; ) {
    parts.push(cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return parts.join("\ncaused by ");
}

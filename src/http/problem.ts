// Problem details: an error for programs (RFC 9457).

/** The media type of a problem in JSON (RFC 9457 §6.1). */
export const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** What went wrong with one request. Its type is `about:blank`, that is: the status says it (RFC 9457 §4.2.1). */
export interface Problem {
  readonly status: number;
  /** The reason phrase. */
  readonly title: string;
  /** One sentence for the person behind the client. */
  readonly detail: string;
  /** A URI reference of this occurrence. */
  readonly instance?: string | undefined;
  /** Under which the log has it; the extension member `request_id`. */
  readonly requestId?: string | undefined;
}

/** @returns the problem as JSON text in UTF-8; absent members are left out */
export function problemJson({ status, title, detail, instance, requestId }: Problem): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ status, title, detail, instance, request_id: requestId }));
}

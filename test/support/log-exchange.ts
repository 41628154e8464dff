// Exchanges as the observer tells of them, for logs.
import type { ExchangeRecord } from "../../src/connection/observer.ts";
import { Fields } from "../../src/http/fields.ts";
import type { HttpRequest } from "../../src/http/request.ts";

/** The part of a request that a log reads. */
export interface LoggedRequest {
  readonly method?: string;
  readonly rawTarget?: string;
  readonly authority?: string;
  readonly fields?: readonly (readonly [string, string])[];
  readonly servedBy?: HttpRequest["servedBy"];
}

/** @returns a record of an exchange; what isn't given is a GET of / that went well */
export function exchange(record: Partial<ExchangeRecord> = {}, request: LoggedRequest = {}): ExchangeRecord {
  return {
    request: loggedRequest(request),
    peer: { address: "192.0.2.7", port: 50000 },
    local: { address: "192.0.2.1", port: 8080 },
    status: 200,
    contentOctets: 2326,
    durationMs: 1.25,
    ending: "complete",
    ...record,
  };
}

function loggedRequest({ fields = [], servedBy, ...given }: LoggedRequest): HttpRequest {
  const peer = { address: "192.0.2.7", port: 50000 };
  return {
    method: "GET",
    version: "1.1",
    scheme: "http",
    authority: "",
    rawTarget: "/",
    peer,
    local: peer,
    receivedMs: 0,
    id: "id-1",
    signal: new AbortController().signal,
    servedBy,
    fields: Fields.fromLines(fields),
    limit() {},
    sendInterim() {},
    get target(): never {
      throw new Error("a log reads the raw target");
    },
    get content(): never {
      throw new Error("a log reads no content");
    },
    ...given,
  };
}

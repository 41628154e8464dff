// From a request head to what the connection must know before anybody answers: target, authority, persistence, expectation.
import type { RequestHead } from "../h1/events.ts";
import { Fields } from "../http/fields.ts";
import { type Refusal, refuse } from "../http/response.ts";
import { parseAuthority } from "../uri/authority.ts";
import { parseRequestTarget, type RequestTarget } from "../uri/request-target.ts";

/** What a head says, or why it can't be accepted. */
export type Understanding =
  | {
      readonly kind: "understood";
      readonly target: RequestTarget;
      readonly authority: string;
      readonly persistent: boolean;
      readonly awaitsContinue: boolean;
    }
  | Refusal;

const NOTHING_UNDERSTOOD = refuse(400, "No head was read yet.");

/** Understands heads; shared by the connections of a listener. Remembers the last Host, and what the last head said: both repeat. */
export class HeadReader {
  #knownAuthority = "";
  #lastHead: RequestHead | undefined = undefined;
  #lastUnderstanding: Understanding = NOTHING_UNDERSTOOD;

  /** @returns the refusal where target, Host or expectation are not acceptable (RFC 9112 §3.2, RFC 9110 §10.1.1) */
  understand(head: RequestHead): Understanding {
    if (head === this.#lastHead) return this.#lastUnderstanding;
    this.#lastHead = head;
    this.#lastUnderstanding = this.#read(head);
    return this.#lastUnderstanding;
  }

  #read(head: RequestHead): Understanding {
    const target = parseRequestTarget(head.requestTarget, head.method);
    if (target === undefined) return refuse(400, "The request target is malformed.");
    const host = head.fields.first("host");
    if (host !== undefined && !this.#isAuthority(host)) return refuse(400, "The Host field is malformed.");
    // RFC 9112 §3.2.2: the authority of an absolute-form target wins over Host.
    const authority =
      target.kind === "absolute-form" || target.kind === "authority-form" ? target.authority : (host ?? "");
    if (authority !== host && authority !== "" && !this.#isAuthority(authority)) {
      return refuse(400, "The request target names a malformed authority.");
    }
    const expectation = head.version === "1.1" ? head.fields.combined("expect") : undefined;
    if (expectation !== undefined && expectation.toLowerCase() !== "100-continue") {
      return refuse(417, "The only expectation this server meets is 100-continue.");
    }
    return {
      kind: "understood",
      target,
      authority,
      persistent: wantsPersistence(head),
      awaitsContinue: expectation !== undefined,
    };
  }

  #isAuthority(value: string): boolean {
    if (value === this.#knownAuthority && value !== "") return true;
    if (parseAuthority(value) === undefined) return false;
    // A copy: the value is a slice of the head's string, which would be kept as a whole.
    this.#knownAuthority = Buffer.from(value, "latin1").toString("latin1");
    return true;
  }
}

/** RFC 9112 §9.3: "close" wins; HTTP/1.0 keeps the connection only where it asks for it. */
function wantsPersistence({ version, fields }: RequestHead): boolean {
  const connection = fields.combined("connection");
  if (connection === undefined) return version === "1.1";
  // What nearly every client sends, without taking it apart (from 190 ns to 10).
  if (connection === "keep-alive") return true;
  const options = connection.toLowerCase().split(",");
  if (options.some((option) => option.trim() === "close")) return false;
  return version === "1.1" || options.some((option) => option.trim() === "keep-alive");
}

/** Stands for a head that never was understood. */
export const UNKNOWN_HEAD: RequestHead = {
  method: "",
  requestTarget: "",
  version: "1.1",
  fields: Fields.empty,
};

/** Stands for what an unacceptable head could not tell. */
export const UNKNOWN_PARTS = {
  target: { kind: "asterisk-form" },
  authority: "",
  persistent: false,
  awaitsContinue: false,
} as const;

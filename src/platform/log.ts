// The log of errors and events, passed in. The access log is another thing (`log/access-log.ts`).

/** How much an entry matters, least first. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A structured log. `details` are values for a machine; the message is a sentence for a person. */
export interface Log {
  debug(message: string, details?: Readonly<Record<string, unknown>>): void;
  info(message: string, details?: Readonly<Record<string, unknown>>): void;
  warn(message: string, details?: Readonly<Record<string, unknown>>): void;
  error(message: string, details?: Readonly<Record<string, unknown>>): void;
}

/** Says nothing: for parts that run without a log. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

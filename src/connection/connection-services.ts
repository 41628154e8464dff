// What a connection is given besides its transport.
import type { HeadParsers } from "../h1/head-parser.ts";
import type { Clock } from "../platform/clock.ts";
import type { Random } from "../platform/random.ts";
import type { Serving } from "./application.ts";
import type { ExchangeRecorder } from "./observer.ts";
import type { WriterServices } from "./response-writer.ts";
import type { ConnectionSettings } from "./settings.ts";
import type { HeadReader } from "./understand.ts";

/** What all connections of a listener share. */
export interface ConnectionServices extends WriterServices {
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: ConnectionSettings;
  /** For heads within `settings.message`. */
  readonly parsers: HeadParsers;
  readonly heads: HeadReader;
  readonly recorder: ExchangeRecorder;
  /** What answers requests that begin now. */
  serving(): Serving;
}

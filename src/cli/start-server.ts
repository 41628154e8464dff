// Starting a server from a configuration, and keeping it: what `ferrous` and `ferrous serve` share.
import { flushCompileCache } from "node:module";
import type { Config } from "../config/config.ts";
import { createErrorLog, type ErrorLog, type ErrorLogOptions } from "../log/error-log.ts";
import { LogOpenError } from "../log/line-sink.ts";
import { createRuntime, createSystemPlatform } from "../server.ts";
import type { CommandLine } from "./command.ts";
import { Failure } from "./failure.ts";
import { handleSignals } from "./signals.ts";
import { startupReport } from "./startup-report.ts";
import { createPaint, type Terminal } from "./terminal.ts";

/** A bug that nobody caught: it is told in full, and the process ends, since nobody knows what state it is in. */
function endOnBugs(log: ErrorLog, { level, destination }: ErrorLogOptions): void {
  const end = (error: unknown) => {
    try {
      log.error("fatal: an error that nothing handled ends the server", { error });
      log.flush();
    } finally {
      // Whoever sends the log elsewhere, or silences it, still has to see why the server is gone.
      if (destination.kind !== "stderr" || level === "fatal") console.error(error);
      process.exit(1);
    }
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
}

function openErrorLog(options: ErrorLogOptions): ErrorLog {
  try {
    return createErrorLog(options);
  } catch (error) {
    if (error instanceof LogOpenError) throw new Failure(`ferrous: ${error.message}`);
    throw error;
  }
}

/**
 * Starts serving and returns; signals end it.
 *
 * @throws Failure where a listener can't be had
 */
export async function startServer(config: Config, line: CommandLine, terminal: Terminal): Promise<void> {
  const options = { level: line.logLevel ?? config.logLevel, destination: config.errorLog };
  const log = openErrorLog(options);
  endOnBugs(log, options);
  const runtime = createRuntime(createSystemPlatform(log));
  handleSignals(process, { runtime, log, say: terminal.printError, now: () => performance.now() });
  const outcome = await runtime.apply(config);
  if (outcome.kind === "failed") {
    runtime.kill();
    throw new Failure(outcome.messages.map((message) => `ferrous: ${message}`).join("\n"));
  }
  const paint = createPaint(terminal.colors);
  for (const text of startupReport(outcome, { paint, workingFolder: process.cwd() })) terminal.print(text);
  // `performance.now()` counts from the start of the process.
  terminal.print(paint("dim", `Ready in ${Math.round(performance.now())} ms. Ctrl-C stops.`));
  // Node writes the cache only at a clean exit, and a server may never have one.
  setTimeout(flushCompileCache, 1000).unref();
}

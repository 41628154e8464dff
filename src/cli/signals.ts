// Signals and last words of a running server.
import type { Runtime } from "../server.ts";

/** What of the process is needed here. Tests pass their own. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  removeAllListeners(signal: NodeJS.Signals): unknown;
  exit(status: number): void;
}

/** What signals are turned into. */
export interface SignalTargets {
  readonly runtime: Pick<Runtime, "stop" | "kill" | "reopenLogs">;
  readonly log: { reopen(): void; flush(): void };
  /** Tells the person at the terminal. */
  readonly say: (line: string) => void;
  /** Monotonic, in ms. */
  readonly now: () => number;
}

/** The shell's convention: 128 and the signal's number. */
const KILLED_STATUS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * `npm start` passes Ctrl-C on to a process that has got it from the terminal already. Two SIGINT this close together
 * are one wish; nobody presses a key twice as fast.
 */
const SAME_WISH_MS = 100;

/**
 * Installs what the server does on signals: SIGUSR1 reopens logs; the first SIGINT, SIGTERM or
 * SIGHUP (its terminal was closed) drains (status 0, or 1 where connections had to be cut), the second ends at once
 * (128 and the signal's number).
 */
export function handleSignals(source: SignalSource, { runtime, log, say, now }: SignalTargets): void {
  let stopping: { readonly signal: keyof typeof KILLED_STATUS; readonly sinceMs: number } | undefined;

  const onSignal = async (signal: keyof typeof KILLED_STATUS) => {
    if (stopping !== undefined) {
      if (signal === "SIGINT" && stopping.signal === "SIGINT" && now() - stopping.sinceMs < SAME_WISH_MS)
        return;
      runtime.kill();
      log.flush();
      source.exit(KILLED_STATUS[signal]);
      return;
    }
    stopping = { signal, sinceMs: now() };
    say("Stopping: finishing what is in flight (again to end at once).");
    const ending = await runtime.stop();
    if (ending === "cut") say("Some connections did not finish in time and were cut.");
    log.flush();
    source.exit(ending === "drained" ? 0 : 1);
  };

  // The one that the command's first statement installed only kept the debugger shut.
  source.removeAllListeners("SIGUSR1");
  source.on("SIGUSR1", () => {
    runtime.reopenLogs();
    log.reopen();
  });
  source.on("SIGINT", () => void onSignal("SIGINT"));
  source.on("SIGTERM", () => void onSignal("SIGTERM"));
  source.on("SIGHUP", () => void onSignal("SIGHUP"));
}

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { handleSignals } from "../../src/cli/signals.ts";

/** A process, a runtime and a log that write down what is done to them. */
function rehearsal() {
  const done: string[] = [];
  const listeners = new Map<string, () => void>();
  let stopped: (ending: "drained" | "cut") => void = () => {};
  let nowMs = 0;
  handleSignals(
    {
      on: (signal, listener) => listeners.set(signal, listener),
      removeAllListeners: (signal) => listeners.delete(signal),
      exit: (status) => done.push(`exit ${status}`),
    },
    {
      runtime: {
        stop() {
          done.push("stop");
          return new Promise((resolve) => {
            stopped = resolve;
          });
        },
        kill: () => done.push("kill"),
        reopenLogs: () => done.push("reopen access logs"),
      },
      log: { reopen: () => done.push("reopen error log"), flush: () => done.push("flush") },
      say: () => {},
      now: () => nowMs,
    },
  );
  return {
    done,
    send: (signal: string) => listeners.get(signal)?.(),
    wait: (ms: number) => {
      nowMs += ms;
    },
    async endStop(ending: "drained" | "cut") {
      stopped(ending);
      await new Promise(setImmediate);
    },
  };
}

describe("the server, on signals,", () => {
  test("reopens its logs on SIGUSR1 and runs on", () => {
    const { send, done } = rehearsal();
    send("SIGUSR1");
    assert.deepEqual(done, ["reopen access logs", "reopen error log"]);
  });

  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) {
    test(`drains on ${signal} and exits with 0`, async () => {
      const { send, done, endStop } = rehearsal();
      send(signal);
      assert.deepEqual(done, ["stop"]);
      await endStop("drained");
      assert.deepEqual(done, ["stop", "flush", "exit 0"]);
    });
  }

  test("exits with 1 where connections had to be cut", async () => {
    const { send, done, endStop } = rehearsal();
    send("SIGTERM");
    await endStop("cut");
    assert.deepEqual(done, ["stop", "flush", "exit 1"]);
  });

  test("ends at once on the second signal, with the status of a killed process", () => {
    for (const [first, second, status] of [
      ["SIGTERM", "SIGTERM", 143],
      ["SIGTERM", "SIGINT", 130],
      ["SIGINT", "SIGTERM", 143],
    ] as const) {
      const { send, done } = rehearsal();
      send(first);
      send(second);
      assert.deepEqual(done, ["stop", "kill", "flush", `exit ${status}`]);
    }
  });

  test("takes two SIGINT in one moment as one: npm passes Ctrl-C on beside the terminal", () => {
    const { send, done, wait } = rehearsal();
    send("SIGINT");
    wait(5);
    send("SIGINT");
    assert.deepEqual(done, ["stop"]);
    wait(1000);
    send("SIGINT");
    assert.deepEqual(done, ["stop", "kill", "flush", "exit 130"]);
  });
});

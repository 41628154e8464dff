// Where a command line becomes a command. `bin/ferrous.js` calls `main`; importing this file does nothing.
import { statSync } from "node:fs";
import { parseCommandLine } from "./arguments.ts";
import { Failure } from "./failure.ts";
import { systemTerminal, type Terminal } from "./terminal.ts";

/** A configuration may have any name; a folder is none. */
function isFile(name: string): boolean {
  try {
    return statSync(name).isFile();
  } catch {
    return false; // Missing, or not to be looked at: the word is told as no command.
  }
}

async function dispatch(argv: readonly string[], terminal: Terminal): Promise<void> {
  const invocation = parseCommandLine(argv, isFile);
  switch (invocation.kind) {
    case "help": {
      const { helpText } = await import("./help.ts");
      return terminal.print(helpText(invocation.command));
    }
    case "version": {
      const { packageVersion } = await import("./version.ts");
      return terminal.print(packageVersion());
    }
    case "run": {
      const module = await invocation.command.load();
      return module.run(invocation.line, terminal);
    }
  }
}

/**
 * Runs a command line to its end, or, for a server, until it runs. Sets the exit status: 0, 1 (it did not succeed), 2 (misused).
 *
 * @param argv without Node and the script
 */
export async function main(argv: readonly string[]): Promise<void> {
  const terminal = systemTerminal();
  try {
    await dispatch(argv, terminal);
  } catch (error) {
    // Anything else is a bug of ours, and leaves with its stack.
    if (!(error instanceof Failure)) throw error;
    terminal.printError(error.message);
    process.exitCode = error.exitStatus;
  }
}

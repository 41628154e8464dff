// What a command writes, and whether it may use colors.

/** Where a command writes. Tests pass their own. */
export interface Terminal {
  /** Writes a line on stdout. */
  print(line: string): void;
  /** Writes a line on stderr. */
  printError(line: string): void;
  /** Whether stdout takes colors: a terminal, and the person did not set NO_COLOR. */
  readonly colors: boolean;
}

/** A reader that went away (`ferrous schema | head -1`) is no error of ours: what is written from then on is dropped. */
function tolerateClosedReader(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
  });
}

/** @returns the process's own stdout and stderr, which survive a reader that goes away */
export function systemTerminal(): Terminal {
  tolerateClosedReader(process.stdout);
  tolerateClosedReader(process.stderr);
  return {
    print: (line) => void process.stdout.write(`${line}\n`),
    printError: (line) => void process.stderr.write(`${line}\n`),
    colors: process.stdout.isTTY === true && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb",
  };
}

/** The few styles in use, as SGR parameters (ECMA-48 §8.3.117). */
const STYLES = { bold: "1", dim: "2", green: "32", yellow: "33" } as const;
export type Style = keyof typeof STYLES;

/** Paints a piece of text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** @returns a painter that adds escape sequences only if `colors` */
export function createPaint(colors: boolean): Paint {
  return colors ? (style, text) => `\x1b[${STYLES[style]}m${text}\x1b[0m` : (_, text) => text;
}

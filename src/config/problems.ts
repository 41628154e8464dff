// Collects what is wrong while a configuration is read, so that all of it is told at once.
import { type Diagnostic, formatKeyPath, type KeyPath } from "./diagnostics.ts";
import type { Position, YamlSource } from "./yaml-source.ts";

/** Which part of `key: value` a diagnostic points at. */
export type Part = "key" | "value";

/** The diagnostics of one file. */
export class Problems {
  readonly #file: string;
  readonly #source: YamlSource;
  readonly #errors: Diagnostic[] = [];
  readonly #warnings: Diagnostic[] = [];

  /** @param file the file as messages name it */
  constructor(file: string, source: YamlSource) {
    this.#file = file;
    this.#source = source;
  }

  /** Notes a mistake: the configuration will not be used. */
  error(path: KeyPath, message: string, part: Part = "value"): void {
    this.#errors.push(this.#diagnostic(path, message, part));
  }

  /** Notes what is allowed but probably not meant. */
  warn(path: KeyPath, message: string, part: Part = "value"): void {
    this.#warnings.push(this.#diagnostic(path, message, part));
  }

  /** Notes a mistake that was found elsewhere. */
  add(diagnostic: Diagnostic): void {
    this.#errors.push(diagnostic);
  }

  /** Where the value at a path stands. */
  position(path: KeyPath): Position {
    return this.#source.valuePosition(path);
  }

  /** In the order of the file. */
  get errors(): readonly Diagnostic[] {
    return inFileOrder(this.#errors);
  }

  /** In the order of the file. */
  get warnings(): readonly Diagnostic[] {
    return inFileOrder(this.#warnings);
  }

  #diagnostic(path: KeyPath, message: string, part: Part): Diagnostic {
    const { line, column } =
      part === "key" ? this.#source.keyPosition(path) : this.#source.valuePosition(path);
    return { file: this.#file, line, column, keyPath: formatKeyPath(path), message };
  }
}

function inFileOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

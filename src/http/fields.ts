// Field lines of a message, in their order (RFC 9110 §5). Names are compared without regard to case.

/** A field line as it is written: the name in its usual spelling, the value without surrounding white space. */
export type FieldLine = readonly [name: string, value: string];

/**
 * The field section of a received message. Names are kept in lower case, values as they came
 * (octets above 0x7F appear as Latin-1 characters).
 */
export class Fields {
  static readonly empty: Fields = new Fields([], []);

  /** Lower-case names; the same index in `values` holds the value. */
  readonly names: readonly string[];
  readonly values: readonly string[];

  /** @param names lower-case field names, as many as values */
  constructor(names: readonly string[], values: readonly string[]) {
    this.names = names;
    this.values = values;
  }

  /** @returns the fields of a list of lines, as if they had been received */
  static fromLines(lines: Iterable<FieldLine>): Fields {
    const names: string[] = [];
    const values: string[] = [];
    for (const [name, value] of lines) {
      names.push(name.toLowerCase());
      values.push(value);
    }
    return new Fields(names, values);
  }

  get size(): number {
    return this.names.length;
  }

  /** @param name in lower case @returns the value of the first such line, or undefined */
  first(name: string): string | undefined {
    const index = this.names.indexOf(name);
    return index < 0 ? undefined : this.values[index];
  }

  /** @param name in lower case @returns all values of that name joined by ", " (RFC 9110 §5.3), or undefined */
  combined(name: string): string | undefined {
    const index = this.names.indexOf(name);
    if (index < 0) return undefined;
    if (this.names.indexOf(name, index + 1) < 0) return this.values[index];
    return this.all(name).join(", ");
  }

  /** @param name in lower case @returns the values of all such lines, in order */
  all(name: string): readonly string[] {
    return this.values.filter((_, index) => this.names[index] === name);
  }

  /** @param name in lower case */
  has(name: string): boolean {
    return this.names.includes(name);
  }

  *[Symbol.iterator](): IterableIterator<FieldLine> {
    for (let index = 0; index < this.names.length; index++) {
      yield [this.names[index], this.values[index]];
    }
  }
}

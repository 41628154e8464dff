// Lists whose members have a weight, as the Accept fields are (RFC 9110 §5.6.1, §12.4.2).

/** A member of such a list. */
export interface WeightedItem {
  /** In lower case, without parameters. */
  readonly item: string;
  /** The quality value in thousandths: whole numbers, since 0.1 + 0.2 is no quality. 0 means "not acceptable". */
  readonly weight: number;
}

/**
 * Reads a list of weighted members. Parameters other than `q` are passed over; a member whose `q` is none is left out;
 * digits beyond the third are cut off.
 */
export function parseWeightedList(value: string): readonly WeightedItem[] {
  const items: WeightedItem[] = [];
  for (const member of splitOutsideQuotes(value, ",")) {
    const [item, ...parameters] = splitOutsideQuotes(member, ";");
    const weight = weightOf(parameters);
    if (item !== "" && weight !== undefined) items.push({ item: item.toLowerCase(), weight });
  }
  return items;
}

function weightOf(parameters: readonly string[]): number | undefined {
  for (const parameter of parameters) {
    if (!/^q[ \t]*=/i.test(parameter)) continue;
    const match = /^q[ \t]*=[ \t]*([01])(?:\.([0-9]*))?$/i.exec(parameter);
    if (match === null) return undefined;
    const weight = Number(match[1]) * 1000 + Number((match[2] ?? "").padEnd(3, "0").slice(0, 3));
    return weight > 1000 ? undefined : weight;
  }
  return 1000;
}

/** Splits and trims; a separator within a quoted string is text (RFC 9110 §5.6.4). */
function splitOutsideQuotes(value: string, separator: "," | ";"): readonly string[] {
  if (!value.includes('"')) return value.split(separator).map((piece) => piece.trim());
  const pieces: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index < value.length; index++) {
    const character = value[index];
    if (character === '"') quoted = !quoted;
    else if (character === "\\" && quoted) index++;
    else if (character === separator && !quoted) {
      pieces.push(value.slice(start, index).trim());
      start = index + 1;
    }
  }
  pieces.push(value.slice(start).trim());
  return pieces;
}

// The two state machines of a connection, drawn from their tables.

/** A table of transitions: state, input, next state. */
export type TransitionTable = Readonly<Record<string, Readonly<Partial<Record<string, string>>>>>;

/** @returns a mermaid state diagram; inputs that lead the same way share an arrow */
export function drawStates(table: TransitionTable): string {
  const states = Object.keys(table);
  const lines = [`  [*] --> ${states[0]}`];
  for (const state of states) {
    const ways = new Map<string, string[]>();
    for (const [input, next] of Object.entries(table[state])) {
      if (next !== undefined) ways.set(next, [...(ways.get(next) ?? []), input]);
    }
    for (const [next, inputs] of ways) lines.push(`  ${state} --> ${next} : ${inputs.join(", ")}`);
    if (ways.size === 0) lines.push(`  ${state} --> [*]`);
  }
  return ["```mermaid", "stateDiagram-v2", ...lines, "```"].join("\n");
}

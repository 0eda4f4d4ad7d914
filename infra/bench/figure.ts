/** What a figure should be, in its own unit. */
export type Goal = { readonly atLeast: number } | { readonly under: number };

/** One line of the table. */
export type Figure = { readonly what: string; readonly value: number; readonly unit: string; readonly goal?: Goal; readonly met?: boolean };

/** What a benchmark answers: lines for the table, and everything it saw. */
export type Measured = { readonly figures: readonly Figure[]; readonly details: Readonly<Record<string, unknown>> };

/** @param unit as it is printed behind the value: "/s", "ms", "of the floor" */
export function figure(what: string, value: number, unit: string, goal?: Goal): Figure {
  const rounded = round(value);
  if (goal === undefined) return { what, value: rounded, unit };
  return { what, value: rounded, unit, goal, met: "atLeast" in goal ? rounded >= goal.atLeast : rounded < goal.under };
}

export function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
}

import type { Instance } from "./instance.ts";

/** Distance of neighbouring doubles at 1; a constant here, since looking it up in a global is slow in inner loops. */
export const EPSILON: number = Number.EPSILON;
export const INFINITE: number = Number.POSITIVE_INFINITY;
/** A few operations are off by at most this, relative to the result. */
export const ROUNDING: number = 4 * EPSILON;

/** A project bought: `price` for one point, off by at most `off`; `exhausted` counts the voters who gave all they had. */
export type Purchase = { readonly project: number; readonly price: number; readonly off: number; readonly exhausted: number };

/**
 * The state of one run. Budgets are floating point, each off by at most `error`; a budget is 0 exactly if it is 0 in exact arithmetic.
 * Arrays are allocated once and used for every run of an instance.
 */
export type State = {
  readonly instance: Instance;
  endowment: bigint;
  /** For group g: its budget at 2g, its weight at 2g + 1. */
  readonly purse: Float64Array;
  error: number;
  /** For each group the purchase, counted from 0, that took its last money; -1 while it has some. */
  readonly goneAt: Int32Array;
  /** For each project the purchase it was, or -1. */
  readonly boughtAt: Int32Array;
  /** For each project its supporters that may still have money, in the first `alive[p]` places. */
  readonly supporters: Int32Array[];
  readonly points: (Float64Array | null)[];
  readonly alive: Int32Array;
  readonly purchases: Purchase[];
  /** Comparisons decided in exact fractions so far, over all runs. */
  exactComparisons: number;
};

export function stateFor(instance: Instance): State {
  const { count, weights } = instance.groups;
  const purse = new Float64Array(count * 2);
  for (let g = 0; g < count; g++) purse[2 * g + 1] = weights[g] as number;
  return {
    instance,
    endowment: 0n,
    purse,
    error: 0,
    goneAt: new Int32Array(count),
    boughtAt: new Int32Array(instance.projects.length),
    supporters: instance.projects.map((project) => new Int32Array(project.supporters.length)),
    points: instance.projects.map((project) => (project.points === null ? null : new Float64Array(project.points.length))),
    alive: new Int32Array(instance.projects.length),
    purchases: [],
    exactComparisons: 0,
  };
}

/** Every voter has the whole endowment again. */
export function reset(state: State, endowment: bigint): void {
  const start = Number(endowment);
  state.endowment = endowment;
  state.error = start * EPSILON;
  for (let g = 0; g < state.goneAt.length; g++) state.purse[2 * g] = start;
  state.goneAt.fill(endowment === 0n ? 0 : -1);
  state.boughtAt.fill(-1);
  state.purchases.length = 0;
  state.instance.projects.forEach((project, p) => {
    state.supporters[p]?.set(project.supporters);
    if (project.points !== null) state.points[p]?.set(project.points);
    state.alive[p] = project.supporters.length;
  });
}

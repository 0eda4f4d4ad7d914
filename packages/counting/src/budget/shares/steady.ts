import type { Instance, Project } from "./instance.ts";
import { EPSILON, type Purchase, ROUNDING, type State } from "./state.ts";

/** What a run did, kept beyond the next one. */
export type Trace = { readonly endowment: bigint; readonly purchases: readonly Purchase[]; readonly goneAt: Int32Array };

export function traceOf(state: State): Trace {
  return { endowment: state.endowment, purchases: [...state.purchases], goneAt: state.goneAt.slice() };
}

/** Budgets of one of the two runs, replayed purchase by purchase; each is off by at most `error`. */
type End = { readonly trace: Trace; readonly purse: Float64Array; error: number };

/** For one project a price that it costs at least, in either run: from a split of its supporters that is the same in both. */
type Line = { first: number; second: number };

const SUM_TERMS = 16;

/** Whether two runs bought the same in the same order, and exhausted the same voters at the same purchases. */
export function isAlike(a: Trace, b: Trace): boolean {
  if (a.purchases.length !== b.purchases.length) return false;
  if (!a.purchases.every(({ project }, at) => project === b.purchases[at]?.project)) return false;
  for (let g = 0; g < a.goneAt.length; g++) if (a.goneAt[g] !== b.goneAt[g]) return false;
  return true;
}

/**
 * Whether every endowment between those of two runs that are alike gives the same purchases. As long as nobody changes sides between paying
 * all and paying the price, all budgets and prices are linear in the endowment: so what holds at both ends by linear bounds holds between. For a
 * project that is not next, a fixed split of its supporters gives such a bound from below; for one that is never bought, what its supporters have.
 * Equal prices are accepted only where neither depends on the endowment. `false` may also mean that floating point cannot tell.
 */
export function isSteady(instance: Instance, a: Trace, b: Trace): boolean {
  const [first, second] = [endOf(instance, a), endOf(instance, b)];
  const lines = instance.projects.map(
    ({ costNumber, support }): Line => ({ first: below(costNumber / support), second: below(costNumber / support) }),
  );
  const open = new Set(instance.projects.keys());
  for (let at = 0; at < a.purchases.length; at++) {
    const winner = instance.projects[a.purchases[at]?.project ?? -1];
    if (winner === undefined) return false;
    open.delete(a.purchases[at]?.project ?? -1);
    for (const position of open) {
      const answer = stays(instance, position, winner, at, first, second, lines);
      if (answer === "may win") return false;
      if (answer === "gone") open.delete(position);
    }
    replay(winner, at, first);
    replay(winner, at, second);
  }
  return [...open].every((position) => isGone(instance, position, a.purchases.length, first, second));
}

function endOf({ groups }: Instance, trace: Trace): End {
  const endowment = Number(trace.endowment);
  return { trace, purse: new Float64Array(groups.count).fill(endowment), error: endowment * EPSILON };
}

function below(value: number): number {
  return value * (1 - ROUNDING);
}

function stays(
  instance: Instance,
  position: number,
  winner: Project,
  at: number,
  first: End,
  second: End,
  lines: readonly Line[],
): "behind" | "gone" | "may win" {
  const project = instance.projects[position];
  const line = lines[position];
  if (project === undefined || line === undefined) return "may win";
  const isBehind = () => line.first * project.factor > highest(winner, first, at) && line.second * project.factor > highest(winner, second, at);
  if (isBehind()) return "behind";
  for (const end of [first, second]) {
    if (!split(instance, project, at, end, first, second, line)) return isGone(instance, position, at, first, second) ? "gone" : "may win";
    if (isBehind()) return "behind";
  }
  return isFlatTie(instance, project, winner, at, first.trace) ? "behind" : "may win";
}

/** The most that the winner's price can be in this run, times its factor. */
function highest({ factor }: Project, { trace }: End, at: number): number {
  const { price = 0, off = 0 } = trace.purchases[at] ?? {};
  return (price + off) * factor * (1 + ROUNDING);
}

function isAlive({ goneAt }: Trace, group: number, at: number): boolean {
  return goneAt[group] === -1 || (goneAt[group] as number) >= at;
}

/**
 * Splits supporters into poor and rich as the price in run `by` does, and takes the bounds that this split gives in both runs.
 * @returns false if nobody is rich
 */
function split(instance: Instance, project: Project, at: number, by: End, first: End, second: End, line: Line): boolean {
  const other = by === first ? second : first;
  let [price, poorBefore] = [project.costNumber / project.support, -1];
  for (;;) {
    const sides = sidesAt(instance, project, at, price, by, other);
    if (sides.rich === 0) return false;
    const next = (project.costNumber - sides.money) / sides.rich;
    if (sides.poor === poorBefore || next <= price) {
      const slack = (project.supporters.length + SUM_TERMS) * EPSILON * (project.costNumber + sides.money + sides.other);
      const bound = (money: number, error: number) => below((project.costNumber - money - error * sides.weight - slack) / sides.rich);
      const [own, others] = [bound(sides.money, by.error), bound(sides.other, other.error)];
      line.first = by === first ? own : others;
      line.second = by === first ? others : own;
      return true;
    }
    [price, poorBefore] = [next, sides.poor];
  }
}

/** `money` of the poor in the run that splits, and in the other one; `poor` groups with `weight` voters; `rich`: support of the others. */
type Sides = { money: number; other: number; weight: number; poor: number; rich: number };

function sidesAt({ groups }: Instance, { supporters, points }: Project, at: number, price: number, by: End, other: End): Sides {
  const sides: Sides = { money: 0, other: 0, weight: 0, poor: 0, rich: 0 };
  for (let i = 0; i < supporters.length; i++) {
    const group = supporters[i] as number;
    if (!isAlive(by.trace, group, at)) continue;
    const voters = groups.weights[group] as number;
    const given = points === null ? 1 : (points[i] as number);
    if ((by.purse[group] as number) >= price * given) {
      sides.rich += voters * given;
      continue;
    }
    sides.money += voters * (by.purse[group] as number);
    sides.other += voters * (other.purse[group] as number);
    sides.weight += voters;
    sides.poor += 1;
  }
  return sides;
}

/** Whether its supporters cannot pay for it in either run. */
function isGone(instance: Instance, position: number, at: number, ...ends: readonly End[]): boolean {
  const { supporters = new Int32Array(), costNumber = 0 } = instance.projects[position] ?? {};
  return ends.every(({ trace, purse, error }) => {
    let [money, weight] = [0, 0];
    for (const group of supporters) {
      if (!isAlive(trace, group, at)) continue;
      money += (instance.groups.weights[group] as number) * (purse[group] as number);
      weight += instance.groups.weights[group] as number;
    }
    return money * (1 + (supporters.length + SUM_TERMS) * EPSILON) + error * weight < costNumber;
  });
}

/** Whether both split their cost among the same people whatever the endowment, with the same result: a tie that stays. */
function isFlatTie(instance: Instance, project: Project, winner: Project, at: number, trace: Trace): boolean {
  if (trace.purchases[at]?.exhausted !== 0) return false;
  const alive = ({ supporters, points }: Project) =>
    supporters.reduce((sum, group, i) => sum + (isAlive(trace, group, at) ? (instance.groups.weights[group] as number) * (points?.[i] ?? 1) : 0), 0);
  const value = (one: Project) => ({ num: instance.byCost && one.cost > 0n ? 1n : one.cost, den: BigInt(alive(one)) });
  const [own, best] = [value(project), value(winner)];
  return own.num * best.den >= best.num * own.den;
}

/** Takes the price of purchase `at` from its supporters. */
function replay({ supporters, points }: Project, at: number, end: End): void {
  const { price = 0, off = 0 } = end.trace.purchases[at] ?? {};
  let most = 1;
  for (let i = 0; i < supporters.length; i++) {
    const group = supporters[i] as number;
    if (!isAlive(end.trace, group, at)) continue;
    const given = points === null ? 1 : (points[i] as number);
    if (given > most) most = given;
    end.purse[group] = end.trace.goneAt[group] === at ? 0 : (end.purse[group] as number) - price * given;
  }
  end.error += off * most + ROUNDING * Number(end.trace.endowment);
}

import { rationalToNumber } from "../../rational.ts";
import type { Ties } from "../../ties.ts";
import { best, type Contender } from "./best.ts";
import { type Exact, exactly } from "./exact.ts";
import type { Instance } from "./instance.ts";
import { pay, refresh } from "./pay.ts";
import { evaluate } from "./price.ts";
import { ROUNDING, reset, type State, stateFor } from "./state.ts";

/** What one run bought, in order. `overspent`: it was given up because it cost more than `ceiling`. */
export type Run = { readonly bought: readonly number[]; readonly spent: bigint; readonly overspent: boolean };

/** Runs Equal Shares for one instance, again and again with other endowments. */
export interface Runner {
  readonly state: State;
  readonly exact: Exact;
  /** The last run, whose state `state` is. */
  last(): Run | undefined;
  /**
   * One run in which every voter has `endowment`.
   * @param ceiling the run ends as soon as it has spent more
   * @param before is called before each purchase, when prices of this round are known
   */
  run(endowment: bigint, ceiling: bigint, ties: Ties, before?: (winner: Contender) => void): Run;
}

/** Above this error, relative to the endowment, budgets are computed anew from exact prices. */
const ERROR_MAX = 1e-7;

/**
 * The Method of Equal Shares with a given endowment (Peters, Pierczyński, Skowron: Proportional Participatory Budgeting with Additive
 * Utilities, NeurIPS 2021; rule text at equalshares.net). Budgets are floating point with a proven bound of their error; whatever lies
 * within the bound is decided in exact fractions. A project's price only rises, so that a round looks only at projects whose last
 * price could still win.
 */
export function runner(instance: Instance): Runner {
  const state = stateFor(instance);
  const exact = exactly(state);
  const low = new Float64Array(instance.projects.length);
  const price = new Float64Array(instance.projects.length);
  let open: number[] = [];
  let last: Run | undefined;

  function start(endowment: bigint): void {
    reset(state, endowment);
    exact.restart();
    instance.projects.forEach((project, p) => {
      price[p] = (project.costNumber / project.support) * (1 - ROUNDING);
      low[p] = (price[p] ?? 0) * project.factor * (1 - ROUNDING);
    });
    open = instance.projects.map((_, p) => p);
  }

  /** All projects that may be the best of this round. */
  function contenders(): Contender[] {
    open.sort((a, b) => (low[a] ?? 0) - (low[b] ?? 0));
    const found: Contender[] = [];
    let limit = Number.POSITIVE_INFINITY;
    const gone = new Set<number>();
    for (const project of open) {
      if ((low[project] ?? 0) > limit) break;
      const contender = contend(project, limit);
      if (contender === undefined) gone.add(project);
      if (contender === undefined || contender === "behind") continue;
      limit = Math.min(limit, contender.high);
      found.push(contender);
    }
    if (gone.size > 0) open = open.filter((project) => !gone.has(project));
    return found.filter((contender) => contender.low <= limit);
  }

  function contend(project: number, limit: number): Contender | "behind" | undefined {
    const factor = instance.projects[project]?.factor ?? 1;
    const result = evaluate(state, project, price[project] ?? 0, (limit / factor) * (1 + ROUNDING));
    if (result.kind === "gone") return undefined;
    if (result.kind === "unsure") return exactContender(project, factor);
    low[project] = Math.max(low[project] ?? 0, result.low * factor * (1 - ROUNDING));
    if (result.kind === "behind") return "behind";
    price[project] = Math.max(price[project] ?? 0, result.low);
    return { project, price: result.price, low: low[project] ?? 0, high: result.high * factor * (1 + ROUNDING) };
  }

  function exactContender(project: number, factor: number): Contender | undefined {
    state.exactComparisons += 1;
    const found = exact.priceOf(project, price[project] ?? 0);
    if (found === undefined) return undefined;
    const about = rationalToNumber(found);
    low[project] = about * factor * (1 - ROUNDING);
    price[project] = about * (1 - ROUNDING);
    return { project, price: about, low: low[project] ?? 0, high: about * factor * (1 + ROUNDING), exact: found };
  }

  function buy({ project, price: paid, low: least, high, exact: found }: Contender): bigint {
    const factor = instance.projects[project]?.factor ?? 1;
    const off = found === undefined ? Math.max(paid - least / factor, high / factor - paid) : paid * ROUNDING;
    pay(state, exact, project, paid, off);
    open.splice(open.indexOf(project), 1);
    if (state.error > ERROR_MAX * Number(state.endowment)) refresh(state, exact);
    return instance.projects[project]?.cost ?? 0n;
  }

  return {
    state,
    exact,
    last: () => last,
    run(endowment, ceiling, ties, before) {
      start(endowment);
      let spent = 0n;
      for (let found = contenders(); found.length > 0; found = contenders()) {
        const winner = best(state, exact, found, ties);
        before?.(winner);
        spent += buy(winner);
        if (spent > ceiling) break;
      }
      last = { bought: state.purchases.map((purchase) => purchase.project), spent, overspent: spent > ceiling };
      return last;
    },
  };
}

import { type BudgetElection, costOf, costOfAll } from "./budget.ts";
import type { Purchase } from "./phragmen.ts";
import type { Needed } from "./rounds.ts";

export function phragmenNeeded(_pb: BudgetElection, _bought: readonly Purchase[], _misfits: readonly number[]): Map<string, Needed> {
  return new Map();
}

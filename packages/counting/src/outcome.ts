import type { BudgetRound } from "./budget/rounds.ts";
import type { ChoiceRound } from "./choice/rounds.ts";
import type { RankedRound } from "./ranked/rounds.ts";

export type ParameterValue = string | number | boolean | readonly Override[];

/** Every parameter of a method by name, with its value; together with method and version they are the whole rule. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** A decision by hand that replaces the rule for one option, with the reason that is published. */
export type Override = { readonly option: string; readonly decision: "fund" | "leave-out"; readonly reason: string };

/** One step of a count, as data. `kind` tells them apart; texts are made in `explain/`. */
export type Round = ChoiceRound | BudgetRound | RankedRound;

/** What a tie was about. The one drawn is elected, excluded, funded or put first. */
export type LotPurpose = "elect" | "exclude" | "fund" | "order";

/** One tie that the method's own rule left open, and how it was broken. */
export type Lot = {
  readonly purpose: LotPurpose;
  /** Option ids, in string order. */
  readonly tied: readonly string[];
  readonly drawn: string;
  /** `fixed-rule`: a rule fixed with the ballot; `seed`: the lot from the public seed; `option-id`: no seed was given. */
  readonly by: "fixed-rule" | "seed" | "option-id";
  /** How often the same tie came up, when a method runs several times. */
  readonly times: number;
};

/** The result of a count: plain JSON. Money is in currency units, as `moneyToNumber` gives it. */
export type Outcome = {
  readonly method: string;
  /** Changes whenever the same ballots and parameters could give another result. */
  readonly version: string;
  readonly parameters: Parameters;
  readonly ballots: number;
  /** Option ids in the order in which the rule elects. */
  readonly winners: readonly string[];
  /** Votes, points or first preferences by option id. */
  readonly tally: Readonly<Record<string, number>>;
  readonly spent?: number;
  /** STV: with all decimals that the rule keeps. */
  readonly quota?: string;
  /** Equal Shares: what each voter could spend in the run that decided. */
  readonly endowment?: number;
  /** Equal Shares: how many times the rule was run to find the endowment. */
  readonly runs?: number;
  /** Equal Shares and Phragmén: comparisons too close for floating point, decided in exact fractions. */
  readonly exactComparisons?: number;
  readonly lots: readonly Lot[];
  /** What a reader should know: remarks on the input, why nobody won. */
  readonly notes: readonly string[];
  readonly rounds: readonly Round[];
};

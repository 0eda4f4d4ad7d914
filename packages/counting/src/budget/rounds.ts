/** What a losing project would have needed, everything else unchanged. Absent: no number of votes, or no cost, would have done. */
export type Needed = {
  /** So many more votes for this project alone; with points, so many more points. */
  readonly votes?: number;
  /** At most this cost, in currency units; below the project's own. */
  readonly cost?: number;
};

export type LeftOutReason =
  | "withdrawn"
  | "pre-filter"
  | "no-votes"
  | "below-threshold"
  | "above-budget"
  | "does-not-fit"
  | "after-first-misfit"
  | "group-taken"
  | "left-out-by-hand"
  | "supporters-cannot-pay";

/** Money in currency units. `left` is what remains of the budget after the round. */
export type BudgetRound =
  | { readonly kind: "budget"; readonly budget: number; readonly projects: number }
  | { readonly kind: "endowment"; readonly endowment: number; readonly voters: number; readonly runs: number }
  | {
      readonly kind: "funded";
      readonly option: string;
      readonly cost: number;
      readonly tally: number;
      readonly left: number;
      readonly byHand?: string;
    }
  /** Equal Shares. `each` is what a supporter who can afford it pays for one unit of utility; `exhausted` supporters gave all they had left. */
  | {
      readonly kind: "bought";
      readonly option: string;
      readonly cost: number;
      readonly tally: number;
      readonly each: number;
      readonly exhausted: number;
      readonly effectiveVotes: number;
      readonly left: number;
    }
  /** Phragmén. Every supporter has now `load` behind them: the money earned and spent so far. */
  | {
      readonly kind: "bought-by-load";
      readonly option: string;
      readonly cost: number;
      readonly tally: number;
      readonly load: number;
      readonly left: number;
    }
  | {
      readonly kind: "left-out";
      readonly option: string;
      readonly reason: LeftOutReason;
      readonly cost: number;
      readonly tally: number;
      /** `above-budget`: the whole budget; `does-not-fit`: the budget left; `supporters-cannot-pay`: the money left with its supporters; `below-threshold`: the threshold. */
      readonly limit?: number;
      readonly byHand?: string;
      readonly needed?: Needed;
    }
  /** The comparison of Equal Shares with greedy, voter by voter. */
  | {
      readonly kind: "compared";
      readonly preferFirst: number;
      readonly preferGreedy: number;
      readonly indifferent: number;
      readonly taken: "equal-shares" | "greedy";
    };

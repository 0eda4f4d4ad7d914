/** Rounds of the methods that only add up: plurality, approval, score, points, quadratic. */
export type ChoiceRound =
  | { readonly kind: "quorum"; readonly needed: number; readonly took: number; readonly reached: boolean }
  | { readonly kind: "chosen"; readonly option: string; readonly tally: number; readonly ballots: number }
  | {
      readonly kind: "not-chosen";
      readonly option: string;
      readonly tally: number;
      readonly reason: "fewer-votes" | "no-votes" | "below-threshold" | "below-share" | "behind-none" | "withdrawn" | "no-quorum";
      /** How much more tally it would have needed; absent where nothing would have helped. */
      readonly needed?: number;
    };

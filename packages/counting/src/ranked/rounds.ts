/** Votes by option id, as decimal numbers with all digits that the rule keeps. */
export type Votes = Readonly<Record<string, string>>;

/**
 * How things stand after a stage. Votes, what has become non-transferable and what rounding has swallowed add up to the valid papers, to
 * the last decimal (IRV counts equal ranks in exact fractions, shown with six decimals). `elected` lists who was elected at this stage.
 */
export type Standing = {
  readonly stage: number;
  readonly votes: Votes;
  readonly nonTransferable: string;
  readonly lostToRounding: string;
  readonly elected: readonly string[];
};

/**
 * Several were equal where one had to be picked: ids, the picked one included. `draw`: by a fixed order or by lot, see the outcome's `lots`.
 * Meek also counts as equal who could have been passed by the surplus that was left.
 */
export type Tie = { readonly tied: readonly string[]; readonly by: "earlier-stages" | "draw" };

/** Rounds of the methods that transfer papers: IRV, Scottish STV, WIGM and Meek. */
export type TransferRound =
  | (Standing & { readonly kind: "first-preferences"; readonly papers: number; readonly seats: number; readonly quota: string })
  | (Standing & { readonly kind: "surplus-transferred"; readonly option: string; readonly surplus: string; readonly tie: Tie | null })
  /** `transferred` is false when the exclusion ended the count: the votes stay where they were. */
  | (Standing & {
      readonly kind: "excluded";
      readonly option: string;
      readonly had: string;
      readonly transferred: boolean;
      readonly tie: Tie | null;
    })
  /** Meek: keep factors were adjusted `iterations` times, to a new `quota`; then somebody was elected, or `excluded`, or neither was needed. */
  | (Standing & {
      readonly kind: "keep-factors";
      readonly iterations: number;
      readonly quota: string;
      readonly excluded: string | null;
      readonly tie: Tie | null;
    })
  /** As many were left as seats: they are elected without reaching the quota. */
  | { readonly kind: "last-seats"; readonly stage: number; readonly elected: readonly string[] };

/** One comparison of two options: `votes` papers rank `option` above `other`, `against` the other way round. */
export type Duel = { readonly option: string; readonly other: string; readonly votes: number; readonly against: number };

/** Rounds of the methods that compare options two by two: Schulze, ranked pairs. */
export type PairwiseRound =
  /** `won` duels by option. `beatsAll` is the option that wins against every other one, if there is one. */
  | { readonly kind: "duels"; readonly won: Readonly<Record<string, number>>; readonly beatsAll: string | null }
  /** Schulze: the weakest duel on the strongest chain of won duels from `option` to `other`, and back; 0 without a chain. */
  | { readonly kind: "chains"; readonly option: string; readonly other: string; readonly strength: number; readonly back: number }
  /** Ranked pairs: the duel's winner is put above the loser, or left aside because stronger duels already say the opposite. */
  | (Duel & { readonly kind: "pair-kept" })
  | (Duel & { readonly kind: "pair-left-aside" })
  /** `options` come next in the final order; several are equal by the rule. `elected` are the winners among them, in their order. */
  | { readonly kind: "place"; readonly place: number; readonly options: readonly string[]; readonly elected: readonly string[] };

/** Rounds of the ranked methods. */
export type RankedRound = TransferRound | PairwiseRound;

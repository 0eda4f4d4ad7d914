/** Rounds of the ranked methods. */
export type RankedRound = { readonly kind: "stage"; readonly stage: number };

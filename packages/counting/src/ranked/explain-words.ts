import type { RankedRound } from "./rounds.ts";

/** German, plain German (Leichte Sprache) and English, as BCP 47 tags. */
export type ExplainLanguage = "de" | "de-x-leicht" | "en";

/** What a text needs besides its round. Numbers are shown with at most two decimals, the rest cut off; the round has all of them. */
export type Words = {
  readonly name: (id: string) => string;
  readonly names: (ids: readonly string[]) => string;
  readonly number: (value: string | number) => string;
  /** Everyone with votes, most votes first: `A 12, B 7.5`. A dash if there are none. */
  readonly votes: (votes: Readonly<Record<string, string | number>>) => string;
};

/** For each kind of round the sentences that tell it. */
export type RankedTexts = { readonly [K in RankedRound["kind"]]: (round: Extract<RankedRound, { kind: K }>, words: Words) => string };

/** Whether Meek's first adjustment only looks at the first preferences, which the round before has told already. */
export function isFirstLook(stage: number, iterations: number): boolean {
  return stage === 2 && iterations === 1;
}

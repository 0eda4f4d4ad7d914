import type { BudgetRound } from "../budget/rounds.ts";
import type { ChoiceRound } from "../choice/rounds.ts";
import type { Lot } from "../outcome.ts";

/** German, plain German (Leichte Sprache) and English, as BCP 47 tags. */
export type Language = "de" | "de-x-leicht" | "en";

/** What a text needs besides its round. */
export type Words = {
  readonly name: (id: string) => string;
  readonly names: (ids: readonly string[]) => string;
  /** Grouped thousands; at most two decimals, the rest cut off. */
  readonly number: (value: number) => string;
  readonly money: (value: number) => string;
  /** A number of votes, or of points where voters give points. */
  readonly votes: (value: number) => string;
  /** Whether voters give points. */
  readonly points: boolean;
};

type RoundTexts<Round extends { readonly kind: string }> = {
  readonly [K in Round["kind"]]: (round: Extract<Round, { kind: K }>, words: Words) => string;
};

/** For each kind of round the sentences that tell it, and those for lots. */
export type Texts = {
  readonly choice: RoundTexts<ChoiceRound>;
  readonly budget: RoundTexts<BudgetRound>;
  readonly lot: (lot: Lot, words: Words) => string;
  readonly and: string;
  readonly decimal: string;
  readonly thousand: string;
  readonly vote: readonly [one: string, many: string];
  readonly point: readonly [one: string, many: string];
};

import type { BudgetRound } from "../budget/rounds.ts";
import type { ChoiceRound } from "../choice/rounds.ts";
import type { Election } from "../election.ts";
import type { Outcome, Round } from "../outcome.ts";
import { explainRankedRound } from "../ranked/explain.ts";
import type { RankedRound } from "../ranked/rounds.ts";
import { inGerman } from "./texts-de.ts";
import { inEnglish } from "./texts-en.ts";
import { inPlainGerman } from "./texts-plain.ts";
import type { Language, Texts, Words } from "./words.ts";

export type ExplainRequest = {
  readonly outcome: Outcome;
  readonly election: Pick<Election, "options" | "ballots">;
  readonly language: Language;
  /** What stands behind amounts of money, such as `€`; nothing unless given. */
  readonly currency?: string;
};

const CATALOGUE: Record<Language, Texts> = { de: inGerman, "de-x-leicht": inPlainGerman, en: inEnglish };
const DECIMALS_SHOWN = 2;

/** The whole count in sentences for citizens: one text for each round, then one for each tie that was broken. Options without a name go by their id. */
export function explainOutcome({ outcome, election, language, currency = "" }: ExplainRequest): string[] {
  const texts = CATALOGUE[language];
  const words = wordsFor(texts, election, currency);
  return [...outcome.rounds.map((round) => roundText(round, texts, words, language)), ...outcome.lots.map((lot) => texts.lot(lot, words))];
}

function wordsFor(texts: Texts, { options, ballots }: ExplainRequest["election"], currency: string): Words {
  const names = new Map(options.map((option) => [option.id, option.name ?? option.id]));
  const name = (id: string) => names.get(id) ?? id;
  const points = ballots.kind === "cumulative" || ballots.kind === "scoring" || ballots.kind === "ordinal";
  const [one, many] = points ? texts.point : texts.vote;
  const number = (value: number) => numberText(value, texts);
  return {
    name,
    names: (ids) => listed(ids.map(name), texts.and),
    number,
    money: (value) => (currency === "" ? number(value) : `${number(value)} ${currency}`),
    votes: (value) => `${number(value)} ${value === 1 ? one : many}`,
    points,
  };
}

function roundText(round: Round, texts: Texts, words: Words, language: Language): string {
  if (isIn(round, texts.budget)) return tell(texts.budget, round as BudgetRound, words);
  if (isIn(round, texts.choice)) return tell(texts.choice, round as ChoiceRound, words);
  return explainRankedRound(round as RankedRound, words.name, language);
}

function isIn(round: Round, texts: object): boolean {
  return Object.hasOwn(texts, round.kind);
}

function tell<R extends { readonly kind: string }>(
  texts: { readonly [K in R["kind"]]: (round: Extract<R, { kind: K }>, words: Words) => string },
  round: R,
  words: Words,
): string {
  const text = texts[round.kind as R["kind"]] as (round: R, words: Words) => string;
  return text(round, words);
}

function listed(items: readonly string[], and: string): string {
  if (items.length < 2) return items.join();
  return `${items.slice(0, -1).join(", ")} ${and} ${items.at(-1)}`;
}

/** Cut off, not rounded: a citizen who adds up must not find more than there was. */
function numberText(value: number, { decimal, thousand }: Texts): string {
  const [whole = "", fraction = ""] = value.toFixed(10).split(".");
  const shown = fraction.slice(0, DECIMALS_SHOWN).replace(/0+$/, "");
  return whole.replace(/\B(?=(\d{3})+$)/g, thousand) + (shown === "" ? "" : decimal + shown);
}

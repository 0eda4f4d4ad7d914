import { rankedInGerman } from "./explain-de.ts";
import { rankedInEnglish } from "./explain-en.ts";
import { rankedInPlainGerman } from "./explain-plain.ts";
import type { ExplainLanguage, RankedTexts, Words } from "./explain-words.ts";
import type { RankedRound } from "./rounds.ts";

const catalogue: Record<ExplainLanguage, { texts: RankedTexts; and: string; decimal: string; thousand: string }> = {
  de: { texts: rankedInGerman, and: "und", decimal: ",", thousand: "." },
  "de-x-leicht": { texts: rankedInPlainGerman, and: "und", decimal: ",", thousand: "." },
  en: { texts: rankedInEnglish, and: "and", decimal: ".", thousand: "," },
};

const DECIMALS_SHOWN = 2;

/** Tells one round of a ranked count in sentences for citizens. `name` gives an option's name for its id. */
export function explainRankedRound(round: RankedRound, name: (id: string) => string, language: ExplainLanguage): string {
  const { texts, and, decimal, thousand } = catalogue[language];
  const number = (value: string | number) => numberText(String(value), decimal, thousand);
  const names = (ids: readonly string[]) =>
    ids
      .map(name)
      .join(", ")
      .replace(/, (?=[^,]*$)/, ` ${and} `);
  const votes = (all: Readonly<Record<string, string | number>>) => votesText(all, name, number);
  return tell(texts, round, { name, names, number, votes });
}

function tell<K extends RankedRound["kind"]>(texts: RankedTexts, round: Extract<RankedRound, { kind: K }>, words: Words): string {
  const text = texts[round.kind as K] as (round: Extract<RankedRound, { kind: K }>, words: Words) => string;
  return text(round, words).trim();
}

function votesText(all: Readonly<Record<string, string | number>>, name: (id: string) => string, number: (value: string | number) => string): string {
  const texts = Object.entries(all)
    .filter(([, votes]) => Number(votes) > 0)
    .sort(([, a], [, b]) => Number(b) - Number(a))
    .map(([id, votes]) => `${name(id)} ${number(votes)}`);
  return texts.length === 0 ? "–" : texts.join(", ");
}

function numberText(value: string, decimal: string, thousand: string): string {
  const [whole = "", fraction = ""] = value.split(".");
  const shown = fraction.slice(0, DECIMALS_SHOWN).replace(/0+$/, "");
  return whole.replace(/\B(?=(\d{3})+$)/g, thousand) + (shown === "" ? "" : decimal + shown);
}

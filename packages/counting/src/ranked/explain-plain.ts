import { isFirstLook, type RankedTexts, type Words } from "./explain-words.ts";
import type { Tie } from "./rounds.ts";

/** German in Leichte Sprache: short sentences, one thought each, no foreign words. */
export const rankedInPlainGerman: RankedTexts = {
  "first-preferences": ({ papers, seats, quota, votes, elected }, words) =>
    `Wir zählen ${words.number(papers)} Stimm-Zettel. Es gibt ${seats === 1 ? "einen Platz" : `${seats} Plätze`}. ` +
    `Wer ${words.number(quota)} Stimmen hat, ist gewählt. Zuerst zählt nur, wer auf dem Stimm-Zettel ganz oben steht. ` +
    `So viele Stimmen gibt es: ${words.votes(votes)}.${electedText(elected, words)}`,

  "surplus-transferred": ({ option, surplus, tie, votes, elected }, words) =>
    `${tieText(tie, words)}${words.name(option)} hat ${words.number(surplus)} Stimmen zu viel. Diese Stimmen sollen nicht verloren gehen. ` +
    `Sie gehen an andere. Auf jedem Stimm-Zettel steht, an wen. So ist es jetzt: ${words.votes(votes)}.${electedText(elected, words)}`,

  excluded: ({ option, transferred, tie, votes, elected }, words) =>
    lastText(option, tie, words) +
    (transferred
      ? ` Die Stimmen gehen an andere. Auf jedem Stimm-Zettel steht, an wen. So ist es jetzt: ${words.votes(votes)}.${electedText(elected, words)}`
      : ""),

  "keep-factors": ({ stage, iterations, quota, excluded, tie, votes, elected }, words) =>
    (isFirstLook(stage, iterations)
      ? ""
      : "Wer gewählt ist, behält nur so viele Stimmen wie nötig. Die anderen Stimmen gehen weiter. " +
        `Nötig sind jetzt ${words.number(quota)} Stimmen. So ist es jetzt: ${words.votes(votes)}.`) +
    electedText(elected, words) +
    (excluded === null ? "" : ` ${lastText(excluded, tie, words)}`),

  "last-seats": ({ elected }, words) =>
    `Jetzt gibt es so viele freie Plätze wie Übrige. Alle Übrigen sind gewählt. Das ${elected.length === 1 ? "ist" : "sind"}: ${words.names(elected)}.`,

  duels: ({ beatsAll }, words) =>
    "Wir vergleichen immer zwei. Wer steht öfter weiter oben? " +
    (beatsAll === null ? "Niemand gewinnt gegen alle anderen." : `${words.name(beatsAll)} gewinnt gegen alle anderen.`),

  chains: ({ option, other, strength, back }, words) =>
    strength === back
      ? `${words.name(option)} und ${words.name(other)} sind gleich stark.`
      : `${words.name(option)} ist stärker als ${words.name(other)}: ${words.number(strength)} gegen ${words.number(back)}.`,

  "pair-kept": ({ option, other, votes, against }, words) =>
    `${words.number(votes)} Menschen wollen lieber ${words.name(option)} als ${words.name(other)}. ` +
    `${words.number(against)} Menschen wollen es umgekehrt. Also kommt ${words.name(option)} vor ${words.name(other)}.`,

  "pair-left-aside": ({ option, other }, words) =>
    `${words.name(option)} gewinnt knapp gegen ${words.name(other)}. Das zählt hier nicht. Andere Vergleiche sind klarer und sagen das Gegenteil.`,

  place: ({ place, options, elected }, words) =>
    `Platz ${place}: ${words.names(options)}.${options.length > 1 ? " Sie sind gleich gut." : ""}${electedText(elected, words)}`,
};

function lastText(option: string, tie: Tie | null, words: Words): string {
  const why = tie === null ? `${words.name(option)} hat die wenigsten Stimmen. ` : tieText(tie, words);
  return `${why}${words.name(option)} ist nicht mehr dabei.`;
}

function tieText(tie: Tie | null, words: Words): string {
  if (tie === null) return "";
  const how =
    tie.by === "draw" ? "Darum wird gelost. Oder es gilt eine Reihen-Folge von vorher." : "Darum zählt, wie es in einem früheren Schritt war.";
  return `${words.names(tie.tied)} haben gleich viele Stimmen. ${how} `;
}

function electedText(elected: readonly string[], words: Words): string {
  return elected.length === 0 ? "" : ` ${words.names(elected)} ${elected.length === 1 ? "ist" : "sind"} gewählt.`;
}

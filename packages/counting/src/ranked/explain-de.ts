import { isFirstLook, type RankedTexts, type Words } from "./explain-words.ts";
import type { Tie } from "./rounds.ts";

/** German. */
export const rankedInGerman: RankedTexts = {
  "first-preferences": ({ papers, seats, quota, votes, elected }, words) =>
    `Gezählt werden ${words.number(papers)} gültige Stimmzettel für ${seats === 1 ? "einen Platz" : `${seats} Plätze`}. ` +
    `Gewählt ist, wer ${words.number(quota)} Stimmen erreicht. An erster Stelle stehen: ${words.votes(votes)}.${electedText(elected, words)}`,

  "surplus-transferred": ({ option, surplus, tie, votes, elected }, words) =>
    `${tieText(tie, "gleich viele Stimmen mehr als nötig", words)}${words.name(option)} hat ${words.number(surplus)} Stimmen mehr als nötig. ` +
    "Damit sie nicht verloren gehen, zählen alle diese Stimmzettel mit einem kleineren Wert für die Nächsten, die auf ihnen stehen. " +
    `Danach: ${words.votes(votes)}.${electedText(elected, words)}`,

  excluded: ({ option, had, transferred, tie, votes, elected }, words) =>
    `Niemand sonst hat genug Stimmen. ${tieText(tie, "gleich wenige Stimmen", words)}` +
    `${words.name(option)} scheidet mit ${words.number(had)} Stimmen aus, den wenigsten.` +
    (transferred ? ` Die Stimmzettel gehen an die Nächsten, die auf ihnen stehen. Danach: ${words.votes(votes)}.${electedText(elected, words)}` : ""),

  "keep-factors": ({ stage, iterations, quota, excluded, tie, votes, elected }, words) =>
    (isFirstLook(stage, iterations)
      ? ""
      : "Gewählte behalten von jedem Stimmzettel nur so viel, wie sie brauchen; der Rest geht weiter. " +
        `Nötig sind jetzt ${words.number(quota)} Stimmen. Es haben: ${words.votes(votes)}.`) +
    electedText(elected, words) +
    (excluded === null
      ? ""
      : ` Niemand sonst hat genug Stimmen. ${tieText(tie, "gleich wenige Stimmen", words)}${words.name(excluded)} scheidet mit den wenigsten aus.`),

  "last-seats": ({ elected }, words) =>
    `Es sind nur noch so viele übrig, wie Plätze frei sind. Gewählt ${elected.length === 1 ? "ist" : "sind"} deshalb ohne weitere Zählung: ${words.names(elected)}.`,

  duels: ({ won, beatsAll }, words) =>
    `Je zwei werden verglichen: Wer steht auf mehr Stimmzetteln weiter oben? Gewonnene Vergleiche: ${words.votes(won)}. ` +
    (beatsAll === null ? "Niemand gewinnt gegen alle anderen." : `${words.name(beatsAll)} gewinnt gegen alle anderen.`),

  chains: ({ option, other, strength, back }, words) =>
    strength === 0
      ? `Zwischen ${words.name(option)} und ${words.name(other)} führt keine Kette gewonnener Vergleiche.`
      : `Von ${words.name(option)} zu ${words.name(other)} führt eine Kette gewonnener Vergleiche, deren schwächster ${words.number(strength)} Stimmen hat; ` +
        `zurück ${back === 0 ? "führt keine" : `hat der schwächste ${words.number(back)}`}.`,

  "pair-kept": ({ option, other, votes, against }, words) =>
    `${words.name(option)} kommt vor ${words.name(other)}: ${words.number(votes)} gegen ${words.number(against)} Stimmzettel.`,

  "pair-left-aside": ({ option, other, votes, against }, words) =>
    `Dass ${words.name(option)} gegen ${words.name(other)} gewinnt (${words.number(votes)} gegen ${words.number(against)}), ` +
    "bleibt außer Acht: Deutlichere Vergleiche sagen schon das Gegenteil.",

  place: ({ place, options, elected }, words) =>
    `Platz ${place}: ${words.names(options)}${options.length > 1 ? " (nach der Regel gleichauf)" : ""}.${electedText(elected, words)}`,
};

function tieText(tie: Tie | null, what: string, words: Words): string {
  if (tie === null) return "";
  const how =
    tie.by === "draw" ? "es entscheidet die vorher festgelegte Reihenfolge oder das Los" : "es entscheidet die letzte Stufe, in der das anders war";
  return `${words.names(tie.tied)} haben ${what}; ${how}. `;
}

function electedText(elected: readonly string[], words: Words): string {
  return elected.length === 0 ? "" : ` Gewählt ${elected.length === 1 ? "ist" : "sind"}: ${words.names(elected)}.`;
}

import { isFirstLook, type RankedTexts, type Words } from "./explain-words.ts";
import type { Tie } from "./rounds.ts";

/** English. */
export const rankedInEnglish: RankedTexts = {
  "first-preferences": ({ papers, seats, quota, votes, elected }, words) =>
    `${words.number(papers)} valid papers are counted for ${seats === 1 ? "one seat" : `${seats} seats`}. ` +
    `Whoever reaches ${words.number(quota)} votes is elected. First on the papers: ${words.votes(votes)}.${electedText(elected, words)}`,

  "surplus-transferred": ({ option, surplus, tie, votes, elected }, words) =>
    `${tieText(tie, "equally many votes to spare", words)}${words.name(option)} has ${words.number(surplus)} votes more than needed. ` +
    "So that they are not lost, all these papers count, at a smaller value, for the next on them. " +
    `Then: ${words.votes(votes)}.${electedText(elected, words)}`,

  excluded: ({ option, had, transferred, tie, votes, elected }, words) =>
    `Nobody else has enough votes. ${tieText(tie, "equally few votes", words)}${words.name(option)} is out with fewest votes, ${words.number(had)}.` +
    (transferred ? ` The papers go to the next on them. Then: ${words.votes(votes)}.${electedText(elected, words)}` : ""),

  "keep-factors": ({ stage, iterations, quota, excluded, tie, votes, elected }, words) =>
    (isFirstLook(stage, iterations)
      ? ""
      : "Those elected keep of each paper only as much as they need; the rest goes on. " +
        `Now ${words.number(quota)} votes are needed. Votes: ${words.votes(votes)}.`) +
    electedText(elected, words) +
    (excluded === null
      ? ""
      : ` Nobody else has enough votes. ${tieText(tie, "equally few votes", words)}${words.name(excluded)} is out with fewest.`),

  "last-seats": ({ elected }, words) => `As many are left as there are free seats. Elected without further counting: ${words.names(elected)}.`,

  duels: ({ won, beatsAll }, words) =>
    `Every two are compared: who stands higher on more papers? Comparisons won: ${words.votes(won)}. ` +
    (beatsAll === null ? "Nobody wins against all others." : `${words.name(beatsAll)} wins against all others.`),

  chains: ({ option, other, strength, back }, words) =>
    strength === 0
      ? `No chain of won comparisons leads from ${words.name(option)} to ${words.name(other)} or back.`
      : `A chain of won comparisons leads from ${words.name(option)} to ${words.name(other)}, the weakest with ${words.number(strength)} votes; ` +
        `${back === 0 ? "none leads back" : `on the way back the weakest has ${words.number(back)}`}.`,

  "pair-kept": ({ option, other, votes, against }, words) =>
    `${words.name(option)} goes before ${words.name(other)}: ${words.number(votes)} papers to ${words.number(against)}.`,

  "pair-left-aside": ({ option, other, votes, against }, words) =>
    `That ${words.name(option)} wins against ${words.name(other)} (${words.number(votes)} to ${words.number(against)}) ` +
    "is left aside: clearer comparisons already say the opposite.",

  place: ({ place, options, elected }, words) =>
    `Place ${place}: ${words.names(options)}${options.length > 1 ? " (equal by the rule)" : ""}.${electedText(elected, words)}`,
};

function tieText(tie: Tie | null, what: string, words: Words): string {
  if (tie === null) return "";
  const how = tie.by === "draw" ? "the order fixed before, or the lot, decides" : "the last stage at which that was different decides";
  return `${words.names(tie.tied)} have ${what}; ${how}. `;
}

function electedText(elected: readonly string[], words: Words): string {
  return elected.length === 0 ? "" : ` Elected: ${words.names(elected)}.`;
}

import type { LeftOutReason, Needed } from "../budget/rounds.ts";
import type { Texts, Words } from "./words.ts";

export const inEnglish: Texts = {
  and: "and",
  decimal: ".",
  thousand: ",",
  vote: ["vote", "votes"],
  point: ["point", "points"],
  choice: {
    quorum: ({ needed, took, reached }, { number }) =>
      `${number(took)} people took part; ${number(needed)} were needed. ${reached ? "The vote is valid." : "So nobody is elected."}`,
    chosen: ({ option, tally }, { name, votes }) => `“${name(option)}” is elected with ${votes(tally)}.`,
    "not-chosen": ({ option, tally, reason, needed }, words) => {
      const why = {
        "fewer-votes": "others had more",
        "no-votes": "that is never enough",
        "below-threshold": "that is below the minimum",
        "below-share": "that is too small a share",
        "behind-none": "that is no more than “none of these” got",
        withdrawn: "it was withdrawn",
        "no-quorum": "too few people took part",
      }[reason];
      const enough = needed === undefined ? "" : ` ${words.votes(needed)} more would have been enough.`;
      return `“${words.name(option)}” has ${words.votes(tally)} and is not elected: ${why}.${enough}`;
    },
  },
  budget: {
    budget: ({ budget, projects }, { money, number }) => `There are ${money(budget)} for ${number(projects)} projects.`,
    endowment: ({ endowment, voters, runs }, { money, number }) =>
      `The money belongs to all ${number(voters)} voters in equal parts: ${money(endowment)} each.` +
      (runs === 1 ? "" : ` This amount was found in ${number(runs)} runs: it grew step by step, as long as the budget was enough for all winners.`),
    funded: ({ option, cost, tally, left, byHand }, { name, money, votes }) =>
      byHand === undefined
        ? `“${name(option)}” is funded: ${votes(tally)}, cost ${money(cost)}. ${money(left)} are left.`
        : `“${name(option)}” is funded by a decision by hand. Reason: ${byHand}. Cost ${money(cost)}, ${money(left)} are left.`,
    bought: ({ option, cost, each, exhausted, left }, { name, money, number, points }) =>
      `“${name(option)}” is funded: everyone who voted for it shares the cost of ${money(cost)}, with at most ${money(each)} ${points ? "for each point" : "each"}.` +
      (exhausted === 0 ? "" : ` ${exhausted === 1 ? "One of them has" : `${number(exhausted)} of them have`} now spent all their money.`) +
      ` ${money(left)} of the budget are still free.`,
    "bought-by-load": ({ option, cost, tally, load, left }, { name, money, votes }) =>
      `“${name(option)}” is funded: those who voted for it (${votes(tally)}) are the next to hold its cost of ${money(cost)}, when every voter has been given ${money(load)}. ${money(left)} of the budget are left.`,
    "left-out": ({ option, tally, cost, reason, limit, byHand, needed }, words) =>
      `“${words.name(option)}” (${words.votes(tally)}, ${words.money(cost)}) is not funded: ${reasonText(reason, limit, byHand, words)}.${neededText(needed, reason, words)}`,
    compared: ({ preferFirst, preferGreedy, indifferent, taken }, { number }) =>
      `Compared with choosing by number of votes: ${number(preferFirst)} people do better with Equal Shares, ${number(preferGreedy)} by number of votes, ` +
      `${number(indifferent)} equally well. ${taken === "greedy" ? "The choice by number of votes" : "Equal Shares"} is taken.`,
  },
  lot: ({ tied, drawn, by }, { name, names }) => {
    const how = {
      seed: "The lot from the public random number fell to",
      "option-id": "Without a random number the id decided for",
      "fixed-rule": "The rule fixed beforehand decided for",
    }[by];
    return `A tie between ${names(tied)}. ${how} “${name(drawn)}”.`;
  },
};

function reasonText(reason: LeftOutReason, limit: number | undefined, byHand: string | undefined, { money, votes }: Words): string {
  const texts: Record<LeftOutReason, string> = {
    "no-votes": "nobody voted for it",
    "below-threshold": `at least ${votes(limit ?? 0)} are required`,
    "above-budget": `it costs more than the whole budget of ${money(limit ?? 0)}`,
    "does-not-fit": `only ${money(limit ?? 0)} were left`,
    "after-first-misfit": "choosing had ended before, at the first project that the money did not reach for",
    "group-taken": "another project of the same group is funded already, and only one can be",
    "left-out-by-hand": `decision by hand. Reason: ${byHand ?? ""}`,
    "supporters-cannot-pay": `those who voted for it have only ${money(limit ?? 0)} left together`,
    "pre-filter": "too few voted for it, measured by its cost",
    withdrawn: "it was withdrawn",
  };
  return texts[reason];
}

function neededText(needed: Needed | undefined, reason: LeftOutReason, { money, votes }: Words): string {
  const ways = [
    ...(needed?.votes === undefined ? [] : [`${votes(needed.votes)} more`]),
    ...(needed?.cost === undefined ? [] : [`a cost of at most ${money(needed.cost)}`]),
  ];
  return ways.length === 0
    ? ""
    : ` Enough would have been: ${ways.join(", or ")}${reason === "supporters-cannot-pay" ? ", with the same amount for each person" : ""}.`;
}

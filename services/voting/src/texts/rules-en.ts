import type { RulesFacts, Section } from "./rules-facts.ts";

/** English. */
export function rulesInEnglish(facts: RulesFacts): readonly Section[] {
  return [
    { heading: "Who may vote", paragraphs: eligibility(facts) },
    { heading: "How to fill in the paper", paragraphs: paper(facts) },
    { heading: "How votes are counted", paragraphs: counting(facts) },
    { heading: "Ties", paragraphs: ties(facts) },
    { heading: "When", paragraphs: times(facts) },
    { heading: "Who can see your vote", paragraphs: [...SECRECY[facts.secrecy], forgetting(facts)] },
    { heading: "What you can check", paragraphs: CHECKS },
  ];
}

function eligibility({ eligibility: { minimumAssurance, minimumAge, maximumAge, districts, roll } }: RulesFacts): string[] {
  return [
    "Every person can take part once, in one way: online, and where that is offered, on paper or with help. Whoever is entered for one way cannot take another.",
    ...(minimumAge === undefined ? [] : [`You must be at least ${minimumAge} years old when voting opens.`]),
    ...(maximumAge === undefined ? [] : [`You must be at most ${maximumAge} years old when voting opens.`]),
    ...(districts === undefined ? [] : [`You must live in one of these districts: ${districts.join(", ")}.`]),
    ...(minimumAssurance === 0 ? [] : [`Your identity must be verified at level ${minimumAssurance} of 4 at least.`]),
    ...(roll === "none" ? [] : [`You must be on the roll. You are found there by ${ROLL[roll]}.`]),
  ];
}

const ROLL = { person: "your login", email: "your confirmed e-mail address", code: "the code from your letter" };

function paper({ paper: p, options, maxSumCost, budget }: RulesFacts): string[] {
  const most = p.kind === "choose-1" ? 1 : Math.min(p.maxLength ?? options, options);
  return [
    PAPER[p.kind],
    p.minLength === most ? `Choose exactly ${most} of ${options}.` : `Choose at least ${p.minLength} and at most ${most} of ${options}.`,
    ...(p.equalRanks === true ? ["Several options may share a rank."] : []),
    ...(p.maxPoints === undefined ? [] : [`One option gets at most ${p.maxPoints} points.`]),
    ...(p.minPoints === undefined ? [] : [`An option that you rate gets at least ${p.minPoints} points.`]),
    ...(p.minSumPoints === undefined ? [] : [`Give at least ${p.minSumPoints} points in all.`]),
    ...(p.maxSumPoints === undefined ? [] : [`Give at most ${p.maxSumPoints} points in all.`]),
    ...(p.maxSumSquares === undefined ? [] : [`Points cost their square: 2 points cost 4, 3 points cost 9. You can spend ${p.maxSumSquares}.`]),
    ...(maxSumCost === undefined ? [] : [`What you choose may cost at most ${maxSumCost.toLocaleString("en")} ${budget?.currency ?? ""} together.`]),
    "Online, you can change your vote until the end. The last one counts.",
  ];
}

const PAPER = {
  approval: "Mark whatever you approve of.",
  "choose-1": "Mark what you like best.",
  ordinal: "Put the options in order: the best first.",
  cumulative: "Divide points among the options.",
  scoring: "Rate the options with points.",
};

function counting({ methodId, source, parameters, budget, minScore }: RulesFacts): string[] {
  return [
    METHODS[methodId] ?? `Votes are counted by the method “${methodId}”.`,
    ...(budget === undefined ? [] : [`There are ${budget.amount.toLocaleString("en")} ${budget.currency} to spend.`]),
    ...(minScore === undefined ? [] : [`Whatever gets fewer than ${minScore} votes or points cannot win.`]),
    `The method: ${methodId}${source === "" ? "" : ` (${source})`}. All settings: ${parameters.map(([name, value]) => `${name} = ${value}`).join(", ") || "none"}.`,
    "Nobody sees a result before the end, not even the administration.",
  ];
}

/** For each method of counting, one for citizens. */
export const METHODS: Readonly<Record<string, string>> = {
  plurality: "The most votes win.",
  approval: "Whatever is marked on the most papers wins.",
  score: "The ratings of each option are added up or averaged. The highest value wins.",
  points: "The points of each option are added up. The most points win.",
  quadratic: "The points of each option are added up; many points for one option cost the voter more and more.",
  irv: "Whoever is first on more than half of the papers wins. Otherwise the one with the fewest drops out, and those papers count for the next on them.",
  "scottish-stv":
    "Several seats are filled. Whoever has enough votes is elected; what is more than enough, and the papers of those who drop out, count for the next on them.",
  "wigm-prf":
    "Several seats are filled. Whoever has enough votes is elected; what is more than enough, and the papers of those who drop out, count for the next on them.",
  "meek-prf":
    "Several seats are filled. The elected keep of each paper only as much as they need; the rest counts for the next on it. This is worked out anew at each step.",
  schulze:
    "Every two options are compared: which is higher on more papers? The winner beats each other one more strongly, directly or by a chain, than the other way round.",
  "ranked-pairs": "Every two options are compared. The clearest wins stand first; a win that contradicts the clearer ones does not stand.",
  greedy: "Projects are put in the order of their votes and paid one after the other while the money lasts.",
  "equal-shares":
    "In thought, the money is divided equally among all who vote. A project is paid when those who chose it can pay it together; the one that is cheapest for them goes first.",
  phragmen: "In thought, all who vote save at the same speed. As soon as those who chose a project can pay it together, it is paid.",
};

function ties({ ties: { rules, lot, seedFrom } }: RulesFacts): string[] {
  const last =
    lot === "seed"
      ? `a lot decides that everyone can work out. It comes from: ${seedFrom ?? ""}`
      : "the option's id decides (the smaller one in the order of its characters)";
  return [...rules.map((rule) => `In a tie, ${TIE_RULES[rule]} goes first.`), `If it is still a tie, ${last}. Every tie is listed in the result.`];
}

const TIE_RULES = { "lower-cost": "what costs less", "higher-cost": "what costs more", "listed-first": "what is higher on the paper" };

function times({ opensAt, closesAt, graceSeconds, withdrawn }: RulesFacts): string[] {
  return [
    `From ${time(opensAt)} to ${time(closesAt)}.`,
    `What counts is when your vote arrives. Votes that are on their way are still taken for ${graceSeconds} seconds.`,
    "Papers that were handed in by then are entered afterwards, by two persons independently. Votes are counted once there is a paper for everybody who is entered for one; one that never came back counts as invalid.",
    "After opening the rules are not changed. An extension, a cancellation or the withdrawal of an option is published with its reason; votes for an option that was withdrawn still count for the others.",
    ...(withdrawn.length === 0 ? [] : [`Withdrawn: ${withdrawn.join(", ")}.`]),
  ];
}

const SECRECY = {
  open: ["The ballot is open: people can look up who voted how."],
  confidential: [
    "The ballot is confidential: your vote is kept under a key, not under your name. Only this ballot's own secret could link the key to you, and the secret is deleted.",
  ],
  secret: [
    "The ballot is secret: from what is kept and published nobody can see which vote is yours. For this your device makes a key of its own.",
    "Get your right to vote early, and vote later. Write the recovery code down: without your device and without the code you can neither vote nor change your vote any more, on paper neither. There is no second right to vote.",
    "Whoever has the code can vote in your place. Show it to nobody.",
  ],
};

function forgetting({ objectionDays, secrecy }: RulesFacts): string {
  if (secrecy === "secret") return `${objectionDays} days after the result, what is kept of your taking part is deleted.`;
  return `${objectionDays} days after the result, whatever links votes to persons, and what is kept of your taking part, is deleted.`;
}

const CHECKS = [
  "The rules have a fingerprint (SHA-256) that is fixed and published before the first vote.",
  "For every vote that is taken you get a signed receipt. It does not say how you voted.",
];

function time(date: Date): string {
  return date.toLocaleString("en-GB", { timeZone: "Europe/Berlin", dateStyle: "long", timeStyle: "short" });
}

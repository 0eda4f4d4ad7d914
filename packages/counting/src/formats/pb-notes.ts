import type { Ballots, Election } from "../election.ts";
import { numberOrText, type PbMeta } from "./pb-meta.ts";

/** What a file holds, next to what its META says of it. */
type Contents = { readonly meta: PbMeta; readonly election: Election; readonly votes: number; readonly repeated: number };
/** One ballot in plain numbers: how many marks it has, what they cost together, and its points. */
type Facts = { readonly count: number; readonly length: number; readonly cost: number; readonly points: readonly number[] };
type Limit = { readonly key: string; readonly breaks: (facts: Facts, limit: number) => boolean; readonly say: (limit: number) => string };

/** META keys that change what is funded or what a vote is worth, and which no rule here follows. */
const NOT_FOLLOWED: readonly (readonly [key: string, harmless: readonly string[]])[] = [
  ["budget_per_category", []],
  ["budget_per_neighborhood", []],
  ["budget_per_neighbourhood", []],
  ["default_score", ["0"]],
  ["scoring_fn", ["borda"]],
];

const LIMITS: readonly Limit[] = [
  { key: "max_length", breaks: ({ length }, most) => length > most, say: (most) => `name more than ${most} projects` },
  { key: "min_length", breaks: ({ length }, least) => length < least, say: (least) => `name fewer than ${least} projects` },
  { key: "max_sum_cost", breaks: ({ cost }, most) => cost > most, say: (most) => `name projects that cost more than ${most} together` },
  { key: "max_points", breaks: ({ points }, most) => points.some((one) => one > most), say: (most) => `give a project more than ${most} points` },
  {
    key: "min_points",
    breaks: ({ points }, least) => points.some((one) => one < least),
    say: (least) => `give a project fewer than ${least} points`,
  },
  { key: "max_sum_points", breaks: ({ points }, most) => sumOf(points) > most, say: (most) => `give more than ${most} points` },
  {
    key: "min_sum_points",
    breaks: ({ points }, least) => points.length > 0 && sumOf(points) < least,
    say: (least) => `give fewer than ${least} points`,
  },
];

/** What a reader should know of a file: where it contradicts its own META, which limits its votes break, and what in META no count follows. */
export function notesOn({ meta, election, votes, repeated }: Contents): string[] {
  return [
    ...Object.entries({ num_votes: votes, num_projects: election.options.length }).flatMap(([key, found]) => {
      const said = numberOrText(meta, key);
      return said === undefined || said === found ? [] : [`META says ${key} ${said}, the file has ${found}`];
    }),
    ...(repeated > 0 ? [`${repeated} different votes name a project more than once; it counts once`] : []),
    ...limitNotes(meta, election),
    ...NOT_FOLLOWED.flatMap(([key, harmless]) => {
      const value = meta.get(key)?.value ?? "";
      return value === "" || harmless.includes(value.toLowerCase()) ? [] : [`META has ${key} \`${value}\`, which no rule here follows`];
    }),
  ];
}

function limitNotes(meta: PbMeta, election: Election): string[] {
  const ballots = factsOf(election);
  const empty = countWhere(ballots, ({ length }) => length === 0);
  const marked = ballots.filter(({ length }) => length > 0);
  const broken = LIMITS.flatMap(({ key, breaks, say }) => {
    const limit = numberOrText(meta, key) ?? (key === "max_length" && election.ballots.kind === "choose-1" ? 1 : undefined);
    if (limit === undefined) return [];
    if (typeof limit === "string") return [`META has ${key} \`${limit}\`, which is no number; it was not checked`];
    const found = countWhere(marked, (facts) => breaks(facts, limit));
    return found === 0 ? [] : [`${found} votes ${say(limit)}; they count as they are`];
  });
  return [...broken, ...(empty > 0 ? [`${empty} votes are empty; they count as voters`] : [])];
}

function countWhere(ballots: readonly Facts[], is: (facts: Facts) => boolean): number {
  return ballots.reduce((sum, facts) => (is(facts) ? sum + facts.count : sum), 0);
}

function factsOf({ ballots, options, decimals = 0 }: Election): Facts[] {
  const costs = options.map(({ cost = 0n }) => Number(cost) / 10 ** decimals);
  if (ballots.kind === "matrix") return [];
  const unit = "pointDecimals" in ballots ? 10 ** ballots.pointDecimals : 1;
  return ballots.papers.map((paper) => {
    const chosen = chosenOn(paper);
    const points = "points" in paper ? paper.points.map((one) => one / unit) : [];
    return { count: paper.count, length: chosen.length, cost: sumOf(chosen.map((option) => costs[option] ?? 0)), points };
  });
}

function chosenOn(paper: Exclude<Ballots, { kind: "matrix" }>["papers"][number]): readonly number[] {
  return "ranking" in paper ? paper.ranking.flat() : paper.chosen;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

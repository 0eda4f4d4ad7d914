import type { PbDocument } from "@teilhabe/counting/formats/pb-document";

export type BudgetSize = {
  readonly name: string;
  readonly votes: number;
  readonly projects: number;
  readonly marksMax: number;
  /** How uneven projects are liked: 0 all alike; at 1 the n-th project gets 1/n of the first one's votes. */
  readonly skew: number;
  /** Share of all costs that the budget covers. */
  readonly share: number;
};

/** A generator of numbers from 0 to below 1, the same for the same seed (Mulberry32, public domain). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An election by approval that is the same every time: projects of 1,000 to 400,000, some liked much more than others, voters who mark 1 to `marksMax`. */
export function randomBudget(size: BudgetSize): PbDocument {
  const random = randomFrom(size.votes * 1_000 + size.projects);
  const costs = Array.from({ length: size.projects }, () => Math.round(1_000 * 400 ** random()));
  const bounds = likings(size, random);
  const votes = Array.from({ length: size.votes }, (_, voter) => [String(voter + 1), marks(size, bounds, random).join(",")]);
  const budget = Math.round(costs.reduce((sum, cost) => sum + cost, 0) * size.share);
  return {
    meta: [
      ["description", size.name],
      ["country", "Nowhere"],
      ["unit", "Nowhere"],
      ["instance", "2026"],
      ["num_projects", String(size.projects)],
      ["num_votes", String(size.votes)],
      ["budget", String(budget)],
      ["vote_type", "approval"],
      ["rule", "equalshares/add1"],
    ],
    projectColumns: ["project_id", "cost"],
    projects: costs.map((cost, index) => [`P${String(index + 1).padStart(3, "0")}`, String(cost)]),
    voteColumns: ["voter_id", "vote"],
    votes,
  };
}

/** Running sums of how much each project is liked, up to 1. */
function likings({ projects, skew }: BudgetSize, random: () => number): number[] {
  const weights = Array.from({ length: projects }, (_, index) => (0.5 + random()) / (index + 1) ** skew);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.map((weight) => {
    sum += weight / total;
    return sum;
  });
}

function marks({ marksMax, projects }: BudgetSize, bounds: readonly number[], random: () => number): string[] {
  const wanted = 1 + Math.floor(random() * marksMax);
  const chosen = new Set<number>();
  for (let tries = 0; chosen.size < wanted && tries < wanted * 4; tries++) {
    const point = random();
    const index = bounds.findIndex((bound) => point < bound);
    chosen.add(index === -1 ? projects - 1 : index);
  }
  return [...chosen].map((index) => `P${String(index + 1).padStart(3, "0")}`);
}

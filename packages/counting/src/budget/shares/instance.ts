import type { Paper } from "../../tally.ts";
import { type BudgetElection, costOf } from "../budget.ts";

/** One project as Equal Shares sees it: who supports it, and how strongly. */
export type Project = {
  readonly option: number;
  /** In units of the instance. */
  readonly cost: bigint;
  readonly costNumber: number;
  /** Groups of identical ballots. */
  readonly supporters: Int32Array;
  /** Points of each supporter; null where all are 1. */
  readonly points: Float64Array | null;
  /** Sum over supporters of weight times points. */
  readonly support: number;
  /** 1 if a project's utility is its points, 1/cost if it is points times cost: price times this is what is smallest at the best project. */
  readonly factor: number;
};

/** Groups of voters with identical ballots, in flat arrays: group g has `weights[g]` voters, who support what stands from `starts[g]` to before `starts[g + 1]`. */
export type Groups = {
  readonly count: number;
  readonly weights: Float64Array;
  readonly starts: Int32Array;
  /** Positions in the instance's projects, and what they are given. */
  readonly projects: Int32Array;
  readonly points: Float64Array;
};

export type Instance = {
  readonly projects: readonly Project[];
  readonly groups: Groups;
  /** The utility of a project is its points times its cost. */
  readonly byCost: boolean;
};

/**
 * Lays out an election for fast runs: only eligible projects, only voters who support one of them. Costs are multiplied by `scale`, so that
 * an endowment of `budget/voters` is a whole number.
 */
export function instanceOf(pb: BudgetElection, eligible: readonly boolean[], byCost: boolean, scale: bigint): Instance {
  const options = eligible.flatMap((is, option) => (is ? [option] : []));
  const positions = new Int32Array(eligible.length).fill(-1);
  options.forEach((option, position) => {
    positions[option] = position;
  });
  const groups = groupsOf(pb.papers.papers, positions);
  const lists = supportersIn(groups, options.length);
  return { groups, byCost, projects: options.map((option, position) => projectOf(option, costOf(pb, option) * scale, byCost, lists[position])) };
}

function groupsOf(papers: readonly Paper[], positions: Int32Array): Groups {
  const marks = papers.reduce((sum, paper) => sum + paper.chosen.length, 0);
  const [weights, starts] = [new Float64Array(papers.length), new Int32Array(papers.length + 1)];
  const [projects, points] = [new Int32Array(marks), new Float64Array(marks)];
  let [count, end] = [0, 0];
  for (const paper of papers) {
    for (let i = 0; i < paper.chosen.length; i++) {
      const position = positions[paper.chosen[i] as number] as number;
      const given = paper.points === undefined ? 1 : (paper.points[i] as number);
      if (position === -1 || given <= 0) continue;
      projects[end] = position;
      points[end++] = given;
    }
    if (end === starts[count]) continue;
    weights[count++] = paper.count;
    starts[count] = end;
  }
  return { count, weights, starts, projects, points };
}

type Supporters = { readonly groups: Int32Array; readonly points: Float64Array; support: number; filled: number };

function supportersIn({ count, weights, starts, projects, points }: Groups, length: number): Supporters[] {
  const sizes = new Int32Array(length);
  for (let i = 0; i < (starts[count] as number); i++) sizes[projects[i] as number] = (sizes[projects[i] as number] as number) + 1;
  const lists = Array.from(sizes, (size): Supporters => ({ groups: new Int32Array(size), points: new Float64Array(size), support: 0, filled: 0 }));
  for (let group = 0; group < count; group++) {
    for (let i = starts[group] as number; i < (starts[group + 1] as number); i++) {
      const list = lists[projects[i] as number] as Supporters;
      list.groups[list.filled] = group;
      list.points[list.filled++] = points[i] as number;
      list.support += (weights[group] as number) * (points[i] as number);
    }
  }
  return lists;
}

function projectOf(option: number, cost: bigint, byCost: boolean, supporters: Supporters | undefined): Project {
  const { groups, points, support } = supporters ?? { groups: new Int32Array(), points: new Float64Array(), support: 0 };
  return {
    option,
    cost,
    costNumber: Number(cost),
    supporters: groups,
    points: points.every((given) => given === 1) ? null : points,
    support,
    factor: byCost && cost > 0n ? 1 / Number(cost) : 1,
  };
}

/** What a group gives to a project. */
export function pointsFor({ starts, projects, points }: Groups, group: number, position: number): number {
  for (let i = starts[group] as number; i < (starts[group + 1] as number); i++) if (projects[i] === position) return points[i] as number;
  return 0;
}

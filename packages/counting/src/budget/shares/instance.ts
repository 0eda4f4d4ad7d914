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

/** The voters of a group have the same ballot. `projects` are positions in the instance. */
export type Group = { readonly weight: number; readonly projects: readonly number[]; readonly points: readonly number[] };

export type Instance = {
  readonly projects: readonly Project[];
  readonly groups: readonly Group[];
  /** The total utility of a project is proportional to its cost. */
  readonly byCost: boolean;
};

/**
 * Lays out an election for fast runs: only eligible projects, only voters who support one of them. Costs are multiplied by `scale`, so that
 * an endowment of `budget/voters` is a whole number.
 */
export function instanceOf(pb: BudgetElection, eligible: readonly boolean[], byCost: boolean, scale: bigint): Instance {
  const options = eligible.flatMap((is, option) => (is ? [option] : []));
  const positions = new Map(options.map((option, position) => [option, position]));
  const groups = pb.papers.papers.map((paper) => groupOf(paper, positions)).filter((group) => group.projects.length > 0);
  const lists = options.map((): Supporters => ({ groups: [], points: [], support: 0 }));
  groups.forEach((group, index) => {
    for (const [i, position] of group.projects.entries()) addSupporter(lists[position], index, group.weight, group.points[i] ?? 0);
  });
  return { groups, byCost, projects: options.map((option, position) => projectOf(option, costOf(pb, option) * scale, byCost, lists[position])) };
}

type Supporters = { readonly groups: number[]; readonly points: number[]; support: number };

function addSupporter(list: Supporters | undefined, group: number, weight: number, points: number): void {
  if (list === undefined) return;
  list.groups.push(group);
  list.points.push(points);
  list.support += weight * points;
}

function groupOf(paper: Paper, positions: ReadonlyMap<number, number>): Group {
  const projects: number[] = [];
  const points: number[] = [];
  paper.chosen.forEach((option, i) => {
    const position = positions.get(option);
    const given = paper.points?.[i] ?? 1;
    if (position === undefined || given <= 0) return;
    projects.push(position);
    points.push(given);
  });
  return { weight: paper.count, projects, points };
}

function projectOf(option: number, cost: bigint, byCost: boolean, supporters: Supporters | undefined): Project {
  const { groups, points, support } = supporters ?? { groups: [], points: [], support: 0 };
  return {
    option,
    cost,
    costNumber: Number(cost),
    supporters: Int32Array.from(groups),
    points: points.every((given) => given === 1) ? null : Float64Array.from(points),
    support,
    factor: byCost && cost > 0n ? 1 / Number(cost) : 1,
  };
}

/** What a group gives to a project. */
export function pointsFor(group: Group | undefined, position: number): number {
  const at = group?.projects.indexOf(position) ?? -1;
  return group?.points[at] ?? 0;
}

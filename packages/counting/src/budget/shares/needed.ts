import { amount, costOf, idOf } from "../budget.ts";
import type { SharesCount } from "../equal-shares-rounds.ts";
import type { Needed } from "../rounds.ts";
import type { Instance, Project } from "./instance.ts";
import { type Runner, runner } from "./run.ts";

/** Money and costs in units of the instance. */
type Chance = { cost: number; votes: number };

/** A guessed cost may be off by a unit or so, as it comes from floating point and ties may be lost. */
const COST_TRIES_MAX = 2;
/** More voters can push others out or break the budget, so that the first guess may be too low: it grows this often, then is narrowed down. */
const VOTE_TRIES_MAX = 8;
const VOTE_GROWTH = 1.5;
/** Marks on all ballots times losers: above this, only costs are worked out, so that an explanation takes seconds. */
const WORK_MAX = 8_000_000;
/** Steps towards the largest cost; each gains a constant factor. */
const STEPS_MAX = 40;

/**
 * What each project that its supporters could not pay would have needed, with the same endowment, all other votes and costs unchanged: a
 * lower cost, or more voters for it alone. Every answer is tried out by a run before it is given, so it is enough; fewer voters or a cost a little higher may be, too.
 */
export function sharesNeeded(count: SharesCount): Map<string, Needed> {
  const { pb, runner: shares, completed, scale } = count;
  const { instance } = shares.state;
  const chances = [...chancesOf(count)];
  const marks = instance.projects.reduce((sum, project) => sum + project.supporters.length, 0);
  const left = Number(pb.budget - completed.run.spent / scale);
  const withVotes = marks * chances.length <= WORK_MAX;
  const needed = chances.map(([position, chance]): [string, Needed] => {
    const option = instance.projects[position]?.option ?? -1;
    const cost = largestCost(Math.floor(chance.cost / Number(scale)), left, (units) =>
      wins(count, withCost(instance, position, BigInt(units) * scale), position),
    );
    const votes = withVotes
      ? fewestVotes(Math.max(1, Math.ceil(chance.votes)), (voters) => wins(count, withVoters(instance, position, voters), position))
      : undefined;
    const isCheaper = cost !== undefined && BigInt(cost) < costOf(pb, option);
    return [idOf(pb, option), { ...(votes !== undefined && { votes }), ...(isCheaper && { cost: amount(pb, BigInt(cost)) }) }];
  });
  shares.run(completed.endowment, pb.budget * scale, completed.ties.fresh());
  return new Map(needed);
}

/** At most what its supporters could raise; what is left of the budget is enough in any case, and something between may be. */
function largestCost(raised: number, left: number, isEnough: (cost: number) => boolean): number | undefined {
  for (let cost = raised; cost > Math.max(0, raised - COST_TRIES_MAX, left); cost--) if (isEnough(cost)) return cost;
  const least = Math.min(raised, left);
  for (let cost = least; cost > Math.max(0, least - COST_TRIES_MAX); cost--) if (isEnough(cost)) return cost;
  return undefined;
}

function fewestVotes(guess: number, isEnough: (votes: number) => boolean): number | undefined {
  if (!Number.isSafeInteger(guess)) return undefined;
  let [tooFew, enough] = [guess - 1, guess];
  for (let tries = 0; !isEnough(enough); tries++) {
    if (tries === VOTE_TRIES_MAX) return undefined;
    [tooFew, enough] = [enough, Math.ceil(enough * VOTE_GROWTH)];
  }
  for (let tries = 0; tries < VOTE_TRIES_MAX && enough - tooFew > 1; tries++) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

/** Whether the project is bought in another instance with the same endowment, within the budget. */
function wins({ pb, completed, scale }: SharesCount, instance: Instance, position: number): boolean {
  const ceiling = pb.budget * scale;
  const { bought, overspent } = runner(instance).run(completed.endowment, ceiling, completed.ties.fresh());
  return !overspent && bought.includes(position);
}

function withCost(instance: Instance, position: number, cost: bigint): Instance {
  const costNumber = Number(cost);
  const change = (project: Project): Project => ({ ...project, cost, costNumber, factor: instance.byCost ? 1 / costNumber : 1 });
  return { ...instance, projects: instance.projects.map((project, p) => (p === position ? change(project) : project)) };
}

function withVoters(instance: Instance, position: number, voters: number): Instance {
  const { count, weights, starts, projects, points } = instance.groups;
  const end = starts[count] ?? 0;
  const groups = {
    count: count + 1,
    weights: longer(new Float64Array(count + 1), weights, voters),
    starts: longer(new Int32Array(count + 2), starts, end + 1),
    projects: longer(new Int32Array(end + 1), projects, position),
    points: longer(new Float64Array(end + 1), points, 1),
  };
  const change = (project: Project): Project => ({
    ...project,
    supporters: longer(new Int32Array(project.supporters.length + 1), project.supporters, count),
    points: project.points === null ? null : longer(new Float64Array(project.points.length + 1), project.points, 1),
    support: project.support + voters,
  });
  return { ...instance, groups, projects: instance.projects.map((project, p) => (p === position ? change(project) : project)) };
}

/** Fills `copy` with what `from` begins with, and with `last` at the end. */
function longer<Numbers extends Int32Array | Float64Array>(copy: Numbers, from: Numbers, last: number): Numbers {
  copy.set(from.subarray(0, copy.length - 1));
  copy[copy.length - 1] = last;
  return copy;
}

/** Goes through the run that decided: in each round, at which cost or with how many voters would a loser have been as good as the winner? */
function chancesOf({ pb, runner: shares, completed, scale }: SharesCount): Map<number, Chance> {
  const endowment = Number(completed.endowment);
  const open = shares.state.instance.projects.flatMap((_, position) => (shares.state.boughtAt[position] === -1 ? [position] : []));
  const chances = new Map(open.map((position): [number, Chance] => [position, { cost: 0, votes: Number.POSITIVE_INFINITY }]));
  const look = (value: number) => {
    for (const [position, chance] of chances) improve(shares, position, value, endowment, chance);
  };
  shares.run(completed.endowment, pb.budget * scale, completed.ties.fresh(), ({ project, price }) =>
    look(price * (shares.state.instance.projects[project]?.factor ?? 1)),
  );
  look(Number.POSITIVE_INFINITY);
  return chances;
}

/** @param value price times factor of the round's winner; infinite at the end, when being payable is enough */
function improve(shares: Runner, position: number, value: number, endowment: number, best: Chance): void {
  const project = shares.state.instance.projects[position];
  if (project === undefined || project.costNumber === 0) return;
  const priceAt = (cost: number) => (shares.state.instance.byCost ? value * cost : value);
  const price = priceAt(project.costNumber);
  let cost = raised(shares, project, price);
  best.votes = Math.min(best.votes, (project.costNumber - cost) / Math.min(endowment, price));
  // What is raised falls with the cost, step by step towards the largest cost that is raised.
  for (let step = 0; step < STEPS_MAX && cost > best.cost; step++) {
    const next = raised(shares, project, priceAt(cost));
    if (next >= cost - 0.5) break;
    cost = next;
  }
  best.cost = Math.max(best.cost, cost);
}

/** What supporters would pay together at a price for each point. */
function raised({ state }: Runner, { supporters, points }: Project, price: number): number {
  let sum = 0;
  for (let i = 0; i < supporters.length; i++) {
    const group = supporters[i] as number;
    const budget = state.purse[2 * group] as number;
    const due = points === null ? price : price * (points[i] as number);
    sum += Math.min(budget, due) * (state.purse[2 * group + 1] as number);
  }
  return sum;
}

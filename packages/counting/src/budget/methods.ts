import type { Method, Parameter } from "../method.ts";
import type { Parameters } from "../outcome.ts";
import { countEqualShares } from "./equal-shares.ts";
import { countGreedy } from "./greedy.ts";
import { countPhragmen } from "./phragmen.ts";

const POINTS_MAX = 1_000_000_000;

const threshold: Parameter = {
  name: "threshold",
  kind: "integer",
  min: 0,
  max: POINTS_MAX,
  about: "Projects with fewer votes (or points) cannot win.",
};

const minLength: Parameter = {
  name: "minLength",
  kind: "integer",
  min: 0,
  max: 1_000,
  default: 0,
  about: "Ballots with fewer marks do not count, not even as voters.",
};

const greedyMethod: Method = {
  id: "greedy",
  version: "1.0.0",
  source: "Pabulib rules greedy, greedy-no-skip, greedy-threshold, greedy-exclusive (https://pabulib.org/format)",
  ballots: ["approval", "choose-1", "ordinal", "cumulative", "scoring"],
  needsBudget: true,
  parameters: [
    {
      name: "misfit",
      kind: "choice",
      values: ["skip", "stop"],
      default: "skip",
      about: "At a project that does not fit: go on to cheaper ones, or stop.",
    },
    threshold,
    {
      name: "groups",
      kind: "choice",
      values: ["ignored", "exclusive"],
      default: "exclusive",
      about: "Whether at most one project of a group is funded.",
    },
    { name: "overrides", kind: "overrides", about: "Decisions by hand, each published with its reason." },
  ],
  count: countGreedy,
};

const equalShares: Method = {
  id: "equal-shares",
  version: "1.0.0",
  source: "Peters, Pierczyński, Skowron: Proportional Participatory Budgeting with Additive Utilities (NeurIPS 2021); https://equalshares.net",
  ballots: ["approval", "choose-1", "ordinal", "cumulative", "scoring"],
  needsBudget: true,
  parameters: [
    {
      name: "utility",
      kind: "choice",
      values: ["cost", "cardinality"],
      default: "cost",
      about: "A funded project is worth its cost, or 1; points multiply it.",
    },
    {
      name: "completion",
      kind: "choice",
      values: ["none", "add1"],
      default: "none",
      about: "Whether voters get more money until the budget is used.",
    },
    {
      name: "add1Stop",
      kind: "choice",
      values: ["exhaustive", "overspend"],
      default: "overspend",
      about: "Add1 ends when nothing more fits, or only when the next step would overspend.",
    },
    { name: "fill", kind: "choice", values: ["none", "greedy"], default: "none", about: "Whether what is left is spent greedily." },
    {
      name: "compare",
      kind: "choice",
      values: ["none", "greedy", "greedy-by-cost", "greedy-by-exclusion"],
      default: "none",
      about: "Whether greedy wins if more voters prefer it: by number of funded projects, by their cost, or by having any.",
    },
    {
      name: "prefilter",
      kind: "choice",
      values: ["none", "one-third"],
      default: "none",
      about: "Whether a project needs votes / voters ≥ cost / (3 · budget).",
    },
    threshold,
    minLength,
  ],
  senseless: stopWithoutAdd1,
  count: countEqualShares,
};

function stopWithoutAdd1(given: Parameters): string | undefined {
  if (given["add1Stop"] === undefined || given["completion"] === "add1") return undefined;
  return "`add1Stop` says when Add1 ends, so it needs `completion` add1.";
}

const phragmenMethod: Method = {
  id: "phragmen",
  version: "1.1.0",
  source: "Los, Christoff, Grossi: Proportional Budget Allocations (IJCAI 2022), sequential Phragmén",
  ballots: ["approval", "choose-1"],
  needsBudget: true,
  parameters: [threshold, minLength],
  count: countPhragmen,
};

/** The methods of participatory budgeting: greedy, Equal Shares, Phragmén. */
export const budgetMethods: readonly Method[] = [greedyMethod, equalShares, phragmenMethod];

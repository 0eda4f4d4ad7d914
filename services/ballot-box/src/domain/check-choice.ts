import type { Choice, Paper } from "@teilhabe/contracts/voting/choice";
import type { Definition } from "@teilhabe/contracts/voting/definition";

/** One thing wrong with a choice; the pointer is into the request's body. */
export type Fault = { readonly pointer: string; readonly message: string };

/** What a choice is checked against; made once for each ballot. */
export type PaperRules = { readonly paper: Paper; readonly costs: ReadonlyMap<string, number> };

export function paperRulesOf(definition: Pick<Definition, "paper" | "options">): PaperRules {
  return { paper: definition.paper, costs: new Map(definition.options.map((option) => [option.id, option.cost ?? 0])) };
}

/**
 * Everything wrong with a choice; empty: it is valid.
 * @param withdrawn options that can no longer be voted for
 */
export function checkChoice(rules: PaperRules, withdrawn: readonly string[], choice: Choice): readonly Fault[] {
  const { kind } = rules.paper;
  if ("options" in choice) {
    if (kind !== "approval" && kind !== "choose-1") return [wrongForm(kind)];
    return [...optionFaults(rules, withdrawn, choice.options, "/choice/options"), ...costFaults(rules, choice.options)];
  }
  if ("ranking" in choice) {
    if (kind !== "ordinal") return [wrongForm(kind)];
    return [...optionFaults(rules, withdrawn, choice.ranking.flat(), "/choice/ranking"), ...equalityFaults(rules.paper, choice.ranking)];
  }
  if (kind !== "cumulative" && kind !== "scoring") return [wrongForm(kind)];
  return [...optionFaults(rules, withdrawn, Object.keys(choice.points), "/choice/points"), ...pointsFaults(rules.paper, choice.points)];
}

const FORMS: Readonly<Record<Paper["kind"], string>> = {
  approval: "options",
  "choose-1": "options",
  ordinal: "ranking",
  cumulative: "points",
  scoring: "points",
};

function wrongForm(kind: Paper["kind"]): Fault {
  return { pointer: "/choice", message: `this ballot's paper is ${kind}: send {"${FORMS[kind]}": …}` };
}

function optionFaults({ paper, costs }: PaperRules, withdrawn: readonly string[], chosen: readonly string[], pointer: string): Fault[] {
  const faults: Fault[] = [];
  for (const id of chosen) {
    if (!costs.has(id)) faults.push({ pointer, message: `there is no option ${id}` });
    else if (withdrawn.includes(id)) faults.push({ pointer, message: `option ${id} was withdrawn` });
  }
  if (new Set(chosen).size < chosen.length) faults.push({ pointer, message: "an option is named twice" });
  const most = paper.kind === "choose-1" ? 1 : (paper.maxLength ?? costs.size);
  if (chosen.length < paper.minLength) faults.push({ pointer, message: `at least ${paper.minLength} must be chosen, not ${chosen.length}` });
  if (chosen.length > most) faults.push({ pointer, message: `at most ${most} may be chosen, not ${chosen.length}` });
  return faults;
}

function costFaults({ paper, costs }: PaperRules, chosen: readonly string[]): Fault[] {
  if (paper.maxSumCost === undefined) return [];
  const sum = chosen.reduce((total, id) => total + (costs.get(id) ?? 0), 0);
  return sum <= paper.maxSumCost ? [] : [{ pointer: "/choice/options", message: `together they cost ${sum}, more than ${paper.maxSumCost}` }];
}

function equalityFaults(paper: Paper, ranking: readonly (readonly string[])[]): Fault[] {
  if (paper.equalRanks === true || ranking.every((rank) => rank.length === 1)) return [];
  return [{ pointer: "/choice/ranking", message: "options may not be ranked equal" }];
}

function pointsFaults(paper: Paper, points: Readonly<Record<string, number>>): Fault[] {
  const least = paper.minPoints ?? (paper.kind === "scoring" ? 0 : 1);
  const most = paper.maxPoints ?? Number.MAX_SAFE_INTEGER;
  const values = Object.values(points);
  const faults = Object.entries(points)
    .filter(([, value]) => value < least || value > most)
    .map(([id, value]) => ({
      pointer: "/choice/points",
      message: `option ${id} cannot get ${value} points (${least} to ${paper.maxPoints ?? "any"})`,
    }));
  const sum = values.reduce((total, value) => total + value, 0);
  const squares = values.reduce((total, value) => total + value * value, 0);
  if (sum < (paper.minSumPoints ?? sum)) faults.push(sumFault(`the points sum up to ${sum}, less than ${paper.minSumPoints}`));
  if (sum > (paper.maxSumPoints ?? sum)) faults.push(sumFault(`the points sum up to ${sum}, more than ${paper.maxSumPoints}`));
  if (squares > (paper.maxSumSquares ?? squares))
    faults.push(sumFault(`the squares of the points sum up to ${squares}, more than ${paper.maxSumSquares}`));
  return faults;
}

function sumFault(message: string): Fault {
  return { pointer: "/choice/points", message };
}

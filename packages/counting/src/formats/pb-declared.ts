import { WrongUseError } from "../method.ts";
import type { Parameters } from "../outcome.ts";
import type { PbElection } from "./pb.ts";

/** A method with the parameters that differ from its defaults. */
export type DeclaredRule = { readonly method: string; readonly parameters: Parameters; readonly note?: string };

const RULES: Readonly<Record<string, DeclaredRule>> = {
  greedy: { method: "greedy", parameters: {} },
  "greedy-no-skip": { method: "greedy", parameters: { misfit: "stop" } },
  "greedy-threshold": { method: "greedy", parameters: {} },
  "greedy-exclusive": { method: "greedy", parameters: { groups: "exclusive" } },
  "equalshares/add1": { method: "equal-shares", parameters: { utility: "cost", completion: "add1", add1Stop: "overspend" } },
  "equalshares/add1-comparison": {
    method: "equal-shares",
    parameters: { utility: "cost", completion: "add1", add1Stop: "overspend", compare: "greedy" },
  },
};

/**
 * The rule that a `.pb` file names for itself in META. A rule's name is not a rule: what it does not say is fixed here.
 * @throws WrongUseError for a rule that has no text to follow (`greedy-custom`, `unknown`), or none at all
 */
export function declaredRule({ meta, election }: PbElection): DeclaredRule {
  const name = meta.get("rule")?.value.toLowerCase() ?? "";
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  if (rule === undefined) throw new WrongUseError(reasonAgainst(name), Object.keys(RULES));
  if (name === "greedy-exclusive" && election.options.every((option) => option.group === undefined)) {
    return { ...rule, note: "the file names the rule greedy-exclusive, but no groups of projects that exclude each other: counted as plain greedy" };
  }
  if (name === "greedy-threshold" && election.minScore === undefined) {
    return { ...rule, note: "the file names the rule greedy-threshold, but no min_project_score_threshold: counted as plain greedy" };
  }
  return rule;
}

function reasonAgainst(name: string): string {
  if (name === "") return "META names no rule.";
  if (name === "greedy-custom")
    return "The file's rule is `greedy-custom`: its own, told only in its comment, so that it cannot be counted as declared.";
  if (name === "unknown") return "The file says that its rule is unknown.";
  return `The file's rule \`${name}\` is not known here.`;
}

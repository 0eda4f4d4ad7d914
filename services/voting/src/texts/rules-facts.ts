import type { Definition } from "@teilhabe/contracts/voting/definition";
import type { Parameters } from "@teilhabe/counting/outcome";
import { type Ballot, closesAtMsOf } from "../domain/ballot.ts";
import { methodFor } from "../domain/election.ts";
import { rulesOf } from "../domain/freeze.ts";

/** What the texts tell, in the form in which they need it. */
export type RulesFacts = {
  readonly paper: Definition["paper"];
  readonly options: number;
  readonly methodId: string;
  readonly source: string;
  /** Every parameter with its value, as text. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** In units of the currency. */
  readonly budget: { readonly amount: number; readonly currency: string } | undefined;
  readonly maxSumCost: number | undefined;
  readonly minScore: number | undefined;
  readonly secrecy: Definition["secrecy"];
  readonly eligibility: Definition["eligibility"];
  readonly ties: Definition["ties"];
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly graceSeconds: number;
  readonly objectionDays: number;
  readonly withdrawn: readonly string[];
};

export type Section = { readonly heading: string; readonly paragraphs: readonly string[] };

export function rulesFactsOf(ballot: Ballot): RulesFacts {
  const { draft } = ballot;
  const rules = rulesOf(draft);
  const chosen = methodFor(rules, draft.method);
  const known =
    "misfit" in chosen ? { source: "", parameters: draft.method.parameters } : { source: chosen.method.source, parameters: chosen.parameters };
  const unit = 10 ** (rules.decimals ?? 0);
  return {
    paper: draft.paper,
    options: draft.options.length,
    methodId: draft.method.id,
    source: known.source,
    parameters: asText(known.parameters),
    budget: draft.budget && { amount: draft.budget.amount / unit, currency: draft.budget.currency },
    maxSumCost: draft.paper.maxSumCost === undefined ? undefined : draft.paper.maxSumCost / unit,
    minScore: draft.minScore,
    secrecy: draft.secrecy,
    eligibility: draft.eligibility,
    ties: draft.ties,
    opensAt: new Date("opensAt" in ballot ? ballot.opensAt : draft.opensAt),
    closesAt: new Date(closesAtMsOf(ballot)),
    graceSeconds: draft.graceSeconds,
    objectionDays: draft.objectionDays,
    withdrawn: "frozen" in ballot ? (ballot.frozen?.withdrawn ?? []) : [],
  };
}

function asText(parameters: Parameters): (readonly [string, string])[] {
  const text = (value: unknown) =>
    Array.isArray(value) ? value.map((one) => `${one.option}: ${one.decision} (${one.reason})`).join("; ") : String(value);
  return Object.entries(parameters).map(([name, value]) => [name, text(value)] as const);
}

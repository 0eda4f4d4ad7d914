import type { Definition } from "@teilhabe/contracts/voting/definition";
import type { Draft } from "@teilhabe/contracts/voting/shapes";
import { type Method, WrongUseError } from "@teilhabe/counting/method";
import { methodById } from "@teilhabe/counting/methods";
import type { Parameters, ParameterValue } from "@teilhabe/counting/outcome";
import { canonicalText } from "@teilhabe/proofs/canonical-json";
import type { IssuerKey } from "@teilhabe/proofs/issuer-key";
import { definitionHashOf } from "@teilhabe/proofs/sealed-vote";
import { type ElectionRules, methodFor } from "./election.ts";
import { currencyOf, decimalsOf } from "./money.ts";

/** Receipts promise that a vote is in the log so long after the closing time of the definition. */
export const INCLUDED_WITHIN_MS = 3_600_000;

/** What is known only at opening. */
export type FreezingPoint = {
  readonly opensAt: string;
  readonly logKey: string;
  readonly authorityKey: string;
  /** Of secret ballots. */
  readonly issuerKey?: IssuerKey;
};

export type FrozenDefinition = { readonly definition: Definition; readonly text: string; readonly hash: string };

/** The definition with its canonical text and hash; the same draft, time and key give the same bytes. */
export function freeze(ballot: string, draft: Draft, at: FreezingPoint): FrozenDefinition {
  const rules = rulesOf(draft);
  const chosen = methodFor(rules, draft.method);
  if ("misfit" in chosen) throw new Error(`ballot ${ballot} cannot be frozen: ${chosen.misfit}`);
  const { method, parameters } = chosen;
  const definition: Definition = {
    format: "teilhabe/definition/v1",
    ballot,
    title: draft.title,
    ...(draft.consultation !== undefined && { consultation: draft.consultation }),
    ...rules,
    method: { id: method.id, version: method.version, parameters: frozenParameters(parameters) },
    ties: draft.ties,
    secrecy: draft.secrecy,
    eligibility: draft.eligibility,
    opensAt: at.opensAt,
    closesAt: inUtc(Date.parse(draft.closesAt)),
    graceSeconds: draft.graceSeconds,
    objectionDays: draft.objectionDays,
    withdrawal: "votes-count-for-the-others",
    includeBy: inUtc(Date.parse(draft.closesAt) + INCLUDED_WITHIN_MS),
    logKey: at.logKey,
    ...(at.issuerKey !== undefined && { issuerKey: at.issuerKey }),
    authorityKey: at.authorityKey,
  };
  const json = JSON.parse(JSON.stringify(definition));
  return { definition, text: canonicalText(json), hash: definitionHashOf(json) };
}

/** What of a draft makes its election: amounts in minor units of the one currency. */
export function rulesOf(draft: Draft): ElectionRules & Pick<Definition, "currency"> {
  const { currency } = currencyOf([draft.budget, ...draft.options.map((option) => option.cost)]);
  return {
    options: draft.options.map(({ cost, ...option }) => ({ ...option, ...(cost !== undefined && { cost: cost.amount }) })),
    paper: draft.paper,
    ...(draft.seats !== undefined && { seats: draft.seats }),
    ...(draft.minScore !== undefined && { minScore: draft.minScore }),
    ...(draft.budget !== undefined && { budget: draft.budget.amount }),
    ...(currency !== undefined && { currency, decimals: decimalsOf(currency) }),
  };
}

/** Published files hold integers only: a share is written as decimal text. */
function frozenParameters(parameters: Parameters): Definition["method"]["parameters"] {
  const frozen = ([name, value]: [string, ParameterValue]) => [name, typeof value === "number" && !Number.isInteger(value) ? String(value) : value];
  return Object.fromEntries(Object.entries(parameters).map(frozen));
}

/**
 * The frozen method as counting takes it: shares are numbers again, and values that are the defaults are left out, as they were when it was drafted.
 * @throws WrongUseError when this release counts by another version of the method
 */
export function thawedMethod({ method: frozen }: Pick<Definition, "method">): { readonly method: Method; readonly parameters: Parameters } {
  const method = methodById(frozen.id);
  if (method.version !== frozen.version) {
    throw new WrongUseError(`The ballot was frozen with version ${frozen.version} of \`${frozen.id}\`; this release counts by ${method.version}.`, [
      `a release with version ${frozen.version}`,
    ]);
  }
  const given: Record<string, ParameterValue> = {};
  for (const parameter of method.parameters) {
    const value = frozen.parameters[parameter.name];
    if (value === undefined || ("default" in parameter && value === parameter.default)) continue;
    given[parameter.name] = parameter.kind === "share" ? Number(value) : value;
  }
  return { method, parameters: given };
}

function inUtc(ms: number): string {
  return new Date(ms).toISOString();
}

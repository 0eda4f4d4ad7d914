import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { DEFINITION_BYTES_MAX } from "@teilhabe/contracts/voting/definition";
import type { Draft } from "@teilhabe/contracts/voting/shapes";
import { utf8 } from "@teilhabe/proofs/bytes";
import { methodFor } from "./election.ts";
import { freeze, rulesOf } from "./freeze.ts";
import { currencyOf } from "./money.ts";

/** One thing in a draft that does not fit the rest. */
export type Fault = { readonly pointer: string; readonly message: string };

/** Faults of one draft that are told. */
const FAULTS_SHOWN_MAX = 20;
/** A verifier key's text is shorter. */
const LONGEST_KEY = "k".repeat(300);
/** An RSA modulus of 4096 bits has fewer characters. */
const LONGEST_ISSUER = { n: "n".repeat(700), e: "AQAB" };

/** @returns undefined: the draft could be opened as it is */
export function refuseSenseless(ballot: string, draft: Draft): Refusal | undefined {
  const faults = draftFaults(ballot, draft).slice(0, FAULTS_SHOWN_MAX);
  return faults.length === 0 ? undefined : refuse("draft-senseless", `This does not fit together: ${faults[0]?.message}.`, { errors: faults });
}

/** Everything that does not fit together, all at once. */
export function draftFaults(ballot: string, draft: Draft): readonly Fault[] {
  const faults = [...optionFaults(draft), ...paperFaults(draft), ...otherFaults(draft)];
  return faults.length > 0 ? faults : methodFaults(ballot, draft);
}

function optionFaults({ options, budget, seats }: Draft): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  options.forEach(({ id }, index) => {
    if (seen.has(id)) faults.push({ pointer: `/options/${index}/id`, message: `there are two options ${id}` });
    seen.add(id);
  });
  const { mixed } = currencyOf([budget, ...options.map((option) => option.cost)]);
  if (mixed) faults.push({ pointer: "/options", message: "budget and costs must be in one currency" });
  if (seats !== undefined && seats > options.length)
    faults.push({ pointer: "/seats", message: `there are ${options.length} options for ${seats} seats` });
  return faults;
}

function paperFaults({ paper, options }: Draft): Fault[] {
  const { kind, minLength, maxLength = options.length, minSumPoints = 0, maxSumPoints = Number.MAX_SAFE_INTEGER } = paper;
  const faults: Fault[] = [];
  const fault = (field: string, message: string) => faults.push({ pointer: `/paper/${field}`, message });
  const most = kind === "choose-1" ? 1 : Math.min(maxLength, options.length);
  if (minLength > most) fault("minLength", `no paper can have at least ${minLength} and at most ${most} options`);
  if (kind === "choose-1" && paper.maxLength !== undefined && maxLength !== 1) fault("maxLength", "a choose-1 paper takes one option");
  if (minSumPoints > maxSumPoints) fault("minSumPoints", `no points can sum up to at least ${minSumPoints} and at most ${maxSumPoints}`);
  if ((paper.minPoints ?? 0) > (paper.maxPoints ?? Number.MAX_SAFE_INTEGER)) fault("minPoints", "minPoints is larger than maxPoints");
  if (paper.maxSumCost !== undefined && options.some((option) => option.cost === undefined))
    fault("maxSumCost", "a limit of costs needs a cost for every option");
  for (const field of foreignFields(paper)) fault(field, `${field} means nothing on ${kind} papers`);
  return faults;
}

const POINTS_FIELDS = ["minPoints", "maxPoints", "minSumPoints", "maxSumPoints", "maxSumSquares"] as const;

function foreignFields(paper: Draft["paper"]): string[] {
  const hasPoints = paper.kind === "cumulative" || paper.kind === "scoring";
  const foreign: (keyof Draft["paper"])[] = hasPoints ? [] : [...POINTS_FIELDS];
  if (paper.kind !== "ordinal") foreign.push("equalRanks");
  if (paper.kind !== "approval") foreign.push("maxSumCost");
  return foreign.filter((field) => paper[field] !== undefined);
}

function otherFaults({ opensAt, closesAt, eligibility, ties, seats, method }: Draft): Fault[] {
  const faults: Fault[] = [];
  if (!isSensibleTime(opensAt)) faults.push({ pointer: "/opensAt", message: SENSIBLE });
  if (!isSensibleTime(closesAt)) faults.push({ pointer: "/closesAt", message: SENSIBLE });
  if (Date.parse(opensAt) >= Date.parse(closesAt)) faults.push({ pointer: "/closesAt", message: "the closing time must be after the opening time" });
  const { minimumAge = 0, maximumAge = minimumAge } = eligibility;
  if (minimumAge > maximumAge) faults.push({ pointer: "/eligibility/maximumAge", message: "nobody is at least and at most so old" });
  if (ties.lot === "seed" && ties.seedFrom === undefined)
    faults.push({ pointer: "/ties/seedFrom", message: "say where the seed of the lot will come from" });
  if (new Set(ties.rules).size < ties.rules.length) faults.push({ pointer: "/ties/rules", message: "a rule is named twice" });
  const wanted = method.parameters["seats"];
  if (seats !== undefined && wanted !== undefined && wanted !== seats)
    faults.push({ pointer: "/method/parameters/seats", message: `the ballot has ${seats} seats` });
  return faults;
}

const SENSIBLE = "must be between the years 2000 and 2200";
const EARLIEST_MS = Date.parse("2000-01-01T00:00:00Z");
const LATEST_MS = Date.parse("2200-01-01T00:00:00Z");

/** A time that a ballot can have; others are slips of a pen, and beyond the years 0 to 9999 they cannot even be written down. */
export function isSensibleTime(instant: string): boolean {
  const ms = Date.parse(instant);
  return ms >= EARLIEST_MS && ms < LATEST_MS;
}

function methodFaults(ballot: string, draft: Draft): Fault[] {
  const chosen = methodFor(rulesOf(draft), draft.method);
  if ("misfit" in chosen) return [{ pointer: "/method", message: chosen.misfit.replace(/\.$/, "") }];
  const { text } = freeze(ballot, draft, { opensAt: draft.opensAt, logKey: LONGEST_KEY, authorityKey: LONGEST_KEY, issuerKey: LONGEST_ISSUER });
  const { length } = utf8(text);
  if (length <= DEFINITION_BYTES_MAX) return [];
  return [{ pointer: "", message: `the ballot has ${length} bytes, at most ${DEFINITION_BYTES_MAX} are taken; shorten its texts` }];
}

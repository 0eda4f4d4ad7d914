import type { Ballots, Election, MarkedBallot, PointsBallot, RankedBallot } from "@teilhabe/counting/election";
import { WrongUseError } from "@teilhabe/counting/method";
import { count, methodById } from "@teilhabe/counting/methods";
import type { Outcome, Parameters, ParameterValue } from "@teilhabe/counting/outcome";
import type { FixedTieRule, TieSettings } from "@teilhabe/counting/ties";
import type { ReadChoice } from "@teilhabe/proofs/folder/choice";
import type { BallotDefinition } from "@teilhabe/proofs/folder/definition";
import { notVerified, type Reason } from "@teilhabe/proofs/folder/problem";
import type { Recount } from "@teilhabe/proofs/folder/verify";
import { isAlike } from "./alike.ts";

const RESULT = "result.json";

/** What a count needs besides the rules and the votes. */
export type CountCircumstances = { readonly seed?: string; readonly explain: boolean; readonly withdrawn: readonly string[] };

/** The votes of one ballot, to be counted by its frozen rules. Identical votes are kept once, with their number. */
export interface VotesToCount {
  add(choice: ReadChoice): void;
  /** @throws NotVerified (`result-wrong`) when the rules cannot be counted, or not by this release */
  outcome(circumstances: CountCircumstances): Outcome;
}

export function votesToCount(definition: BallotDefinition): VotesToCount {
  const groups = new Map<string, { choice: ReadChoice; count: number }>();

  return {
    add(choice) {
      const name = JSON.stringify(choice);
      const group = groups.get(name);
      if (group === undefined) groups.set(name, { choice, count: 1 });
      else group.count += 1;
    },
    outcome: (circumstances) => counted(electionOf(definition, [...groups.values()], circumstances.withdrawn), definition, circumstances),
  };
}

/** Counts the opened votes again with the methods of `packages/counting`, and compares. */
export function recountOf(definition: BallotDefinition): Recount {
  const votes = votesToCount(definition);

  return {
    add: votes.add,
    compare({ outcome, seed, explain }, withdrawn) {
      const ours = votes.outcome({ explain, withdrawn, ...(seed !== undefined && { seed }) });
      compareOutcomes(ours, outcome ?? {});
      return ours.winners;
    },
  };
}

type Group = { readonly choice: ReadChoice; readonly count: number };

function counted(election: Election, definition: BallotDefinition, circumstances: CountCircumstances): Outcome {
  const { id, version } = definition.method;
  try {
    const method = methodById(id);
    if (method.version !== version)
      wrong(
        "result-wrong",
        `This program knows version ${method.version} of “${id}”; the ballot froze version ${version}. Use the release of that time.`,
      );
    return count({
      election,
      method: id,
      parameters: parametersOf(definition),
      ties: tiesOf(definition, circumstances),
      explain: circumstances.explain,
    });
  } catch (error) {
    if (error instanceof WrongUseError) return wrong("result-wrong", `The frozen rules cannot be counted: ${error.message}`);
    throw error;
  }
}

function electionOf(definition: BallotDefinition, groups: readonly Group[], withdrawn: readonly string[]): Election {
  const { options, budget, decimals, minScore, seats } = definition;
  const positions = new Map(options.map(({ id }, position) => [id, position]));
  return {
    options: options.map(({ id, cost, group }) => ({ id, ...(cost !== undefined && { cost: BigInt(cost) }), ...(group !== undefined && { group }) })),
    ballots: ballotsOf(definition, groups, (id) => positions.get(id) ?? -1),
    withdrawn: withdrawn.flatMap((id) => positions.get(id) ?? []),
    ...(budget !== undefined && { budget: BigInt(budget) }),
    ...(decimals !== undefined && { decimals }),
    ...(minScore !== undefined && { minScore }),
    ...(seats !== undefined && { seats }),
  };
}

function ballotsOf({ paper }: BallotDefinition, groups: readonly Group[], positionOf: (id: string) => number): Ballots {
  switch (paper.kind) {
    case "approval":
    case "choose-1":
      return {
        kind: paper.kind,
        papers: groups.map(({ choice, count: voters }): MarkedBallot => ({ count: voters, chosen: idsOf(choice).map(positionOf) })),
      };
    case "ordinal":
      return {
        kind: paper.kind,
        papers: groups.map(
          ({ choice, count: voters }): RankedBallot => ({ count: voters, ranking: ranksOf(choice).map((rank) => rank.map(positionOf)) }),
        ),
      };
    case "cumulative":
    case "scoring":
      return { kind: paper.kind, pointDecimals: 0, papers: groups.map(({ choice, count: voters }) => pointsBallot(choice, voters, positionOf)) };
  }
}

function idsOf(choice: ReadChoice): readonly string[] {
  return choice.kind === "marked" ? choice.options : [];
}

function ranksOf(choice: ReadChoice): readonly (readonly string[])[] {
  return choice.kind === "ranked" ? choice.ranking : [];
}

function pointsBallot(choice: ReadChoice, voters: number, positionOf: (id: string) => number): PointsBallot {
  const points = choice.kind === "points" ? choice.points : {};
  return { count: voters, chosen: Object.keys(points).map(positionOf), points: Object.values(points) };
}

/** Definitions hold integers only: a share is frozen as decimal text. What is the default is left out, as if it had never been said. */
function parametersOf({ method }: BallotDefinition): Parameters {
  const described = new Map(methodById(method.id).parameters.map((parameter) => [parameter.name, parameter]));
  const given: Record<string, ParameterValue> = {};
  for (const [name, value] of Object.entries(method.parameters)) {
    const parameter = described.get(name);
    if (parameter !== undefined && "default" in parameter && parameter.default === value) continue;
    given[name] = parameter?.kind === "share" && typeof value === "string" ? Number(value) : (value as ParameterValue);
  }
  return given;
}

function tiesOf({ ballotId, ties }: BallotDefinition, { seed }: CountCircumstances): TieSettings {
  if (ties.lot === "seed" && seed === undefined) wrong("result-wrong", "The rules demand a lot from a public seed, but the result names none.");
  if (ties.lot !== "seed" && seed !== undefined) wrong("result-wrong", "The result names a seed for the lot, but the rules know none.");
  return { ballot: ballotId, rules: ties.rules as readonly FixedTieRule[], ...(seed !== undefined && { seed }) };
}

/** What decides first: sums, then lots, then winners, then everything else that was published. */
function compareOutcomes(ours: Outcome, published: Readonly<Record<string, unknown>>): void {
  const parts: readonly (readonly [Reason, keyof Outcome, string])[] = [
    ["tally-wrong", "tally", "The sums of the votes are not those of the result."],
    ["lots-wrong", "lots", "The lots that were drawn are not those that the rules and the seed give."],
    ["winners-wrong", "winners", "The votes have other winners than the result says."],
  ];
  for (const [reason, part, what] of parts) if (!isAlike(ours[part], published[part])) wrong(reason, what);
  // How close floating point came depends on the order of the votes, which is not part of a result.
  const { exactComparisons: _ours, ...rest } = ours;
  const { exactComparisons: _published, ...publishedRest } = published;
  const different = [...new Set([...Object.keys(rest), ...Object.keys(publishedRest)])].find(
    (part) => !isAlike(rest[part as keyof typeof rest], publishedRest[part]),
  );
  if (different !== undefined) wrong("result-wrong", `“${different}” of the result is not what a recount gives.`);
}

function wrong(reason: Reason, what: string): never {
  return notVerified(reason, RESULT, what);
}

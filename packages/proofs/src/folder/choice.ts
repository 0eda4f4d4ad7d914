import type { Json } from "../canonical-json.ts";
import type { BallotDefinition, PaperRules } from "./definition.ts";

/** A choice as counting needs it: option ids, in ranks or with points. */
export type ReadChoice =
  | { readonly kind: "marked"; readonly options: readonly string[] }
  | { readonly kind: "ranked"; readonly ranking: readonly (readonly string[])[] }
  | { readonly kind: "points"; readonly points: Readonly<Record<string, number>> };

/** What is wrong with a choice, in a few words. */
export class InvalidChoice extends Error {
  override readonly name = "InvalidChoice";
}

/**
 * Reads a choice under the frozen rules of the ballot.
 * @throws InvalidChoice when a rule forbids it
 */
export function readChoice(choice: Json, definition: BallotDefinition): ReadChoice {
  switch (definition.paper.kind) {
    case "approval":
    case "choose-1":
      return readMarked(choice, definition);
    case "ordinal":
      return readRanked(choice, definition);
    case "cumulative":
    case "scoring":
      return readPoints(choice, definition);
  }
}

function readMarked(choice: Json, definition: BallotDefinition): ReadChoice {
  const options = texts(only(choice, "options"));
  checkOptions(options, definition);
  if (definition.paper.kind === "choose-1" && options.length > 1) throw new InvalidChoice("more than one option is marked");
  const costs = new Map(definition.options.map(({ id, cost = 0 }) => [id, cost]));
  const sum = options.reduce((total, id) => total + (costs.get(id) ?? 0), 0);
  atMost(sum, definition.paper.maxSumCost, "the marked options cost too much");

  return { kind: "marked", options };
}

function readRanked(choice: Json, definition: BallotDefinition): ReadChoice {
  const ranks = only(choice, "ranking");
  if (!Array.isArray(ranks)) throw new InvalidChoice("the ranking is not a list");
  const ranking = (ranks as readonly Json[]).map(texts);
  if (ranking.some((rank) => rank.length === 0)) throw new InvalidChoice("a rank is empty");
  if (definition.paper.equalRanks !== true && ranking.some((rank) => rank.length > 1)) throw new InvalidChoice("options are ranked equal");
  checkOptions(ranking.flat(), definition);

  return { kind: "ranked", ranking };
}

function readPoints(choice: Json, definition: BallotDefinition): ReadChoice {
  const { paper } = definition;
  const points = numbers(only(choice, "points"));
  const given = Object.values(points);
  checkOptions(Object.keys(points), definition);
  for (const value of given) {
    atLeast(value, paper.minPoints ?? (paper.kind === "scoring" ? 0 : 1), "an option has too few points");
    atMost(value, paper.maxPoints, "an option has too many points");
  }
  const sum = given.reduce((total, value) => total + value, 0);
  atLeast(sum, paper.minSumPoints ?? Number.NEGATIVE_INFINITY, "too few points are given");
  atMost(sum, paper.maxSumPoints, "too many points are given");
  atMost(
    given.reduce((total, value) => total + value * value, 0),
    paper.maxSumSquares,
    "the squares of the points are too many",
  );

  return { kind: "points", points };
}

function checkOptions(ids: readonly string[], { options, paper }: { options: BallotDefinition["options"]; paper: PaperRules }): void {
  const known = new Set(options.map(({ id }) => id));
  if (ids.some((id) => !known.has(id))) throw new InvalidChoice("an option that the ballot does not have");
  if (new Set(ids).size < ids.length) throw new InvalidChoice("an option is there twice");
  atLeast(ids.length, paper.minLength, "too few options");
  atMost(ids.length, paper.maxLength, "too many options");
}

function atLeast(value: number, limit: number, problem: string): void {
  if (value < limit) throw new InvalidChoice(problem);
}

function atMost(value: number, limit: number | undefined, problem: string): void {
  if (limit !== undefined && value > limit) throw new InvalidChoice(problem);
}

function only(choice: Json, member: string): Json | undefined {
  if (typeof choice !== "object" || choice === null || Array.isArray(choice)) throw new InvalidChoice("not a choice");
  if (Object.keys(choice).join() !== member) throw new InvalidChoice(`a choice on this paper has “${member}” and nothing else`);
  return (choice as { readonly [key: string]: Json })[member];
}

function texts(value: Json | undefined): string[] {
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) throw new InvalidChoice("not a list of options");
  return [...(value as readonly string[])];
}

function numbers(value: Json | undefined): Record<string, number> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new InvalidChoice("not points by option");
  if (!Object.values(value).every(Number.isSafeInteger)) throw new InvalidChoice("points that are not integers");
  return { ...(value as Record<string, number>) };
}

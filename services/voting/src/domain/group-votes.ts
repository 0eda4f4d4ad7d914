import type { Choice } from "@teilhabe/contracts/voting/choice";
import type { Definition } from "@teilhabe/contracts/voting/definition";
import type { Ballots, MarkedBallot, PointsBallot, RankedBallot } from "@teilhabe/counting/election";

/** Groups votes that say the same, so that memory and counting grow with the different ones only. */
export type VoteGroups = {
  /** @throws Error when the choice is not in the paper's form: the box never takes such a vote */
  add(choice: Choice): void;
  readonly size: number;
  ballots(): Ballots;
};

type Form<Paper> = {
  /** The same text for choices that mean the same. */
  keyOf(choice: Choice): string;
  paperOf(choice: Choice, count: number): Paper;
};

export function voteGroups({ options, paper }: Pick<Definition, "options" | "paper">): VoteGroups {
  const positions = new Map(options.map(({ id }, position) => [id, position]));
  const positionOf = (id: string) => {
    const position = positions.get(id);
    if (position === undefined) throw new Error(`a vote names the option ${id}, which the ballot does not have`);
    return position;
  };
  const { kind } = paper;
  if (kind === "ordinal") return grouped(rankedForm(positionOf), (papers) => ({ kind, papers }));
  if (kind === "approval" || kind === "choose-1") return grouped(markedForm(positionOf), (papers) => ({ kind, papers }));
  return grouped(pointsForm(positionOf), (papers) => ({ kind, papers, pointDecimals: 0 }));
}

function grouped<Paper>({ keyOf, paperOf }: Form<Paper>, ballotsOf: (papers: Paper[]) => Ballots): VoteGroups {
  const groups = new Map<string, { readonly choice: Choice; count: number }>();
  let size = 0;
  return {
    add(choice) {
      size += 1;
      const key = keyOf(choice);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { choice, count: 1 });
      else group.count += 1;
    },
    get size() {
      return size;
    },
    // In the order of the keys: the same votes give the same input of the count, in whatever order they were read.
    ballots: () => ballotsOf([...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { choice, count }]) => paperOf(choice, count))),
  };
}

type PositionOf = (id: string) => number;

function markedForm(positionOf: PositionOf): Form<MarkedBallot> {
  const chosenOf = (choice: Choice) => ("options" in choice ? sorted(choice.options.map(positionOf)) : wrongForm());
  return { keyOf: (choice) => chosenOf(choice).join(), paperOf: (choice, count) => ({ count, chosen: chosenOf(choice) }) };
}

function rankedForm(positionOf: PositionOf): Form<RankedBallot> {
  const rankingOf = (choice: Choice) => ("ranking" in choice ? choice.ranking.map((rank) => sorted(rank.map(positionOf))) : wrongForm());
  return {
    keyOf: (choice) =>
      rankingOf(choice)
        .map((rank) => rank.join())
        .join(";"),
    paperOf: (choice, count) => ({ count, ranking: rankingOf(choice) }),
  };
}

function pointsForm(positionOf: PositionOf): Form<PointsBallot> {
  const pairsOf = (choice: Choice) =>
    "points" in choice ? Object.entries(choice.points).map(([id, points]) => [positionOf(id), points] as const) : wrongForm();
  const inOrder = (choice: Choice) => [...pairsOf(choice)].sort(([a], [b]) => a - b);
  return {
    keyOf: (choice) => inOrder(choice).join(";"),
    paperOf: (choice, count) => ({ count, chosen: inOrder(choice).map(([at]) => at), points: inOrder(choice).map(([, points]) => points) }),
  };
}

function sorted(positions: readonly number[]): number[] {
  return positions.toSorted((a, b) => a - b);
}

function wrongForm(): never {
  throw new Error("a vote is not in the form of the ballot's paper");
}

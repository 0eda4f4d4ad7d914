import fc from "fast-check";
import type { Election, MarkedBallot, PointsBallot } from "../src/election.ts";

/** How large random elections are. Small numbers of everything, so that ties and exact fits are frequent. */
export type Size = { readonly options: number; readonly voters: number; readonly costMax: number; readonly budgetMax: number };

export const SMALL: Size = { options: 6, voters: 8, costMax: 12, budgetMax: 30 };

/** Ids are one letter, so that string order is the order of positions. */
function optionsWith(costs: readonly number[]): { id: string; cost: bigint }[] {
  return costs.map((cost, index) => ({ id: String.fromCharCode(97 + index), cost: BigInt(cost) }));
}

/** Elections by approval with a budget; some voters mark nothing, some projects cost nothing. */
export function approvalElections(size: Size = SMALL): fc.Arbitrary<Election & { ballots: { kind: "approval"; papers: MarkedBallot[] } }> {
  return fc.array(fc.integer({ min: 0, max: size.costMax }), { minLength: 1, maxLength: size.options }).chain((costs) =>
    fc
      .tuple(fc.array(papersOver(costs.length), { minLength: 1, maxLength: size.voters }), fc.integer({ min: 0, max: size.budgetMax }))
      .map(([papers, budget]) => ({
        options: optionsWith(costs),
        ballots: { kind: "approval" as const, papers },
        budget: BigInt(budget),
        decimals: 0,
      })),
  );
}

function papersOver(options: number): fc.Arbitrary<MarkedBallot> {
  return fc.record({ count: fc.integer({ min: 1, max: 3 }), chosen: fc.subarray([...Array(options).keys()]) });
}

/** Elections by points with a budget. */
export function pointsElections(
  size: Size = SMALL,
): fc.Arbitrary<Election & { ballots: { kind: "cumulative"; papers: PointsBallot[]; pointDecimals: number } }> {
  return approvalElections(size).chain((election) =>
    fc
      .tuple(...election.ballots.papers.map((paper) => withPoints(paper)))
      .map((papers) => ({ ...election, ballots: { kind: "cumulative" as const, papers, pointDecimals: 0 } })),
  );
}

function withPoints(paper: MarkedBallot): fc.Arbitrary<PointsBallot> {
  return fc
    .array(fc.integer({ min: 1, max: 5 }), { minLength: paper.chosen.length, maxLength: paper.chosen.length })
    .map((points) => ({ ...paper, points }));
}

import { describe, expect, test } from "@jest/globals";
import type { Choice, PaperKind } from "@teilhabe/contracts/voting/choice";
import { voteGroups } from "./group-votes.ts";

function ballots(kind: PaperKind, choices: Choice[]) {
  const groups = voteGroups({ options: ["a", "b", "c"].map((id) => ({ id, title: id })), paper: { kind, minLength: 0 } });
  for (const choice of choices) groups.add(choice);
  expect(groups.size).toBe(choices.length);
  return groups.ballots();
}

describe("grouping votes", () => {
  test("approvals in any order are the same; an empty one is an abstention", () => {
    expect(ballots("approval", [{ options: ["b", "a"] }, { options: ["a", "b"] }, { options: [] }, { options: ["c"] }])).toEqual({
      kind: "approval",
      papers: [
        { count: 1, chosen: [] },
        { count: 2, chosen: [0, 1] },
        { count: 1, chosen: [2] },
      ],
    });
  });

  test("rankings are the same when their ranks are, in any order within a rank", () => {
    expect(ballots("ordinal", [{ ranking: [["c"], ["b", "a"]] }, { ranking: [["c"], ["a", "b"]] }, { ranking: [["a"], ["b"], ["c"]] }])).toEqual({
      kind: "ordinal",
      papers: [
        { count: 1, ranking: [[0], [1], [2]] },
        { count: 2, ranking: [[2], [0, 1]] },
      ],
    });
  });

  test("points are the same by option; none and 0 are not", () => {
    expect(ballots("scoring", [{ points: { b: 2, a: 1 } }, { points: { a: 1, b: 2 } }, { points: { a: 1, b: 2, c: 0 } }])).toEqual({
      kind: "scoring",
      pointDecimals: 0,
      papers: [
        { count: 2, chosen: [0, 1], points: [1, 2] },
        { count: 1, chosen: [0, 1, 2], points: [1, 2, 0] },
      ],
    });
  });

  test("the order in which votes are read does not matter", () => {
    const choices = [["a"], ["b"], ["a", "b"], ["c"]].map((options) => ({ options }));
    expect(ballots("approval", choices)).toEqual(ballots("approval", choices.toReversed()));
  });

  test("a vote that the box should never have taken is a bug, not a vote", () => {
    expect(() => ballots("approval", [{ options: ["z"] }])).toThrow(/option z/);
    expect(() => ballots("ordinal", [{ options: ["a"] }])).toThrow(/form/);
  });
});

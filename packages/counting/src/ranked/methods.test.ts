import { describe, expect, test } from "@jest/globals";
import { readBlt } from "../formats/blt.ts";
import type { RankedElection } from "../formats/ranked-file.ts";
import { WrongUseError } from "../method.ts";
import { count } from "../methods.ts";
import type { RankedRound } from "./rounds.ts";

/** An election from its papers, as in a `.blt` file; options are A, B, C, … */
function election(options: number, seats: number, papers: readonly string[], head: readonly string[] = []): RankedElection {
  const names = [..."ABCDEFGHIJKL"].slice(0, options);
  return readBlt([`${options} ${seats}`, ...head, ...papers, "0", ...names].join("\n"), "papers.blt").election;
}

function roundsOf(ballots: RankedElection, method: string): readonly RankedRound[] {
  return count({ election: ballots, method }).rounds as RankedRound[];
}

describe("Scottish STV", () => {
  // 12 papers, 2 seats, quota 5; A has 7, a surplus of 2, so each paper goes on with 2/7 = 0.28571 of a vote.
  const papers = ["4 1 2 0", "2 1 3 0", "1 1 0", "3 2 0", "2 3 0"];

  test("transfers all papers of an elected option with five decimals, and keeps account of every vote", () => {
    expect(roundsOf(election(3, 2, papers), "scottish-stv")).toEqual([
      {
        ...{ kind: "first-preferences", stage: 1, papers: 12, seats: 2, quota: "5.00000", elected: ["1"] },
        votes: { "1": "7.00000", "2": "3.00000", "3": "2.00000" },
        nonTransferable: "0.00000",
        lostToRounding: "0.00000",
      },
      {
        ...{ kind: "surplus-transferred", stage: 2, option: "1", surplus: "2.00000", tie: null, elected: [] },
        votes: { "1": "5.00000", "2": "4.14284", "3": "2.57142" },
        nonTransferable: "0.28571",
        lostToRounding: "0.00003",
      },
      {
        ...{ kind: "excluded", stage: 3, option: "3", had: "2.57142", transferred: false, tie: null, elected: [] },
        votes: { "1": "5.00000", "2": "4.14284", "3": "2.57142" },
        nonTransferable: "0.28571",
        lostToRounding: "0.00003",
      },
      { kind: "last-seats", stage: 4, elected: ["2"] },
    ]);
  });

  test("decides a tie for exclusion by the last stage at which the votes differed, without a lot", () => {
    // B starts with 2 and C with 3; A's exclusion brings B to 3.
    const outcome = count({ election: election(5, 2, ["1 1 2 0", "2 2 0", "3 3 0", "4 4 0", "5 5 0"]), method: "scottish-stv" });
    expect(outcome.rounds[2]).toMatchObject({ kind: "excluded", option: "2", tie: { tied: ["2", "3"], by: "earlier-stages" } });
    expect(outcome).toMatchObject({ winners: ["5", "4"], lots: [] });
  });

  test("draws a lot when options were equal at every stage, and lists it", () => {
    const outcome = count({ election: election(3, 1, ["2 1 0", "2 2 0", "3 3 0"]), method: "scottish-stv" });
    expect(outcome.lots).toEqual([{ purpose: "exclude", tied: ["1", "2"], drawn: "1", by: "option-id", times: 1 }]);
    expect(outcome.rounds[1]).toMatchObject({ option: "1", tie: { tied: ["1", "2"], by: "draw" } });
  });

  test("follows an order fixed in the file before it draws", () => {
    const outcome = count({ election: election(3, 1, ["2 1 0", "2 2 0", "3 3 0"], ["[tie 1 2 3]"]), method: "scottish-stv" });
    expect(outcome.lots).toEqual([{ purpose: "exclude", tied: ["1", "2"], drawn: "2", by: "fixed-rule", times: 1 }]);
  });

  test("draws with a seed what the seed says", () => {
    const ties = (seed: string) => ({ ballot: "b1", seed });
    const drawn = ["1", "2", "3", "4", "5", "6"].map((seed) => {
      const { lots } = count({ election: election(3, 1, ["2 1 0", "2 2 0", "3 3 0"]), method: "scottish-stv", ties: ties(seed) });
      expect(lots).toMatchObject([{ tied: ["1", "2"], by: "seed" }]);
      return lots[0]?.drawn;
    });
    expect(new Set(drawn)).toEqual(new Set(["1", "2"]));
  });

  test("passes over withdrawn options; papers for nobody else are not valid", () => {
    const outcome = count({ election: election(3, 1, ["4 1 0", "2 1 2 0", "3 3 0"], ["-1"]), method: "scottish-stv" });
    expect(outcome).toMatchObject({ winners: ["3"], quota: "3.00000", ballots: 9, tally: { "2": 2, "3": 3 } });
    expect(outcome.notes).toEqual(["4 papers prefer no standing option to another and are not valid votes"]);
  });

  test("elects all without counting on when only as many stand as there are seats", () => {
    const outcome = count({ election: election(3, 2, ["1 1 0", "3 2 0"], ["-3"]), method: "scottish-stv" });
    expect(outcome.winners).toEqual(["2", "1"]);
  });

  test("counts papers that nobody filled in", () => {
    const outcome = count({ election: election(2, 1, ["3 0"]), method: "scottish-stv" });
    expect(outcome).toMatchObject({ winners: ["2"], quota: "1.00000", lots: [{ purpose: "exclude", tied: ["1", "2"] }] });
  });
});

describe("equal ranks", () => {
  test("divide a paper among them; what cannot be divided is lost to rounding", () => {
    const [first] = roundsOf(election(4, 1, ["1 1=2=3 4 0"]), "scottish-stv");
    expect(first).toMatchObject({ votes: { "1": "0.33333", "2": "0.33333", "3": "0.33333", "4": "0.00000" }, lostToRounding: "0.00001" });
  });

  test("give the whole paper to those who are left", () => {
    // A is out at once; the paper that ranks it equal with B is then whole for B.
    const outcome = count({ election: election(3, 1, ["2 1=2 3 0", "2 2 0", "2 3 0", "1 3 1 0"]), method: "irv" });
    expect(outcome.rounds.at(-1)).toMatchObject({ kind: "excluded", option: "1", votes: { "1": "0.000000", "2": "4.000000", "3": "3.000000" } });
    expect(outcome).toMatchObject({ winners: ["2"], tally: { "1": 1, "2": 3, "3": 3 } });
  });

  test("are counted exactly in instant run-off: three thirds are one", () => {
    const outcome = count({ election: election(5, 1, ["3 1=2=3 4 0", "1 4 0", "1 5 0"]), method: "irv" });
    expect(outcome.rounds[0]).toMatchObject({ votes: { "1": "1.000000", "2": "1.000000", "3": "1.000000", "4": "1.000000" } });
    expect(outcome.rounds[1]).toMatchObject({ tie: { tied: ["1", "2", "3", "4", "5"], by: "draw" } });
  });

  test("say the same at the end of a paper as leaving the options out", () => {
    for (const method of ["irv", "scottish-stv", "wigm-prf", "meek-prf", "schulze", "ranked-pairs"]) {
      const complete = count({ election: election(4, 1, ["5 1 2=3=4 0", "4 2 3 1=4 0", "3 3 1=2=4 0", "2 1=2=3=4 0"]), method });
      const short = count({ election: election(4, 1, ["5 1 0", "4 2 3 0", "3 3 0", "2 0"]), method });
      expect(complete).toEqual(short);
    }
  });

  test("in Meek's method pass on what elected options do not keep to the others of the rank", () => {
    const rounds = roundsOf(election(4, 2, ["9 1 0", "4 1=2 0", "4 2 0", "3 3 0", "4 4 0"]), "meek-prf");
    const last = rounds.findLast((round) => round.kind === "keep-factors");
    const votes = Object.values(last?.kind === "keep-factors" ? last.votes : {}).map(Number);
    expect(rounds[0]).toMatchObject({ votes: { "1": "11.000000000", "2": "6.000000000" }, elected: [] });
    expect(votes[1]).toBeGreaterThan(6);
  });
});

describe("instant run-off", () => {
  test("elects one, whatever the number of seats", () => {
    expect(count({ election: election(3, 2, ["2 1 0", "3 2 0", "4 3 0", "1 1 3 0"]), method: "irv" })).toMatchObject({ winners: ["3"], quota: "6" });
  });

  test("refuses more seats", () => {
    expect(() => count({ election: election(3, 2, ["2 1 0"]), method: "irv", parameters: { seats: 2 } })).toThrow(WrongUseError);
  });
});

test("Meek refuses a paper with more elected options at one rank than it can divide, with what fits", () => {
  const first = Array.from({ length: 18 }, (_, index) => index + 1);
  const papers = [...first.map((option) => `50 ${option} 0`), `30 ${first.join("=")} 19 0`, "7 19 0", "1 20 0"];
  const { election: wide } = readBlt(["20 19", ...papers, "0", ...Array.from({ length: 20 }, (_, index) => `C${index}`)].join("\n"), "wide.blt");
  expect(() => count({ election: wide, method: "meek-prf" })).toThrow(WrongUseError);
});

describe("seats", () => {
  test("come from the election, else from the parameter, else it is one", () => {
    const three = election(3, 2, ["3 1 2 0", "2 2 0", "1 3 0"]);
    const { seats, ...open } = three;
    expect(seats).toBe(2);
    expect(count({ election: three, method: "schulze" })).toMatchObject({ winners: ["1", "2"], parameters: { seats: 2 } });
    expect(count({ election: open, method: "schulze", parameters: { seats: 3 } }).winners).toEqual(["1", "2", "3"]);
    expect(count({ election: open, method: "meek-prf" })).toMatchObject({ winners: ["1"], parameters: { seats: 1 } });
  });

  test("that contradict the election, or are more than it has options, are refused with what fits", () => {
    const two = election(3, 2, ["3 1 2 0"]);
    expect(() => count({ election: two, method: "scottish-stv", parameters: { seats: 1 } })).toThrow(
      "The election has 2 seats, not 1. What fits: seats 2",
    );
    const { seats: _, ...open } = two;
    expect(() => count({ election: open, method: "schulze", parameters: { seats: 4 } })).toThrow(
      "There are 3 options for 4 seats. What fits: seats 1 to 3",
    );
  });
});

describe("Schulze and ranked pairs", () => {
  test("draw among options that are equal by the rule, and list it", () => {
    for (const method of ["schulze", "ranked-pairs"]) {
      const outcome = count({ election: election(3, 1, ["2 1 2 3 0", "2 2 1 3 0"]), method });
      expect(outcome.rounds.filter(({ kind }) => kind === "place")).toEqual([
        { kind: "place", place: 1, options: ["1", "2"], elected: ["1"] },
        { kind: "place", place: 2, options: ["3"], elected: [] },
      ]);
      expect(outcome.lots).toEqual([{ purpose: "elect", tied: ["1", "2"], drawn: "1", by: "option-id", times: 1 }]);
    }
  });

  test("ranked pairs: equally clear duels that contradict each other are taken in an order that is drawn", () => {
    const circle = election(3, 1, ["1 1 2 3 0", "1 2 3 1 0", "1 3 1 2 0"]);
    const outcome = count({ election: circle, method: "ranked-pairs" });
    expect(outcome.rounds.slice(1, 4)).toEqual([
      { kind: "pair-kept", option: "1", other: "2", votes: 2, against: 1 },
      { kind: "pair-kept", option: "2", other: "3", votes: 2, against: 1 },
      { kind: "pair-left-aside", option: "3", other: "1", votes: 2, against: 1 },
    ]);
    expect(outcome.lots.map(({ purpose, tied, drawn }) => [purpose, tied, drawn])).toEqual([
      ["order", ["1", "2", "3"], "1"],
      ["order", ["2", "3"], "2"],
    ]);
    expect(outcome.winners).toEqual(["1"]);
  });

  test("ranked pairs: equally clear duels that do not contradict each other need no lot", () => {
    expect(count({ election: election(3, 1, ["3 1 2 3 0"]), method: "ranked-pairs" })).toMatchObject({ winners: ["1"], lots: [] });
  });

  test("rank an option below all others that nobody ranks", () => {
    expect(count({ election: election(3, 1, ["3 1 0", "1 2 0"]), method: "schulze" })).toMatchObject({
      winners: ["1"],
      tally: { "1": 2, "2": 1, "3": 0 },
    });
  });
});

describe("papers that cannot be", () => {
  const options = [{ id: "a" }, { id: "b" }];

  test("are refused: an option twice, an option that does not exist", () => {
    const twice: RankedElection = { options, ballots: { kind: "ordinal", papers: [{ count: 1, ranking: [[0], [1, 0]] }] } };
    const unknown: RankedElection = { options, ballots: { kind: "ordinal", papers: [{ count: 1, ranking: [[2]] }] } };
    expect(() => count({ election: twice, method: "irv" })).toThrow("ranks option `a` twice");
    expect(() => count({ election: unknown, method: "schulze" })).toThrow("ranks option 2; positions are 0 to 1");
  });

  test("are refused when they are no rankings", () => {
    const approval = { options, ballots: { kind: "approval" as const, papers: [{ count: 1, chosen: [0] }] } };
    expect(() => count({ election: approval, method: "irv" })).toThrow("`irv` cannot count `approval` ballots. What fits: ballots ordinal");
  });
});

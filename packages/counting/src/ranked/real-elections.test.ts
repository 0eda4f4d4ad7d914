import { describe, expect, test } from "@jest/globals";
import { realBytes, realFiles, realJson, testOnRealElections } from "../../test/shared-data.ts";
import { readBlt } from "../formats/blt.ts";
import { readMatrix } from "../formats/matrix.ts";
import { readPrefLib } from "../formats/preflib.ts";
import { count } from "../methods.ts";
import type { Outcome } from "../outcome.ts";
import { pairwiseOf } from "./pairwise.ts";

type ScottishCase = { seats: number; valid_ballots: number; quota_scottish: string; scottish_stv: number[]; wigm_prf: number[]; meek_prf: number[] };
type MiniCase = Record<"scotland" | "wigm-prf" | "meek-prf", { elected: string[]; quota: string }>;
type RankedCase = {
  pairwise: Record<string, Record<string, number>>;
  schulze_order: number[];
  ranked_pairs_order: number[];
  irv_winner: number | ["tie", number[]];
  plurality: Record<string, number>;
};

describe("51 elections of Scottish councils", () => {
  for (const [key, method] of [
    ["scottish_stv", "scottish-stv"],
    ["wigm_prf", "wigm-prf"],
    ["meek_prf", "meek-prf"],
  ] as const) {
    testOnRealElections(`elect under ${method} who should be elected, without a lot`, () => {
      const expected = realJson<Record<string, ScottishCase>>("stv_expected.json");
      const found = Object.keys(expected).map((file) => {
        const outcome = count({ election: readBlt(realBytes(`stv/${file}`), file).election, method });
        return [file, sorted(outcome.winners.map(Number)), outcome.lots];
      });
      expect(found).toHaveLength(51);
      expect(found).toEqual(Object.entries(expected).map(([file, election]) => [file, sorted(election[key]), []]));
    });
  }

  testOnRealElections("have the valid papers, seats and quota that the Scottish rule gives", () => {
    const expected = realJson<Record<string, ScottishCase>>("stv_expected.json");
    const found = Object.keys(expected).map((file) => {
      const outcome = count({ election: readBlt(realBytes(`stv/${file}`), file).election, method: "scottish-stv" });
      const first = outcome.rounds[0];
      return [file, first?.kind === "first-preferences" ? [first.papers, first.seats] : null, outcome.quota];
    });
    expect(found).toEqual(
      Object.entries(expected).map(([file, { valid_ballots, seats, quota_scottish }]) => [file, [valid_ballots, seats], quota_scottish]),
    );
  });
});

describe("13 small elections with ties, withdrawn options and odd encodings", () => {
  for (const [key, method] of [
    ["scotland", "scottish-stv"],
    ["wigm-prf", "wigm-prf"],
    ["meek-prf", "meek-prf"],
  ] as const) {
    testOnRealElections(`elect under ${method} who should be elected, with the right quota`, () => {
      const expected = realJson<Record<string, MiniCase>>("stv_mini_expected.json");
      const found = Object.keys(expected).map((file) => {
        const { election } = readBlt(realBytes(`stv_mini/${file}`), file);
        const { winners, quota } = count({ election, method });
        return [file, winners.map((id) => election.options.find((option) => option.id === id)?.name).sort(), quota];
      });
      expect(found).toHaveLength(13);
      expect(found).toEqual(Object.entries(expected).map(([file, election]) => [file, [...election[key].elected].sort(), election[key].quota]));
    });
  }

  testOnRealElections("are all of the folder", () => {
    expect(realFiles("stv_mini")).toEqual(Object.keys(realJson<object>("stv_mini_expected.json")).sort());
    expect(realFiles("stv")).toEqual(Object.keys(realJson<object>("stv_expected.json")).sort());
  });
});

describe("three ranked elections", () => {
  function counted(method: string): [string, Outcome, RankedCase][] {
    const expected = realJson<Record<string, RankedCase>>("ranked_expected.json");
    return Object.entries(expected).map(([file, is]) => [
      file,
      count({ election: readPrefLib(realBytes(`ranked/${file}`), file).election, method }),
      is,
    ]);
  }

  testOnRealElections("are ordered by Schulze as they should be", () => {
    for (const [file, outcome, expected] of counted("schulze")) expect([file, orderOf(outcome)]).toEqual([file, expected.schulze_order]);
  });

  testOnRealElections("are ordered by ranked pairs as they should be", () => {
    for (const [file, outcome, expected] of counted("ranked-pairs")) expect([file, orderOf(outcome)]).toEqual([file, expected.ranked_pairs_order]);
  });

  testOnRealElections("elect by instant run-off who should be elected, and say where a lot was needed", () => {
    for (const [file, { winners, tally, lots }, { irv_winner, plurality }] of counted("irv")) {
      expect([file, tally]).toEqual([file, plurality]);
      if (Array.isArray(irv_winner)) expect([file, lots.map((lot) => lot.tied.map(Number))]).toEqual([file, [irv_winner[1]]]);
      else expect([file, winners.map(Number), lots]).toEqual([file, [irv_winner], []]);
    }
  });

  testOnRealElections("have the pairwise counts that they should have", () => {
    for (const [file, { pairwise }] of Object.entries(realJson<Record<string, RankedCase>>("ranked_expected.json"))) {
      const { wins } = pairwiseOf(readPrefLib(realBytes(`ranked/${file}`), file).election);
      expect([file, wins]).toEqual([file, Object.values(pairwise).map((row) => Object.values(row))]);
    }
  });

  for (const method of ["schulze", "ranked-pairs"]) {
    testOnRealElections(`Debian's leader of 2002 is elected by ${method} from the official matrix`, () => {
      const [[, official]] = Object.entries(realJson<Record<string, object>>("ranked_matrices.json")) as [[string, object]];
      const outcome = count({ election: readMatrix(JSON.stringify(official), "debian.json"), method });
      expect(outcome.winners).toEqual(["3"]);
      expect(orderOf(outcome)).toEqual([3, 1, 2, 4]);
    });
  }
});

describe("the same papers, three rules", () => {
  test("elect three different third options (Voting matters 12)", () => {
    const papers = ["333 1 3 0", "333 1 4 0", "333 1 5 0", "333 2 3 0", "333 2 4 0", "333 2 5 0"];
    const small = ["667 3 0", "667 4 0", "667 5 0", "1 1 2 3 0", "1 1 2 4 0", "2 2 1 3 0"];
    const { election } = readBlt(["5 3", ...papers, ...small, "0", "A", "B", "X", "Y", "Z"].join("\n"), "x.blt");
    const winners = ["scottish-stv", "wigm-prf", "meek-prf"].map((method) => count({ election, method }).winners.at(-1));
    expect(winners).toEqual(["5", "3", "4"]);
  });
});

function orderOf({ rounds }: Outcome): number[] {
  return rounds.flatMap((round) => (round.kind === "place" ? round.options.map(Number) : []));
}

function sorted(numbers: readonly number[]): number[] {
  return numbers.toSorted((a, b) => a - b);
}

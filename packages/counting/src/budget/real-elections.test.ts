import { describe, expect, test } from "@jest/globals";
import { pbElection } from "../../test/pb-files.ts";
import { realFiles, realJson, testOnRealElections } from "../../test/shared-data.ts";
import { declaredRule } from "../formats/pb-declared.ts";
import { count } from "../methods.ts";
import type { Outcome, Parameters } from "../outcome.ts";

type Add1Case = { endowment: number; runs: number; total_cost: number; winners: string[]; order: string[]; lots: number };
type SharesCase = {
  no_completion: string[];
  lots: number;
  add1_stop_when_exhaustive: Add1Case;
  add1_until_overspend: Add1Case;
  add1_then_greedy: string[];
};
type BudgetCase = {
  rule: string;
  num_votes_counted: number;
  tally_published: Record<string, number>;
  tally_recount_matches_published: boolean;
  published_selected?: string[];
  greedy: { skip: string[]; no_skip: string[]; skip_equals_published?: boolean; no_skip_equals_published?: boolean };
  mes?: { cost: SharesCase; card: SharesCase; published_match?: { until_overspend: boolean } };
  seq_phragmen_pabutools?: string[];
};

const expected = () => realJson<Record<string, BudgetCase>>("pb_expected.json");

function counted(file: string, method: string, parameters: Parameters = {}): Outcome {
  return count({ election: pbElection(file).election, method, parameters });
}

function sorted(ids: readonly string[] = []): string[] {
  return [...ids].sort();
}

/** Compares one figure of every file at once, so that a failure names all files. */
function compareAll<T>(
  found: (file: string, budget: BudgetCase) => T,
  wanted: (budget: BudgetCase) => T,
  which: (budget: BudgetCase) => boolean = () => true,
): void {
  const cases = Object.entries(expected()).filter(([, budget]) => which(budget));
  expect(cases.length).toBeGreaterThan(0);
  expect(cases.map(([file, budget]) => [file, found(file, budget)])).toEqual(cases.map(([file, budget]) => [file, wanted(budget)]));
}

describe("17 real budgets", () => {
  testOnRealElections("are all expected ones", () => {
    expect(realFiles("pb")).toEqual(sorted(Object.keys(expected())));
  });

  testOnRealElections("have the published votes, wherever a recount matches them", () => {
    compareAll(
      (file) => [counted(file, "greedy").tally, counted(file, "greedy").ballots],
      (budget) => [budget.tally_published, budget.num_votes_counted],
      (budget) => budget.tally_recount_matches_published,
    );
  });

  testOnRealElections("have the greedy winners, skipping or stopping", () => {
    compareAll(
      (file) => [sorted(counted(file, "greedy").winners), sorted(counted(file, "greedy", { misfit: "stop" }).winners)],
      (budget) => [budget.greedy.skip, budget.greedy.no_skip],
    );
  });

  testOnRealElections("have the published winners by the rule they declare, wherever greedy reproduces them", () => {
    const follows = (budget: BudgetCase) => {
      const { skip_equals_published: skip, no_skip_equals_published: stop } = budget.greedy;
      return budget.rule === "greedy-no-skip" ? stop === true : budget.rule.startsWith("greedy") && budget.rule !== "greedy-custom" && skip === true;
    };
    compareAll(
      (file) => asDeclared(file),
      (budget) => sorted(budget.published_selected),
      follows,
    );
  });

  testOnRealElections("have the phragmén winners, wherever they were computed", () => {
    compareAll(
      (file) => sorted(counted(file, "phragmen").winners),
      (budget) => budget.seq_phragmen_pabutools ?? [],
      (budget) => budget.seq_phragmen_pabutools !== undefined,
    );
  });
});

function asDeclared(file: string): string[] {
  const rule = declaredRule(pbElection(file));
  return sorted(counted(file, rule.method, rule.parameters).winners);
}

for (const [key, utility] of [
  ["cost", "cost"],
  ["card", "cardinality"],
] as const) {
  describe(`Equal Shares by ${utility} on 13 real budgets`, () => {
    const compareShares = <T>(found: (file: string) => T, wanted: (shares: SharesCase) => T) =>
      compareAll(
        found,
        (budget) => wanted(budget.mes?.[key] as SharesCase),
        (budget) => budget.mes !== undefined,
      );

    testOnRealElections("buys without completion what it should, with as many lots", () => {
      const found = (file: string) => {
        const { winners, lots } = counted(file, "equal-shares", { utility });
        return [sorted(winners), lots.length];
      };
      compareShares(found, (shares) => [shares.no_completion, shares.lots]);
    });

    for (const [stop, name] of [
      ["exhaustive", "add1_stop_when_exhaustive"],
      ["overspend", "add1_until_overspend"],
    ] as const) {
      testOnRealElections(`buys with Add1 until ${stop} in the right order, with endowment, runs and cost`, () => {
        const found = (file: string) => {
          const { winners, endowment, runs, spent } = counted(file, "equal-shares", { utility, completion: "add1", add1Stop: stop });
          return { winners, endowment, runs, spent };
        };
        compareShares(found, ({ [name]: { order, endowment, runs, total_cost } }) => ({ winners: order, endowment, runs, spent: total_cost }));
      });
    }

    testOnRealElections("fills up greedily after Add1", () => {
      const parameters = { utility, completion: "add1", add1Stop: "exhaustive", fill: "greedy" };
      compareShares(
        (file) => sorted(counted(file, "equal-shares", parameters).winners),
        (shares) => shares.add1_then_greedy,
      );
    });
  });
}

testOnRealElections("Wieliczka and Assen have their published winners by the rule they declare", () => {
  for (const file of ["Poland_Wieliczka_2023_Green_Budget.pb", "Netherlands_Assen_2024.pb"]) {
    expect(asDeclared(file)).toEqual(sorted(expected()[file]?.published_selected));
  }
});

testOnRealElections("Wieliczka's comparison keeps Equal Shares, as the city announced", () => {
  const { rounds } = counted("Poland_Wieliczka_2023_Green_Budget.pb", "equal-shares", { completion: "add1", compare: "greedy" });
  expect(rounds.find((round) => round.kind === "compared")).toMatchObject({ taken: "equal-shares" });
});

type Committee = { num_cand: number; committeesize: number; profile: number[][]; expected: Record<string, { resolute: number[][] }> };

describe("60 committees: projects of equal cost", () => {
  const RULES = [
    ["av", "approval", {}],
    ["seqphragmen", "phragmen", {}],
    ["equal-shares-with-av-completion", "equal-shares", { utility: "cardinality", fill: "greedy" }],
  ] as const;

  for (const [key, method, parameters] of RULES) {
    testOnRealElections(`${key} elects one of the committees it may elect`, () => {
      const cases = Object.entries(realJson<Record<string, Committee>>("abc_committees.json")).filter(([, { expected }]) => key in expected);
      expect(cases.length).toBeGreaterThan(40);
      const wrong = cases.filter(([, committee]) => {
        const winners = committeeOf(committee, method, parameters);
        return !(committee.expected[key]?.resolute ?? []).some((allowed) =>
          sameSet(
            allowed.filter((id) => isSupported(committee, id)),
            winners,
          ),
        );
      });
      expect(wrong.map(([name]) => name)).toEqual([]);
    });
  }

  function committeeOf({ num_cand, committeesize, profile }: Committee, method: string, parameters: Parameters): number[] {
    const options = Array.from({ length: num_cand }, (_, index) => ({ id: String(index), cost: 1n }));
    const papers = profile.map((chosen) => ({ count: 1, chosen }));
    const election = { options, ballots: { kind: "approval", papers }, budget: BigInt(committeesize), seats: committeesize } as const;
    return count({ election, method, parameters }).winners.map(Number);
  }

  // Their committees are filled up with candidates whom nobody approves; here what has no votes never wins.
  function isSupported({ profile }: Committee, id: number): boolean {
    return profile.some((chosen) => chosen.includes(id));
  }

  function sameSet(a: readonly number[], b: readonly number[]): boolean {
    return a.length === b.length && a.every((id) => b.includes(id));
  }
});

test("a rule that a file only describes is not guessed", () => {
  const file = {
    meta: new Map([["rule", { value: "Greedy-Custom", line: 3 }]]),
    election: { options: [], ballots: { kind: "approval", papers: [] } },
    projects: [],
    notes: [],
  } as const;
  expect(() => declaredRule(file)).toThrow(/greedy-custom.*What fits: greedy;/);
});

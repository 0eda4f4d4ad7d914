import { describe, expect, test } from "@jest/globals";
import { budgetDraft, questionDraft } from "@teilhabe/contracts/voting/examples";
import { Draft } from "@teilhabe/contracts/voting/shapes";
import type { z } from "zod";
import { draftFaults } from "./draft-faults.ts";

const ballot = "0198c5a0-0000-7000-8000-0000000000b1";

function faults(more: Partial<z.input<typeof Draft>>, base: z.input<typeof Draft> = budgetDraft): string[] {
  return draftFaults(ballot, Draft.parse({ ...base, ...more })).map(({ pointer }) => pointer);
}

describe("a draft", () => {
  test("of the examples is without fault", () => {
    expect(faults({})).toEqual([]);
    expect(faults({}, questionDraft)).toEqual([]);
  });

  test.each<[string, Partial<z.input<typeof Draft>>, string[]]>([
    ["has each option once", { options: [...budgetDraft.options.slice(0, 1), ...budgetDraft.options.slice(0, 1)] }, ["/options/1/id"]],
    ["has one currency", { budget: { amount: 1, currency: "PLN" } }, ["/options"]],
    ["has options for its seats", { seats: 4 }, ["/seats"]],
    ["has a paper that can be filled in", { paper: { kind: "approval", minLength: 4 } }, ["/paper/minLength"]],
    ["gives points on papers of points only", { paper: { kind: "approval", maxSumPoints: 3 } }, ["/paper/maxSumPoints"]],
    ["ranks equal on ordinal papers only", { paper: { kind: "approval", equalRanks: true } }, ["/paper/equalRanks"]],
    ["has sums that can be met", { paper: { kind: "cumulative", minSumPoints: 5, maxSumPoints: 3 } }, ["/paper/minSumPoints"]],
    ["closes after it opens", { closesAt: budgetDraft.opensAt }, ["/closesAt"]],
    ["has times that can be written down", { opensAt: "0001-01-01T00:00:00Z", closesAt: "9999-12-31T23:59:59-23:00" }, ["/opensAt", "/closesAt"]],
    ["is for somebody", { eligibility: { minimumAge: 30, maximumAge: 20 } }, ["/eligibility/maximumAge"]],
    ["says where a seed comes from", { ties: { lot: "seed" } }, ["/ties/seedFrom"]],
    ["names a method that there is", { method: { id: "coin-toss" } }, ["/method"]],
    ["names parameters that there are", { method: { id: "greedy", parameters: { luck: 3 } } }, ["/method"]],
    ["has a method for its paper", { method: { id: "meek-prf" } }, ["/method"]],
    ["has the budget that its method needs", { method: { id: "phragmen" }, budget: undefined }, ["/method"]],
    [
      "fits into a definition",
      {
        options: Array.from({ length: 400 }, (_, n) => ({
          id: `o${n}`,
          title: "€".repeat(300),
          reference: "r".repeat(64),
          cost: { amount: 9_999_999_999, currency: "EUR" },
          group: "g".repeat(64),
          idea: "0198c5a0-0000-7000-8000-000000000001",
        })),
      },
      [""],
    ],
  ])("%s", (_, more, expected) => {
    expect(faults(more)).toEqual(expected);
  });
});

import { expect, test } from "@jest/globals";
import { budgetDraft } from "@teilhabe/contracts/voting/examples";
import { Draft } from "@teilhabe/contracts/voting/shapes";
import { count } from "@teilhabe/counting/methods";
import { newNoteKeys } from "@teilhabe/proofs/note-keys";
import fc from "fast-check";
import { electionOf, noBallots } from "./election.ts";
import { freeze } from "./freeze.ts";
import { resultOf } from "./result.ts";

const key = newNoteKeys("city.example/log").verifierKey;
const ballot = "0198c5a0-0000-7000-8000-0000000000b1";
const { definition, hash } = freeze(ballot, Draft.parse(budgetDraft), { opensAt: budgetDraft.opensAt, logKey: key, authorityKey: key });
const outcome = count({ election: electionOf(definition, noBallots("approval")), method: "greedy" });
const PAGE_AND_ONE_ROUND = 400_000;

test("rounds are kept in pages that fit into a message; none is lost, none is split", () => {
  const reason = fc.integer({ min: 1, max: 200_000 }).map((length) => "x".repeat(length));
  fc.assert(
    fc.property(fc.array(reason, { maxLength: 12 }), (reasons) => {
      const rounds = reasons.map((byHand) => ({ kind: "funded", option: "park", cost: 1, tally: 1, left: 1, byHand }) as const);
      const { result, pages } = resultOf({ definition, hash, withdrawn: [], seed: undefined }, { ...outcome, rounds }, "2026-11-23T10:00:00.000Z");
      expect(pages.flat()).toEqual(rounds);
      expect(result.rounds).toBe(rounds.length);
      for (const page of pages) expect(JSON.stringify(page).length).toBeLessThan(PAGE_AND_ONE_ROUND);
      expect(result.pageStarts).toEqual(pages.map((_, n) => pages.slice(0, n).flat().length));
    }),
    { numRuns: 50 },
  );
});

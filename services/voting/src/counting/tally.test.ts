import { describe, expect, test } from "@jest/globals";
import { budgetDraft } from "@teilhabe/contracts/voting/examples";
import { Draft } from "@teilhabe/contracts/voting/shapes";
import { methods } from "@teilhabe/counting/methods";
import { newNoteKeys } from "@teilhabe/proofs/note-keys";
import { freeze } from "../domain/freeze.ts";
import { type CountJob, tallyHere } from "./tally.ts";
import { tallyElsewhere } from "./tally-elsewhere.ts";

const key = newNoteKeys("city.example/log").verifierKey;
const ballot = "0198c5a0-0000-7000-8000-0000000000b1";
const draft = Draft.parse({ ...budgetDraft, method: { id: "equal-shares", parameters: { completion: "add1" } } });
const { definition } = freeze(ballot, draft, { opensAt: draft.opensAt, logKey: key, authorityKey: key });
const job: CountJob = { definition, withdrawn: [], seed: undefined };
const choices = ["park", "trees", "park"].map((option) => JSON.stringify({ options: [option] }));

const KINDS = ["approval", "choose-1", "ordinal", "cumulative", "scoring"] as const;
const MARKS = {
  approval: { options: ["park", "trees"] },
  "choose-1": { options: ["park"] },
  ordinal: { ranking: [["park", "trees"], ["library"]] },
  cumulative: { points: { park: 3, trees: 1 } },
  scoring: { points: { park: 5, trees: -1, library: 0 } },
};

describe.each(methods.flatMap(({ id, ballots }) => KINDS.filter((kind) => ballots.includes(kind)).map((kind) => [id, kind] as const)))(
  "%s with %s papers",
  (id, kind) => {
    const paper = { kind, minLength: 0, ...(kind === "ordinal" && { equalRanks: true }) };
    const rules = Draft.parse({ ...budgetDraft, paper, method: { id } });
    const { definition: mine } = freeze(ballot, rules, { opensAt: rules.opensAt, logKey: key, authorityKey: key });

    test("counts no votes, equal ranks and negative points without a complaint", async () => {
      const empty = tallyHere({ definition: mine, withdrawn: [], seed: undefined });
      expect((await empty.finish()).votes).toBe(0);
      const tally = tallyHere({ definition: mine, withdrawn: [], seed: "4 8 15" });
      await tally.add([JSON.stringify(MARKS[kind])]);
      expect((await tally.finish()).outcome.ballots).toBe(1);
    });

    test("lets no option win that was withdrawn", async () => {
      const tally = tallyHere({ definition: mine, withdrawn: ["park"], seed: undefined });
      await tally.add(Array.from({ length: 3 }, () => JSON.stringify(MARKS[kind])));
      expect((await tally.finish()).outcome.winners).not.toContain("park");
    });
  },
);

describe("counting on a thread of its own", () => {
  test("gives the same as counting here", async () => {
    const [here, there] = [tallyHere(job), tallyElsewhere(job)];
    for (const tally of [here, there]) {
      await tally.add(choices);
      await tally.add(choices.slice(0, 1));
    }
    expect(await there.finish()).toEqual(await here.finish());
  });

  test("throws here what is thrown there", async () => {
    const tally = tallyElsewhere(job);
    await tally.add(['{"options":["zoo"]}']);
    await expect(tally.finish()).rejects.toThrow(/option zoo/);
  });

  test("can be given up", async () => {
    const tally = tallyElsewhere(job);
    await tally.stop();
    await expect(tally.finish()).rejects.toThrow(/ended/);
  });
});

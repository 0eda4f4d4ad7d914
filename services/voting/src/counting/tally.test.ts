import { describe, expect, test } from "@jest/globals";
import { budgetDraft } from "@teilhabe/contracts/voting/examples";
import { Draft } from "@teilhabe/contracts/voting/shapes";
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

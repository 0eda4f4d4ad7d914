import { describe, expect, test } from "@jest/globals";
import { recountOf } from "@teilhabe/cli/verify/recount";
import { type Step, verifyBallot } from "@teilhabe/proofs/folder/verify";
import { folderInMemory } from "./folder-in-memory.ts";
import { filesOf, type MadeUpOptions, madeUpBallot } from "./made-up-ballot.ts";

const elections: Record<string, MadeUpOptions> = {
  "an open ballot": { seed: 1, secrecy: "open", voters: 40, secondVotes: 5, paperBatches: [4, 3] },
  "a confidential ballot": { seed: 2, secrecy: "confidential", voters: 400, secondVotes: 5, paperBatches: [7, 0] },
  "a secret ballot": { seed: 3, secrecy: "secret", voters: 30, secondVotes: 4, paperBatches: [5] },
  "a ballot with a lot": { seed: 4, secrecy: "confidential", voters: 0, lotSeed: "6 aus 49: 3 7 12 29 31 44", paperBatches: [] },
};

describe.each(Object.entries(elections))("%s that was run honestly", (_, options) => {
  test("is verified", async () => {
    const files = await filesOf(await madeUpBallot(options));
    const steps: Step[] = [];
    await verifyBallot({ folder: folderInMemory(files), recount: recountOf, report: (step) => steps.push(step) });
    expect(steps.map(({ check }) => check)).toEqual(["files", "log", "votes", "people", "result"]);
    expect(steps).toMatchObject([{}, {}, { secrecy: options.secrecy }, { issued: options.voters }, {}]);
  });
});

import type { Ask } from "@teilhabe/platform/module";
import { readVotes } from "./read-votes.ts";
import type { Counted, CountJob } from "./tally.ts";
import { startTally } from "./tally-elsewhere.ts";

/** Reads the votes out of the sealed box and counts them by the frozen rules. @param voters as the box said when it was sealed */
export async function countBox(ask: Ask, job: CountJob, voters: number): Promise<Counted["outcome"]> {
  const { ballot } = job.definition;
  const tally = startTally(job, voters);
  try {
    for await (const choices of readVotes(ask, ballot)) await tally.add(choices);
    const { outcome, votes } = await tally.finish();
    if (votes !== voters) throw new Error(`the box of ballot ${ballot} gave ${votes} votes of ${voters} voters`);
    return outcome;
  } finally {
    await tally.stop();
  }
}

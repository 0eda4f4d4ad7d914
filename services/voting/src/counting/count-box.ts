import type { Ask } from "@teilhabe/platform/module";
import { sealedLog } from "../publishing/sealed-log.ts";
import { sealedRecords, sealedVotes } from "../publishing/sealed-votes.ts";
import { lastVotes } from "./last-votes.ts";
import type { Counted, CountJob } from "./tally.ts";
import { startTally } from "./tally-elsewhere.ts";

/** As the box answered when it was sealed. */
type Sealed = { readonly voters: number; readonly checkpoint: string };

/** Reads the votes out of the sealed box, each one checked against the signed log, and counts them by the frozen rules. */
export async function countBox(ask: Ask, job: CountJob, { voters, checkpoint }: Sealed): Promise<Counted["outcome"]> {
  const { ballot, logKey } = job.definition;
  const log = await sealedLog(ask, ballot, { logKey, note: checkpoint });
  const tally = startTally(job, voters);
  try {
    for await (const choices of lastVotes(sealedVotes(ask, ballot, log))) await tally.add(choices);
    for await (const _ of sealedRecords(ask, ballot, log));
    log.allGiven();
    const { outcome, votes } = await tally.finish();
    if (votes !== voters) throw new Error(`the box of ballot ${ballot} gave ${votes} votes of ${voters} voters`);
    return outcome;
  } finally {
    await tally.stop();
  }
}

import type { Outcome as Count } from "@teilhabe/counting/outcome";
import { toBase64, utf8 } from "@teilhabe/proofs/bytes";
import { parseCheckpoint } from "@teilhabe/proofs/checkpoint";
import type { ResultFile } from "@teilhabe/proofs/folder/documents";
import { parseNote } from "@teilhabe/proofs/note";
import { checkpointOf, type SealedBallot } from "./ballot.ts";

/** `result.json` of a sealed ballot (docs/ballot-format.md, section 2). @param count undefined for an aborted ballot */
export function resultFile(ballotId: string, state: SealedBallot, count: Count | undefined): ResultFile {
  const { size, root, voters } = parseCheckpoint(parseNote(utf8(checkpointOf(state) ?? "")).text);
  const seed = "seed" in state ? state.seed : undefined;
  return {
    ballotId,
    status: count === undefined ? "aborted" : "finished",
    checkpoint: { size, root: toBase64(root) },
    counted: count === undefined ? voters : count.ballots,
    ...(seed !== undefined && { seed }),
    explain: true,
    // Members that are undefined are no members of the file.
    outcome: count === undefined ? null : JSON.parse(JSON.stringify(count)),
  };
}

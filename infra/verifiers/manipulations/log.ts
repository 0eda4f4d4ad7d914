import { newNoteKeys, openSigner } from "@teilhabe/proofs/note-keys";
import { checkpointAt, settle } from "../made-up-ballot.ts";
import { rewriteCheckpoint } from "./ballot-tampering.ts";
import { flip, rewrite } from "./files-tampering.ts";
import { insider, type Manipulation, relisted } from "./kind.ts";
import { known } from "./known.ts";

/** The log, its tiles and checkpoints. */
export const logManipulations: readonly Manipulation[] = [
  insider("the log was forked: somebody was shown another checkpoint", "confidential", "checkpoint-root-wrong", (ballot) => {
    const size = known(ballot.checkpointSizes[4]);
    const fork = { ...ballot, leaves: ballot.leaves.map((leaf, i) => (i === 7 ? { ...leaf, seq: 2 } : leaf)) };
    ballot.falseCheckpoints.set(size, checkpointAt(fork, size));
  }),
  insider("a checkpoint tells another turnout than there was", "confidential", "checkpoint-voters-wrong", (ballot) => {
    rewriteCheckpoint(ballot, 3, (text) => text.replace(/voters (\d+)/, (_, voters) => `voters ${Number(voters) - 1}`));
  }),
  insider("a checkpoint is signed by another key", "confidential", "checkpoint-signature-wrong", (ballot) => {
    const size = known(ballot.checkpointSizes[3]);
    const stranger = { ...ballot, keys: { ...ballot.keys, log: openSigner(newNoteKeys(ballot.keys.log.keyName).signerKey) } };
    ballot.falseCheckpoints.set(size, checkpointAt(stranger, size));
  }),
  insider("a checkpoint is smaller than the one before", "secret", "checkpoint-order-wrong", (ballot) => {
    ballot.checkpointSizes.splice(1, 2, known(ballot.checkpointSizes[2]), known(ballot.checkpointSizes[1]));
  }),
  insider("a checkpoint is not spelt as checkpoints are", "secret", "checkpoint-malformed", (ballot) => {
    rewriteCheckpoint(ballot, 1, (text) => text.replace(/\n(\d+)\n/, "\n0$1\n"));
  }),
  insider("the last votes are cut off: the result is counted from an older checkpoint", "confidential", "log-not-as-counted", (ballot) => {
    const size = known(ballot.checkpointSizes.at(-2));
    const all = [...ballot.leaves];
    const last = checkpointAt(ballot, ballot.leaves.length);
    ballot.leaves = all.slice(0, size);
    ballot.openings = ballot.openings.filter(({ index }) => index < size);
    settle(ballot);
    ballot.checkpointSizes = [...ballot.checkpointSizes.filter((earlier) => earlier < size), size, all.length];
    ballot.falseCheckpoints.set(all.length, last);
  }),
  relisted(
    "an upper tile does not follow from the lower ones",
    "tile-wrong",
    (files) => {
      const path = [...files.keys()].find((name) => name.startsWith("log/tile/1/")) ?? "";
      flip(files, path, 5);
    },
    "large",
  ),
  relisted("a record of the log is altered", "opening-does-not-fit", (files) => {
    rewrite(files, "log/records.jsonl", (text) => text.replace("neu gestartet", "neu begonnen"));
  }),
];

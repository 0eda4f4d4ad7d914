import { byKeyAndSeq, castVote, checkpointAt, secretPerson, settle } from "../made-up-ballot.ts";
import { dropFromLog, onlineVotes, otherChoice, replace, settleRaw, swapInLog } from "./ballot-tampering.ts";
import { insider, type Manipulation } from "./kind.ts";
import { known } from "./known.ts";

/** Votes that were changed, dropped, added, doubled, reordered. */
export const voteManipulations: readonly Manipulation[] = [
  insider("a vote is changed after it was logged", "confidential", "opening-does-not-fit", (ballot, random) => {
    replace(ballot, random, (vote) => ({ ...vote, choice: otherChoice(vote.choice) }));
  }),
  insider("a vote is opened with another nonce than it was logged with", "secret", "vote-signature-wrong", (ballot, random) => {
    replace(ballot, random, (vote) => ({ ...vote, nonce: random.hex(32) }));
  }),
  insider("a vote is dropped when the votes are opened", "confidential", "opening-missing", (ballot, random) => {
    ballot.openings.splice(random.below(ballot.openings.length), 1);
    ballot.result = { ...ballot.result, counted: new Set(ballot.openings.map(({ key }) => key)).size };
  }),
  insider("a vote is dropped from the log, with later checkpoints signed anew", "confidential", "checkpoint-root-wrong", (ballot, random) => {
    const early = ballot.checkpointSizes[3] ?? 0;
    ballot.falseCheckpoints.set(early, checkpointAt(ballot, early));
    dropFromLog(ballot, onlineVotes(ballot).find(({ index }) => index < early - random.below(10)) ?? known(onlineVotes(ballot)[0]));
    settle(ballot);
  }),
  insider("a vote is added for somebody who got no credential", "confidential", "credential-unknown", (ballot, random) => {
    castVote(ballot, { key: random.hex(32), district: "nord" }, { seq: 1, choice: { options: ["park"] } }, random);
    ballot.openings.sort(byKeyAndSeq);
    settle(ballot);
  }),
  insider("more votes are added than credentials were issued", "secret", "more-keys-than-issued", (ballot, random) => {
    castVote(ballot, secretPerson(ballot, "nord"), { seq: 1, choice: { options: ["park"] } }, random);
    ballot.openings.sort(byKeyAndSeq);
    settle(ballot);
  }),
  insider("a vote is there twice", "confidential", "vote-twice", (ballot, random) => {
    const at = random.below(ballot.openings.length);
    ballot.openings.splice(at, 0, known(ballot.openings[at]));
  }),
  insider("two votes change places in the log", "confidential", "checkpoint-root-wrong", (ballot) => {
    const early = ballot.checkpointSizes[2] ?? 0;
    ballot.falseCheckpoints.set(early, checkpointAt(ballot, early));
    swapInLog(ballot, 3, 5);
    settle(ballot);
  }),
  insider("two votes change places when they are opened", "confidential", "opening-does-not-fit", (ballot) => {
    const [a, b] = onlineVotes(ballot);
    ballot.openings = ballot.openings.map((vote) =>
      vote === a ? { ...vote, index: known(b).index } : vote === b ? { ...vote, index: known(a).index } : vote,
    );
  }),
  insider("votes are not sorted, to hide one", "confidential", "opening-order-wrong", (ballot, random) => {
    const at = random.below(ballot.openings.length - 30);
    ballot.openings.splice(at, 2, known(ballot.openings[at + 1]), known(ballot.openings[at]));
  }),
  insider("a vote says more than the rules allow", "confidential", "choice-invalid", (ballot, random) => {
    replace(ballot, random, (vote) => ({ ...vote, choice: { options: ["bench", "library", "park", "trees"] } }), true);
    settleRaw(ballot);
  }),
  insider("a vote is for an option that does not exist", "secret", "choice-invalid", (ballot, random) => {
    replace(ballot, random, (vote) => ({ ...vote, choice: { options: ["town-hall"] } }), true);
    settleRaw(ballot);
  }),
  insider("an entry of the log is opened twice, under two keys", "confidential", "opening-not-in-log", (ballot, random) => {
    const victim = random.pick(onlineVotes(ballot));
    const key = "f".repeat(64);
    ballot.openings.push({ ...victim, key });
    ballot.issued.push({ name: key, district: "nord", validUntil: victim.day ?? "" });
    ballot.roll = ballot.roll.map((row) => (row.district === "nord" ? { ...row, online: row.online + 1 } : row));
    ballot.openings.sort(byKeyAndSeq);
  }),
];

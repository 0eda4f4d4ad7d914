import { settle } from "../made-up-ballot.ts";
import { changeEverywhere, dropFromLog, onlineVotes, otherChoice, swapInLog } from "./ballot-tampering.ts";
import { insider, type Manipulation } from "./kind.ts";
import { known } from "./known.ts";

/** The roll, the issued credentials, the papers. */
export const peopleManipulations: readonly Manipulation[] = [
  insider("the roll is made smaller than the number of voters", "confidential", "more-claims-than-eligible", (ballot) => {
    ballot.roll = ballot.roll.map((row) => ({ ...row, eligible: row.online - 1 }));
  }),
  insider("the roll has more claims than credentials were issued", "secret", "issued-does-not-match-roll", (ballot) => {
    ballot.roll = ballot.roll.map((row, i) => (i === 0 ? { ...row, online: row.online + 1 } : row));
  }),
  insider("a credential is struck from the list after it was used", "confidential", "credential-unknown", (ballot, random) => {
    const online = onlineVotes(ballot);
    const struck = online[random.below(online.length)]?.key;
    ballot.issued = ballot.issued.filter(({ name }) => name !== struck);
  }),
  insider("a credential is in the list twice", "secret", "issued-order-wrong", (ballot) => {
    ballot.issued.splice(3, 0, known(ballot.issued[3]));
  }),
  insider("a paper is dropped from its batch, everywhere", "confidential", "paper-batch-wrong", (ballot) => {
    const paper = known(ballot.openings.findLast(({ key }) => key.startsWith("paper.")));
    dropFromLog(ballot, paper);
    settle(ballot);
  }),
  insider("a paper is changed after its batch was entered", "confidential", "paper-batch-wrong", (ballot, random) => {
    const paper = known(ballot.openings.findLast(({ key }) => key.startsWith("paper.")));
    changeEverywhere(ballot, paper, { ...paper, choice: otherChoice(paper.choice), nonce: random.hex(32) });
    settle(ballot);
  }),
  insider("a batch has more papers than persons were claimed for it", "confidential", "paper-does-not-match-roll", (ballot) => {
    const batch = known(ballot.leaves.find(({ kind }) => kind === "paper-batch"));
    batch["invalid"] = Number(batch["invalid"]) + 2;
    settle(ballot);
  }),
  insider("a paper stands elsewhere in the log", "confidential", "paper-batch-wrong", (ballot) => {
    const papers = ballot.openings.filter(({ key }) => key.startsWith("paper."));
    swapInLog(ballot, known(papers[0]).index, known(papers[1]).index);
    settle(ballot);
  }),
];

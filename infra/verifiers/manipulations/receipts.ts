import { settle } from "../made-up-ballot.ts";
import { dropFromLog, leafHashOfVote, onlineVotes } from "./ballot-tampering.ts";
import { type Manipulation, receiptKind } from "./kind.ts";
import { known } from "./known.ts";

/** Voters' receipts. */
export const receiptManipulations: readonly Manipulation[] = [
  receiptKind("a vote was dropped before it reached the log, but its voter has a receipt", "receipt-not-in-log", (ballot, random) => {
    const online = onlineVotes(ballot);
    const dropped = known(online[random.below(online.length)]);
    const receipt = known(ballot.receipts.find(({ leafHash }) => leafHash === leafHashOfVote(ballot, dropped)));
    dropFromLog(ballot, dropped);
    ballot.checkpointSizes = [1];
    settle(ballot);
    return receipt;
  }),
  receiptKind("a receipt is forged", "receipt-forged", (ballot) => ({ ...known(ballot.receipts[0]), includeBy: "2026-11-25T00:00:00Z" })),
  receiptKind("a receipt is of another ballot", "receipt-of-another-ballot", (ballot) => ({
    ...known(ballot.receipts[0]),
    definitionHash: "00".repeat(32),
  })),
  receiptKind("a receipt is damaged", "receipt-malformed", (ballot) => ({
    ...known(ballot.receipts[0]),
    leafHash: known(ballot.receipts[0]).leafHash.toUpperCase(),
  })),
];

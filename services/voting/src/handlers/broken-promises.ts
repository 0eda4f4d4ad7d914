import { readCheckpoint } from "@teilhabe/contracts/ballot-box/log-operations";
import type { InputOf } from "@teilhabe/contracts/operation";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { Definition } from "@teilhabe/contracts/voting/definition";
import type { reportBrokenPromise as ReportBrokenPromise } from "@teilhabe/contracts/voting/publication-operations";
import type { Ask, Handler } from "@teilhabe/platform/module";
import { fromHex, MalformedError, sameBytes } from "@teilhabe/proofs/bytes";
import { openVerifier } from "@teilhabe/proofs/note-keys";
import { isReceiptGenuine } from "@teilhabe/proofs/signed-receipt";
import { notFound } from "../domain/ballot.ts";
import { breakPromise } from "../domain/break-promise.ts";
import { brokenPromisesKind, definitionKind } from "../domain/documents.ts";
import type { Context } from "../later/on-ballot.ts";
import { sealedLog } from "../publishing/sealed-log.ts";

type Input = InputOf<typeof ReportBrokenPromise>;

/** Takes receipts whose votes are missing. One log is searched at a time: only receipts that the box did sign come so far. */
export function brokenPromiseHandler({ decide, ask }: Context): Handler<typeof ReportBrokenPromise> {
  let isSearching = false;
  return decide(async (desk, { ballot, receipt }: Input, asked) => {
    const text = (await desk.load(definitionKind, ballot))?.state.text;
    if (text === undefined) return notFound();
    const { logKey } = Definition.parse(JSON.parse(text));
    const refused = refuseReceipt(ballot, receipt, logKey, asked.atMs);
    if (refused !== undefined) return refused;
    if (isSearching) return refuse("reports-busy", "Another receipt is being looked for. Send this one again in a minute.");
    isSearching = true;
    try {
      const there = await isInLog(ask, ballot, { logKey, leafHash: receipt.leafHash });
      if (isRefusal(there)) return there;
      if (there) return refuse("promise-kept", "This vote is in the log. You can find it there by yourself: teilhabe verify DIR --receipt FILE.");
    } finally {
      isSearching = false;
    }
    return breakPromise(ballot, (await desk.load(brokenPromisesKind, ballot))?.state, receipt.leafHash, asked);
  });
}

function refuseReceipt(ballot: string, receipt: Input["receipt"], logKey: string, nowMs: number): Refusal | undefined {
  if (receipt.ballotId !== ballot) return refuse("receipt-of-another-ballot", "This receipt is of another ballot.");
  if (!isGenuine(receipt, logKey)) return refuse("receipt-forged", "This receipt is not signed by the box of this ballot. Send it as you got it.");
  if (nowMs < Date.parse(receipt.includeBy))
    return refuse("promise-not-due", `The box promised the vote to be in the log by ${receipt.includeBy}. Ask again after that.`);
  return undefined;
}

function isGenuine(receipt: Input["receipt"], logKey: string): boolean {
  try {
    return isReceiptGenuine(receipt, openVerifier(logKey));
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

async function isInLog(ask: Ask, ballot: string, { logKey, leafHash }: { logKey: string; leafHash: string }): Promise<boolean | Refusal> {
  const newest = await ask(readCheckpoint, { ballot });
  if (isRefusal(newest)) return notFound();
  const wanted = fromHex(leafHash);
  for (const hash of (await sealedLog(ask, ballot, { logKey, note: newest.text })).leafHashes()) if (sameBytes(hash, wanted)) return true;
  return false;
}

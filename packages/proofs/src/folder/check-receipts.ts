import { MalformedError, textOf } from "../bytes.ts";
import type { Json } from "../canonical-json.ts";
import type { Receipt } from "../receipt.ts";
import { isReceiptGenuine } from "../signed-receipt.ts";
import type { BallotUnderCheck } from "./ballot-under-check.ts";
import { reading } from "./lines.ts";
import { notVerified } from "./problem.ts";
import { hashIn, objectWith, textIn } from "./shape.ts";

/** A voter's receipt, as its file holds it: JSON, in any spelling, for it comes from the voter. */
export type ReceiptFile = { readonly name: string; readonly bytes: Uint8Array };
export type NamedReceipt = Receipt & { readonly name: string };

export const RECEIPTS_MAX = 1_000;

/** Reads the receipts that the caller brought. @throws NotVerified */
export function readReceipts(files: readonly ReceiptFile[]): NamedReceipt[] {
  return files.map(({ name, bytes }) => reading("receipt-malformed", name, () => ({ name, ...receiptOf(parsed(textOf(bytes))) })));
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new MalformedError("not JSON");
  }
}

function receiptOf(json: Json): Receipt {
  const object = objectWith(json, ["ballotId", "definitionHash", "includeBy", "leafHash", "signature"]);
  return {
    ballotId: textIn(object, "ballotId"),
    definitionHash: hashIn(object, "definitionHash"),
    leafHash: hashIn(object, "leafHash"),
    includeBy: textIn(object, "includeBy"),
    signature: textIn(object, "signature", /^[0-9a-f]{128}$/),
  };
}

/**
 * Are the receipts of this ballot, signed by its box, and their votes in the log? A genuine receipt without its vote proves a broken promise.
 * @param found indices by leaf hash
 * @throws NotVerified
 */
export function checkReceipts(ballot: BallotUnderCheck, receipts: readonly NamedReceipt[], found: ReadonlyMap<string, number>): void {
  for (const { name, ...receipt } of receipts) {
    if (receipt.ballotId !== ballot.definition.ballotId || receipt.definitionHash !== ballot.manifest.definitionHash)
      notVerified("receipt-of-another-ballot", name, "This receipt is of another ballot, or of other rules.");
    if (!isReceiptGenuine(receipt, ballot.definition.log)) notVerified("receipt-forged", name, "This receipt is not signed by the ballot box.");
    if (!found.has(receipt.leafHash))
      notVerified(
        "receipt-not-in-log",
        name,
        "The ballot box promised this vote would be in the log, but it is not there. Keep the receipt: it proves the broken promise.",
      );
  }
}

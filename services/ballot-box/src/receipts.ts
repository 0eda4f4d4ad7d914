import { fromHex, toHex } from "@teilhabe/proofs/bytes";
import { parseVerifierKey } from "@teilhabe/proofs/note";
import { newNoteKeys, openSigner, type Signer } from "@teilhabe/proofs/note-keys";
import { type Receipt, type ReceiptPromise, receiptText } from "@teilhabe/proofs/receipt";
import type { LogKeys } from "./domain/box.ts";
import type { Signing } from "./signing.ts";

/** Signs the receipts of one ballot. */
export function receiptSigner({ seed }: LogKeys, { sign }: Signing): (promise: ReceiptPromise) => Promise<Receipt> {
  return async (promise) => ({ ...promise, signature: await sign({ seed, text: receiptText(promise) }) });
}

/** Signs the checkpoints of one ballot. */
export function checkpointSigner({ seed, logKey }: LogKeys): Signer {
  return openSigner(newNoteKeys(parseVerifierKey(logKey).keyName, fromHex(seed)).signerKey);
}

/**
 * The log key of one ballot, named after the log's origin as C2SP asks.
 * @param publicUrl where the platform is reached
 * @param seed 32 random bytes
 */
export function logKeysFor(publicUrl: string, ballot: string, seed: Uint8Array): LogKeys {
  const origin = `${publicUrl.replace(/^[a-z]+:\/\//, "").replace(/\/$/, "")}/v1/ballots/${ballot}/log`;
  return { seed: toHex(seed), logKey: newNoteKeys(origin, seed).verifierKey };
}

import { type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";
import { fromHex, toHex } from "@teilhabe/proofs/bytes";
import { ed25519PrivateKey } from "@teilhabe/proofs/ed25519";
import { parseVerifierKey } from "@teilhabe/proofs/note";
import { newNoteKeys, openSigner, type Signer } from "@teilhabe/proofs/note-keys";
import { type Receipt, type ReceiptPromise, receiptMessage } from "@teilhabe/proofs/receipt";
import type { LogKeys } from "./domain/box.ts";

const signLater = promisify(
  (message: Uint8Array, key: KeyObject, done: (error: Error | null, signature: Uint8Array) => void) => void sign(null, message, key, done),
);

/** Signs on a thread of its own: a signature takes as long as all the rest of a vote. */
export function receiptSigner(keys: LogKeys): (promise: ReceiptPromise) => Promise<Receipt> {
  const key = ed25519PrivateKey(fromHex(keys.seed));
  return async (promise) => ({ ...promise, signature: toHex(await signLater(receiptMessage(promise), key)) });
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

import { fromHex, toHex } from "./bytes.ts";
import type { Signer, Verifier } from "./note-keys.ts";
import { type Receipt, type ReceiptPromise, receiptMessage } from "./receipt.ts";
import { SIGNATURE_BYTES } from "./sizes.ts";

/** @param log the box's signer for this ballot, the one that also signs its checkpoints */
export function signReceipt(promise: ReceiptPromise, log: Signer): Receipt {
  return { ...promise, signature: toHex(log.sign(receiptMessage(promise))) };
}

/** @throws MalformedError when the signature is not 128 lower-case hex digits */
export function isReceiptGenuine(receipt: Receipt, log: Verifier): boolean {
  return log.verify(receiptMessage(receipt), fromHex(receipt.signature, SIGNATURE_BYTES));
}

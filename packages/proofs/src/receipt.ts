import { type Bytes, utf8 } from "./bytes.ts";

/** The box's promise: this leaf is in the log by then. Whoever holds a receipt whose leaf is not in the log can prove the broken promise. */
export type ReceiptPromise = {
  readonly ballotId: string;
  /** Ties the receipt to the frozen rules and keys, so that it proves something even if a whole folder is made up anew. */
  readonly definitionHash: string;
  /** 64 lower-case hex digits. */
  readonly leafHash: string;
  /** RFC 3339. */
  readonly includeBy: string;
};

export type Receipt = ReceiptPromise & {
  /** Ed25519 by the log's key, 128 lower-case hex digits. */
  readonly signature: string;
};

/** What the box signs. Runs in browsers too. */
export function receiptMessage(promise: ReceiptPromise): Bytes {
  return utf8(receiptText(promise));
}

/** The same as text. */
export function receiptText({ ballotId, definitionHash, includeBy, leafHash }: ReceiptPromise): string {
  // The names in the order of RFC 8785, as for leaves.
  return `teilhabe/receipt/v1\n${JSON.stringify({ ballotId, definitionHash, includeBy, leafHash })}`;
}

import { type Bytes, concat, utf8 } from "./bytes.ts";
import { canonicalBytes } from "./canonical-json.ts";

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
export function receiptMessage({ ballotId, definitionHash, includeBy, leafHash }: ReceiptPromise): Bytes {
  return concat(utf8("teilhabe/receipt/v1\n"), canonicalBytes({ ballotId, definitionHash, includeBy, leafHash }));
}

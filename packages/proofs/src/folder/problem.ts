/** Why a published ballot is not verified. Stable: both verifiers use the same codes, and `docs/ballot-format.md` explains each. */
export type Reason =
  | "manifest-missing"
  | "manifest-malformed"
  | "manifest-signature-wrong"
  | "file-missing"
  | "file-unlisted"
  | "file-unexpected"
  | "file-changed"
  | "file-malformed"
  | "definition-malformed"
  | "definition-not-expected"
  | "roll-signature-wrong"
  | "issued-signature-wrong"
  | "result-signature-wrong"
  | "record-wrong"
  | "definition-not-in-log"
  | "tile-wrong"
  | "checkpoint-malformed"
  | "checkpoint-signature-wrong"
  | "checkpoint-order-wrong"
  | "checkpoint-root-wrong"
  | "checkpoint-voters-wrong"
  | "log-not-as-counted"
  | "opening-order-wrong"
  | "vote-twice"
  | "key-malformed"
  | "choice-invalid"
  | "vote-signature-wrong"
  | "credential-invalid"
  | "credential-unknown"
  | "credential-expired"
  | "opening-missing"
  | "opening-does-not-fit"
  | "opening-not-in-log"
  | "issued-order-wrong"
  | "issued-does-not-match-roll"
  | "more-keys-than-issued"
  | "more-claims-than-eligible"
  | "paper-batch-wrong"
  | "paper-does-not-match-roll"
  | "counted-wrong"
  | "tally-wrong"
  | "winners-wrong"
  | "lots-wrong"
  | "result-wrong"
  | "receipt-malformed"
  | "receipt-of-another-ballot"
  | "receipt-forged"
  | "receipt-not-in-log";

/** The first thing that is wrong with a published ballot. */
export class NotVerified extends Error {
  override readonly name = "NotVerified";
  readonly reason: Reason;
  /** File, and line or index where it helps. */
  readonly where: string;

  constructor(reason: Reason, where: string, what: string) {
    super(what);
    this.reason = reason;
    this.where = where;
  }
}

export function notVerified(reason: Reason, where: string, what: string): never {
  throw new NotVerified(reason, where, what);
}

import type { Eligibility, Secrecy } from "@teilhabe/contracts/voting/shapes";

/** A ballot's own secrets, base64url of 32 bytes each. */
export type BallotKeys = {
  /** Hashes persons and the identifications of the roll. Deleting it unlinks every claim and every vote. */
  readonly personKey: string;
  /** Seals credentials. */
  readonly macKey: string;
  /** Signs credentials of a secret ballot blind: PKCS #8 PEM. Made when it opens. */
  readonly issuerPem?: string;
};

/** Signs what voting publishes of a ballot. `seed` is secret (64 hex digits); kept as long as there is something to publish. */
export type Authority = { readonly seed: string; readonly authorityKey: string };

/** What issuing a credential asks of the ballot; small and by itself, because every voter reads it. */
export type Terms = {
  readonly definitionHash: string;
  readonly secrecy: Secrecy;
  readonly eligibility: Eligibility;
  readonly opensAt: string;
};

/**
 * The secret side of a ballot. `drafted`: nobody sees it yet. `over`: nothing is issued any more, claims can be checked. `forgotten`: the keys are deleted.
 */
export type Admission =
  | ({ readonly stage: "drafted" } & BallotKeys)
  | ({ readonly stage: "announced" } & BallotKeys)
  | OpenAdmission
  | ({ readonly stage: "over"; readonly terms: Terms; readonly rollGeneration: number } & BallotKeys)
  | { readonly stage: "forgotten" };

export type OpenAdmission = { readonly stage: "open"; readonly terms: Terms; readonly rollGeneration: number } & BallotKeys;

/** A person takes part in one ballot, on one channel. Keyed by `ballot:HMAC(person)`; holds nothing of the person. */
export type Claim = {
  readonly ballot: string;
  readonly channel: "online" | "paper" | "assisted";
  /** In which the person is counted; `all` where the ballot knows none. */
  readonly district: string;
  readonly firstAtMs: number;
  readonly lastIssuedAtMs: number;
  readonly times: number;
  /** In a secret ballot: the SHA-256 of the one blinded message that was signed, so that it may be asked for again. */
  readonly request?: string;
};

/**
 * A line of the published list of issued credentials, keyed by `ballot:name`: the voter key, or in a secret ballot the SHA-256 of the blinded request.
 * `validUntil`: the UTC day on which the last credential for the key expires; not in a secret ballot.
 */
export type Issue = { readonly district: string; readonly validUntil?: string };

/** Somebody on the roll. Keyed by `ballot:generation:HMAC(identification)`. */
export type RollEntry = {
  /** `ballot:generation` */
  readonly roll: string;
  readonly district?: string;
  /** The claim that used this entry. */
  readonly claim?: string;
};

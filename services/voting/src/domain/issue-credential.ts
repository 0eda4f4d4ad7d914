import { factOf } from "@teilhabe/contracts/event";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { CredentialReissued } from "@teilhabe/contracts/voting/events";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import { fromBase64Url } from "@teilhabe/proofs/bytes";
import { CREDENTIAL_LIFE_SECONDS, sealCredential } from "@teilhabe/proofs/credential";
import type { Claim, OpenAdmission, RollEntry } from "./admission.ts";
import { claimKind, rollKind } from "./documents.ts";
import { refuseIneligible } from "./eligibility.ts";

/** A repetition within this time is taken for one of the same request and gets the same credential. */
export const REPEATED_WITHIN_MS = 60_000;

/** What is known of the one who asks; ids are keyed hashes. */
export type IssueState = {
  readonly admission: OpenAdmission;
  readonly ballot: string;
  readonly person: string;
  /** The key under which the box will keep the votes. */
  readonly voterKey: string;
  readonly claimId: string;
  readonly claim: Claim | undefined;
  readonly entry: Loaded<RollEntry> | undefined;
};

export type Issued = {
  readonly ballot: string;
  readonly definitionHash: string;
  readonly key: string;
  readonly credential: string;
  readonly expiresAt: string;
};

/** Claims the person for the online channel, once and durably, and gives the credential. Who has claimed stays eligible. */
export function issueCredential(state: IssueState, asked: Asked): Refusal | Outcome<Issued> {
  const refused = refuseClaim(state, asked);
  if (refused !== undefined) return refused;
  const { ballot, claim, claimId, entry, person } = state;
  if (claim !== undefined && asked.atMs < claim.lastIssuedAtMs + REPEATED_WITHIN_MS) return { answer: credentialOf(state, claim.lastIssuedAtMs) };

  const firstAtMs = claim?.firstAtMs ?? asked.atMs;
  const claimed: Claim = { ballot, channel: "online", firstAtMs, lastIssuedAtMs: asked.atMs, times: (claim?.times ?? 0) + 1 };
  const used = entry !== undefined && entry.state.claim === undefined ? [put(rollKind, entry.id, { ...entry.state, claim: claimId })] : [];
  return {
    writes: [put(claimKind, claimId, claimed), ...used],
    ...(claim !== undefined && { facts: [factOf(CredentialReissued, { ballot, person, at: asked.at })] }),
    answer: credentialOf(state, asked.atMs),
  };
}

/** Why this person gets no credential, or undefined. */
export function refuseClaim({ admission, claim, claimId, entry }: IssueState, asker: Asked): Refusal | undefined {
  if (claim !== undefined && claim.channel !== "online")
    return refuse("claimed-on-another-channel", "You take part in this ballot on paper or with an officer; one way is possible.");
  if (claim !== undefined) return undefined;
  const refused = refuseIneligible(admission.terms, { asker, entry: entry?.state });
  if (refused !== undefined) return refused;
  if (entry?.state.claim !== undefined && entry.state.claim !== claimId)
    return refuse(
      "already-claimed",
      "Somebody has taken part with this entry of the roll already. If it was not you, tell the office that runs the ballot.",
    );
  return undefined;
}

/** The same for the same second of issue. */
function credentialOf({ admission, ballot, voterKey }: IssueState, issuedAtMs: number): Issued {
  const { definitionHash } = admission.terms;
  const expiresAt = Math.floor(issuedAtMs / 1_000) + CREDENTIAL_LIFE_SECONDS;
  const credential = sealCredential({ definitionHash, key: voterKey, expiresAt }, fromBase64Url(admission.macKey));
  return { ballot, definitionHash, key: voterKey, credential, expiresAt: new Date(expiresAt * 1_000).toISOString() };
}

import { factOf } from "@teilhabe/contracts/event";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { CredentialReissued } from "@teilhabe/contracts/voting/events";
import { type Asked, type Loaded, type Outcome, put, type Write } from "@teilhabe/platform/rule";
import { fromBase64Url } from "@teilhabe/proofs/bytes";
import { CREDENTIAL_LIFE_SECONDS, sealCredential } from "@teilhabe/proofs/credential";
import type { IssuedCredential } from "@teilhabe/proofs/folder/documents";
import type { Claim, Issue, OpenAdmission, RollEntry } from "./admission.ts";
import { claimKind, issueKind, rollKind } from "./documents.ts";
import { districtOf, refuseIneligible } from "./eligibility.ts";

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
  /** The line of the voter key in the list of issued credentials. */
  readonly issue: Issue | undefined;
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
  if (state.admission.terms.secrecy === "secret") return anotherKind("This ballot is secret: ask for a blind credential.");
  const refused = refuseClaim(state, asked);
  if (refused !== undefined) return refused;
  const { ballot, claim, person } = state;
  if (claim !== undefined && asked.atMs < claim.lastIssuedAtMs + REPEATED_WITHIN_MS) return { answer: credentialOf(state, claim.lastIssuedAtMs) };

  return {
    writes: [...claimed(state, asked), ...listed(state, asked)],
    ...(claim !== undefined && { facts: [factOf(CredentialReissued, { ballot, person, at: asked.at })] }),
    answer: credentialOf(state, asked.atMs),
  };
}

/** What was made of the blinded message that the voter sent. */
export type BlindSigned = {
  /** SHA-256 of the message, in lower-case hex: its name in the published list. */
  readonly request: string;
  /** The issuer's signature on it, base64url. */
  readonly blindSignature: string;
};
export type BlindIssued = { readonly ballot: string; readonly definitionHash: string; readonly blindSignature: string };

/** Claims the person for the online channel and gives the one blind signature; the same request again gets it again, whenever it comes. */
export function issueBlindCredential(state: IssueState, { request, blindSignature }: BlindSigned, asked: Asked): Refusal | Outcome<BlindIssued> {
  const { ballot, claim, admission } = state;
  const refused = refuseBlindClaim(state, request, asked);
  if (refused !== undefined) return refused;
  const answer = { ballot, definitionHash: admission.terms.definitionHash, blindSignature };
  if (claim !== undefined) return { answer };
  const issue: Issue = { district: districtIn(state, asked) };
  return { writes: [...claimed(state, asked, request), put(issueKind, `${ballot}:${request}`, issue)], answer };
}

/** Why this person gets no signature on this message, or undefined. Asked before anything is signed: a signature costs a millisecond. */
export function refuseBlindClaim(state: IssueState, request: string | undefined, asked: Asked): Refusal | undefined {
  const refused = refuseClaim(state, asked);
  if (refused !== undefined || state.claim === undefined || state.claim.request === request) return refused;
  return refuse(
    "credential-already-issued",
    "You have a credential for this ballot already, made from another secret. Use the device that keeps it, or your recovery code.",
  );
}

export function anotherKind(message: string): Refusal {
  return refuse("credential-of-another-kind", message);
}

function claimed(state: IssueState, asked: Asked, request?: string): Write[] {
  const { ballot, claim, claimId, entry } = state;
  const next: Claim = {
    ballot,
    channel: "online",
    district: districtIn(state, asked),
    firstAtMs: claim?.firstAtMs ?? asked.atMs,
    lastIssuedAtMs: asked.atMs,
    times: (claim?.times ?? 0) + 1,
    ...(request !== undefined && { request }),
  };
  const used = entry !== undefined && entry.state.claim === undefined ? [put(rollKind, entry.id, { ...entry.state, claim: claimId })] : [];
  return [put(claimKind, claimId, next), ...used];
}

/** The list of issued credentials names the day on which the last one for a key expires. */
function listed(state: IssueState, asked: Asked): Write[] {
  const { ballot, voterKey, issue } = state;
  const validUntil = new Date(expiresAtSeconds(asked.atMs) * 1_000).toISOString().slice(0, 10);
  return issue?.validUntil === validUntil ? [] : [put(issueKind, `${ballot}:${voterKey}`, { district: districtIn(state, asked), validUntil })];
}

/** Once claimed, a person stays counted where it was. */
function districtIn({ admission, claim, entry }: IssueState, asked: Asked): string {
  return claim?.district ?? districtOf(admission.terms, { asker: asked, entry: entry?.state });
}

/** A line of the published list. @param id `ballot:name` */
export function issuedLineOf(id: string, issue: Issue): IssuedCredential {
  return { name: id.slice(id.indexOf(":") + 1), ...issue };
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
  const expiresAt = expiresAtSeconds(issuedAtMs);
  const credential = sealCredential({ definitionHash, key: voterKey, expiresAt }, fromBase64Url(admission.macKey));
  return { ballot, definitionHash, key: voterKey, credential, expiresAt: new Date(expiresAt * 1_000).toISOString() };
}

function expiresAtSeconds(issuedAtMs: number): number {
  return Math.floor(issuedAtMs / 1_000) + CREDENTIAL_LIFE_SECONDS;
}

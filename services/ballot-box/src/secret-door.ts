import type { KeyObject } from "node:crypto";
import type { castVote } from "@teilhabe/contracts/ballot-box/operations";
import type { InputOf } from "@teilhabe/contracts/operation";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { issuerVerifier } from "@teilhabe/proofs/issuer";
import type { IssuerKey } from "@teilhabe/proofs/issuer-key";
import { secretVoteProblem } from "@teilhabe/proofs/secret-vote";

/** Votes whose signatures are being checked at the same time; the next one is sent away. */
export const CHECKS_MAX = 4_000;

/** How votes of one secret ballot are admitted: by the frozen definition's issuer, and by the voter's own key. */
export type SecretDoor = { readonly definitionHash: string; readonly issuer: KeyObject };

export function secretDoor(definitionHash: string, issuerKey: IssuerKey): SecretDoor {
  return { definitionHash, issuer: issuerVerifier(issuerKey) };
}

type Vote = InputOf<typeof castVote>;

/** Checks both signatures of secret votes; undefined: admitted. Signatures are checked on threads, a bounded number at a time. */
export function secretAdmission(): (door: SecretDoor, vote: Vote) => Promise<Refusal | undefined> {
  let underWay = 0;
  return async ({ issuer, definitionHash }, { ballot: ballotId, key, seq, choice, nonce, credential, signature }) => {
    if (signature === undefined)
      return refuse("signature-refused", "A vote of a secret ballot is signed with the voter's own key: send `signature`.");
    if (underWay >= CHECKS_MAX) return refuse("box-busy", "Too many votes arrive at this moment. Send this one again in a second.");
    underWay += 1;
    try {
      const problem = await secretVoteProblem({ vote: { ballotId, key, seq, choice, nonce }, credential, signature }, issuer, definitionHash);
      if (problem === "credential-invalid") return refuse("credential-refused", "This credential was not issued for this ballot and this key.");
      if (problem === "vote-signature-wrong") return refuse("signature-refused", "This vote is not signed by the key that it names.");
      return undefined;
    } finally {
      underWay -= 1;
    }
  };
}

import { fromBase64Url, MalformedError, toBase64Url } from "@teilhabe/proofs/bytes";
import { sha256Hex } from "@teilhabe/proofs/hash";
import { type Issuer, openIssuer } from "@teilhabe/proofs/issuer";
import type { BallotKeys } from "./domain/admission.ts";
import type { BlindSigned } from "./domain/issue-credential.ts";

/** Issuers in memory; opening one takes as long as a signature. */
const ISSUERS_MAX = 100;

/** Names a blinded message (base64url) in the list of issued credentials: its SHA-256 in hex. Undefined: it is no canonical base64url. */
export function requestOf(blinded: string): string | undefined {
  try {
    return sha256Hex(fromBase64Url(blinded));
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

export type OpenIssuers = {
  /** Signs a blinded message (base64url) with the ballot's key, in about a millisecond; undefined: it is none for this key. */
  sign(ballot: string, keys: BallotKeys, blinded: string): BlindSigned | undefined;
};

/** The issuers of secret ballots, opened once. */
export function openIssuers(): OpenIssuers {
  const open = new Map<string, Issuer>();

  function issuerOf(ballot: string, { issuerPem }: BallotKeys): Issuer {
    const known = open.get(ballot);
    if (known !== undefined) return known;
    if (issuerPem === undefined) throw new Error(`the issuer's key of ballot ${ballot} is gone`);
    const issuer = openIssuer(issuerPem);
    if (open.size >= ISSUERS_MAX) open.clear();
    open.set(ballot, issuer);
    return issuer;
  }

  return {
    sign(ballot, keys, blinded) {
      const issuer = issuerOf(ballot, keys);
      try {
        const message = fromBase64Url(blinded);
        if (message.every((byte) => byte === 0)) return undefined;
        return { request: sha256Hex(message), blindSignature: toBase64Url(issuer.signBlinded(message)) };
      } catch (error) {
        if (error instanceof MalformedError) return undefined;
        throw error;
      }
    },
  };
}

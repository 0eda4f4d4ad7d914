import type { KeyObject } from "node:crypto";
import { issuerVerifier } from "../issuer.ts";
import { secretVoteProblem } from "../secret-vote.ts";
import type { BallotUnderCheck } from "./ballot-under-check.ts";
import type { OpenedVote } from "./documents.ts";
import { NotVerified, notVerified, type Reason } from "./problem.ts";

/** Signatures that are checked at the same time. */
const IN_FLIGHT = 256;

/** Checks the signatures of secret votes, several at a time; what is wrong first in the file is told first. */
export interface SignatureChecks {
  add(vote: OpenedVote, where: string): Promise<void>;
  finish(): Promise<void>;
}

export function signatureChecks({ definition, manifest }: BallotUnderCheck): SignatureChecks {
  const issuer = definition.issuer === undefined ? undefined : issuerVerifier(definition.issuer);
  let waiting: Promise<NotVerified | undefined>[] = [];

  async function finish(): Promise<void> {
    const problems = await Promise.all(waiting);
    waiting = [];
    const first = problems.find((problem) => problem !== undefined);
    if (first !== undefined) throw first;
  }

  return {
    async add(vote, where) {
      if (issuer === undefined) return;
      waiting.push(problemOf(vote, { where, issuer, definitionHash: manifest.definitionHash, ballotId: definition.ballotId }));
      if (waiting.length === IN_FLIGHT) await finish();
    },
    finish,
  };
}

type Context = { readonly where: string; readonly issuer: KeyObject; readonly definitionHash: string; readonly ballotId: string };

async function problemOf(vote: OpenedVote, { where, issuer, definitionHash, ballotId }: Context): Promise<NotVerified | undefined> {
  const { key, seq, choice, nonce, credential = "", signature = "" } = vote;
  switch (await secretVoteProblem({ vote: { ballotId, key, seq, choice, nonce }, credential, signature }, issuer, definitionHash)) {
    case "credential-invalid":
      return problem("credential-invalid", where, "This credential was not issued for this ballot and this key.");
    case "vote-signature-wrong":
      return problem("vote-signature-wrong", where, "This vote is not signed by the voter's own key.");
    default:
      return undefined;
  }
}

function problem(reason: Reason, where: string, what: string): NotVerified {
  return new NotVerified(reason, where, what);
}

/** Has the vote what its kind of ballot demands, and nothing else? @throws NotVerified */
export function checkEvidence(vote: OpenedVote, secret: boolean, where: string): void {
  const { credential, signature, day } = vote;
  if (secret && day !== undefined) notVerified("file-malformed", where, "A secret vote has no day.");
  if (!secret && day === undefined) notVerified("file-malformed", where, "An online vote of this ballot has a day.");
  if (!secret && (credential ?? signature) !== undefined)
    notVerified("file-malformed", where, "A vote of this ballot has no credential or signature.");
}

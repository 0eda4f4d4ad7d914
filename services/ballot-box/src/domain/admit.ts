import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { type CredentialProblem, openCredential } from "@teilhabe/proofs/credential";
import type { Opened } from "./box.ts";

/** What credentials are checked with. `macKey`: 32 bytes. */
export type Door = { readonly definitionHash: string; readonly macKey: Uint8Array };

/** Whoever asks with this may vote under this key, or is told why not. Nobody else is asked. */
export function admit(
  { definitionHash, macKey }: Door,
  request: { readonly credential: string; readonly key: string },
  nowMs: number,
): Refusal | undefined {
  const credential = openCredential(request.credential, macKey, { definitionHash, nowSeconds: Math.floor(nowMs / 1_000) });
  if (!credential.admitted) return notAdmitted(credential.problem);
  if (credential.key !== request.key) return refuse("credential-refused", "This credential is for another key than the one you sent.");
  return undefined;
}

/** Is it too late for a vote that arrives now? A vote that was on its way at the closing time has the ballot's grace. */
export function isLate(opened: Pick<Opened, "closesAtMs" | "graceMs">, nowMs: number): boolean {
  return nowMs > opened.closesAtMs + opened.graceMs;
}

function notAdmitted(problem: CredentialProblem): Refusal {
  if (problem === "credential-expired") return refuse("credential-expired", "This credential has expired. Get a new one and send the vote again.");
  const why = {
    "credential-malformed": "This is not a credential.",
    "credential-forged": "This credential was not issued for this ballot.",
    "credential-of-another-ballot": "This credential is for another ballot.",
  }[problem];
  return refuse("credential-refused", `${why} Get one from /ballots/{ballot}/credentials.`);
}

import type { InputOf } from "@teilhabe/contracts/operation";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { readBoxKey as ReadBoxKey } from "@teilhabe/contracts/voting/service-operations";
import type {
  issueBlindCredential as IssueBlindCredential,
  issueCredential as IssueCredential,
  readMyRight as ReadMyRight,
} from "@teilhabe/contracts/voting/voter-operations";
import type { Desk } from "@teilhabe/platform/decide";
import type { Handler } from "@teilhabe/platform/module";
import type { Asked, Loaded } from "@teilhabe/platform/rule";
import type { OpenAdmission, RollEntry } from "../domain/admission.ts";
import { notFound } from "../domain/ballot.ts";
import { admissionKind, claimKind, issueKind, rollKind } from "../domain/documents.ts";
import { anotherKind, type IssueState, issueBlindCredential, issueCredential, refuseBlindClaim, refuseClaim } from "../domain/issue-credential.ts";
import { openIssuers, requestOf } from "../issuers.ts";
import { claimIdOf, rollIdOf, voterKeyOf } from "../keys.ts";
import type { Context } from "../later/on-ballot.ts";
import { identificationOf } from "../roll/identification.ts";

type Input = InputOf<typeof IssueCredential>;
type BlindInput = InputOf<typeof IssueBlindCredential>;

/** The right to vote: who has it, and the credential that carries it to the box. */
export function credentialHandlers({ decide, store }: Context) {
  const issue = decide(async (desk, input: Input, asked) => {
    const state = await stateFor(desk, input, asked);
    return isRefusal(state) ? state : issueCredential(state, asked);
  });

  const issuers = openIssuers();
  const issueBlind = decide(async (desk, { blinded, ...input }: BlindInput, asked) => {
    const state = await stateFor(desk, input, asked);
    if (isRefusal(state)) return state;
    const { secrecy } = state.admission.terms;
    if (secrecy !== "secret") return anotherKind(`This ballot is ${secrecy}: ask for its own credential.`);
    const refused = refuseBlindClaim(state, requestOf(blinded), asked);
    if (refused !== undefined) return refused;
    const signed = issuers.sign(state.ballot, state.admission, blinded);
    if (signed === undefined) return refuse("blinded-malformed", "This is not a blinded message for the issuer's key of this ballot.");
    return issueBlindCredential(state, signed, asked);
  });

  const readMyRight: Handler<typeof ReadMyRight> = async ({ ballot }, asked) => {
    const state = await stateFor(store, { ballot }, asked);
    if (isRefusal(state)) return state.refused === "ballot-not-found" ? state : { mayVote: false, because: state.refused, claimed: false };
    const refused = refuseClaim(state, asked);
    const claimed = state.claim !== undefined;
    const channel = state.claim === undefined ? {} : { channel: state.claim.channel };
    return { mayVote: refused === undefined, ...(refused !== undefined && { because: refused.refused }), claimed, ...channel };
  };

  const readBoxKey: Handler<typeof ReadBoxKey> = async ({ ballot }) => {
    const admission = (await store.load(admissionKind, ballot))?.state;
    return admission === undefined || admission.stage === "forgotten" ? notFound() : { key: admission.macKey };
  };

  return {
    // No stored answers: they would hold the person together with the voter key, or with the request, for two days. A repetition gets the same all the same.
    issueCredential: (input: Input, { idempotency: _, ...asked }: Asked) => issue(input, asked),
    issueBlindCredential: (input: BlindInput, { idempotency: _, ...asked }: Asked) => issueBlind(input, asked),
    readMyRight,
    readBoxKey,
  };
}

/** Everything about the one who asks, by keyed hashes. */
async function stateFor(desk: Desk, { ballot, code }: Input, asked: Asked): Promise<Refusal | IssueState> {
  const admission = (await desk.load(admissionKind, ballot))?.state;
  if (admission === undefined || admission.stage === "drafted" || admission.stage === "forgotten") return notFound();
  if (admission.stage === "announced") return refuse("not-open-yet", "This ballot is not open yet.");
  if (admission.stage === "over") return refuse("ballot-closed", "This ballot is closed.");
  const person = asked.by;
  if (person === undefined) throw new Error("a credential is issued to persons only");

  const claimId = claimIdOf(admission, ballot, person);
  const claim = (await desk.load(claimKind, claimId))?.state;
  const entry = claim === undefined ? await entryOf(desk, admission, ballot, code, asked) : undefined;
  if (isRefusal(entry)) return entry;
  const voterKey = admission.terms.secrecy === "open" ? person : voterKeyOf(admission, person);
  const issue = (await desk.load(issueKind, `${ballot}:${voterKey}`))?.state;
  return { admission, ballot, person, voterKey, claimId, claim, issue, entry };
}

/** Looked up in the roll by what the ballot says; whoever has claimed is not looked up again. */
async function entryOf(
  desk: Desk,
  admission: OpenAdmission,
  ballot: string,
  code: string | undefined,
  asked: Asked,
): Promise<Refusal | Loaded<RollEntry> | undefined> {
  const { roll } = admission.terms.eligibility;
  if (roll === "none") return undefined;
  const given = { person: asked.by, email: asked.email, code }[roll];
  if (given === undefined && roll === "email")
    return refuse("email-unknown", "Your e-mail address is not verified; this ballot finds you in its roll by it.");
  if (given === undefined) return refuse("code-needed", "Send the code from the letter that came to you.");
  const identification = identificationOf(roll, given);
  if (identification === undefined) return undefined;
  return desk.load(rollKind, rollIdOf(admission, `${ballot}:${admission.rollGeneration}`, identification));
}

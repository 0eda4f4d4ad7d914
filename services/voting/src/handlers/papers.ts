import type { InputOf } from "@teilhabe/contracts/operation";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { MESSAGE_BYTES_MAX } from "@teilhabe/contracts/shapes";
import type { Choice } from "@teilhabe/contracts/voting/choice";
import type {
  claimForPerson as ClaimForPerson,
  enterPapers as EnterPapers,
  readPaper as ReadPaper,
} from "@teilhabe/contracts/voting/paper-operations";
import type { Desk } from "@teilhabe/platform/decide";
import type { Handler } from "@teilhabe/platform/module";
import { toHex } from "@teilhabe/proofs/bytes";
import { canonicalText, type Json } from "@teilhabe/proofs/canonical-json";
import { InvalidChoice, readChoice } from "@teilhabe/proofs/folder/choice";
import { type BallotDefinition, readDefinition } from "@teilhabe/proofs/folder/definition";
import { ballotToRun } from "../domain/ballot.ts";
import { claimForPerson } from "../domain/claim-for-person.ts";
import { admissionKind, ballotKind, claimKind, paperBatchKind, papersKind, rollKind } from "../domain/documents.ts";
import { enterPapers } from "../domain/enter-papers.ts";
import { NO_PAPERS, paperSums } from "../domain/papers.ts";
import { claimIdOf, paperDigestOf, rollIdOf } from "../keys.ts";
import { admissionOf, type Context, definitionTextOf } from "../later/on-ballot.ts";
import { type IdentifiedBy, identificationOf } from "../roll/identification.ts";

const NONCE_BYTES = 32;
/** A nonce with its name, as JSON. */
const NONCE_CHARACTERS = 100;
/** Longest batch as JSON: its papers go into the box in one message. Option ids are ASCII. */
const BATCH_CHARACTERS_MAX = MESSAGE_BYTES_MAX - 16 * 1024;
const FAULTS_SHOWN_MAX = 20;
const notOnRoll = () => refuse("not-on-the-roll", "This is nothing that the roll of this ballot finds people by.");

/** What officers do for those who vote on paper or with their help. */
export function paperHandlers({ decide, store, ports: queries, world }: Context) {
  const enter = decide(async (desk, { ballot: id, batch, ...content }: InputOf<typeof EnterPapers>, asked) => {
    const ballot = ballotToRun({ ballot: await desk.load(ballotKind, id) }, asked);
    if (isRefusal(ballot)) return ballot;
    const { stage } = ballot.state;
    if (stage === "draft" || stage === "scheduled" || stage === "opening") return refuse("not-open-yet", "This ballot is not open yet.");
    if (stage !== "open" && stage !== "closing") return refuse("ballot-closed", "The box of this ballot is sealed.");
    const admission = await admissionOf(desk, id);
    if (admission === undefined || admission.stage === "forgotten") throw new Error(`the keys of ballot ${id} are gone`);
    const spelt = canonicalText(JSON.parse(JSON.stringify(content)));
    if (spelt.length + content.papers.length * NONCE_CHARACTERS > BATCH_CHARACTERS_MAX)
      return refuse("batch-too-long", "This batch does not fit into one message. Enter it as two.");
    const refused = refuseInvalid(readDefinition(JSON.parse(await definitionTextOf(desk, id))), content.papers);
    if (refused !== undefined) return refused;
    const state = {
      papers: await desk.load(papersKind, id),
      known: await desk.load(paperBatchKind, `${id}:${batch}`),
      claims: await queries.claimSizes(id),
    };
    const nonces = content.papers.map(() => toHex(world.randomBytes(NONCE_BYTES)));
    return enterPapers({ ballot: id, ...state }, { batch, content, digest: paperDigestOf(admission, spelt), nonces }, asked);
  });

  const readPaper: Handler<typeof ReadPaper> = async ({ ballot: id }, asked) => {
    const ballot = ballotToRun({ ballot: await store.load(ballotKind, id) }, asked);
    if (isRefusal(ballot)) return ballot;
    const papers = (await store.load(papersKind, id))?.state ?? NO_PAPERS;
    const batches = Object.entries(papers.batches).map(([batch, { digest: _, ...summary }]) => ({ batch, ...summary }));
    return { sums: paperSums(await queries.claimSizes(id), papers), batches };
  };

  return {
    claimForPerson: decide(async (desk, input: InputOf<typeof ClaimForPerson>, asked) => {
      const ballot = ballotToRun({ ballot: await desk.load(ballotKind, input.ballot) }, asked);
      if (isRefusal(ballot)) return ballot;
      const state = await claimState(desk, input);
      return isRefusal(state) ? state : claimForPerson(state, input, asked);
    }),
    enterPapers: enter,
    readPaper,
  };
}

/** By the same keyed hashes as online, so that one person cannot be claimed twice. */
async function claimState(desk: Desk, { ballot, identification: given }: InputOf<typeof ClaimForPerson>) {
  const admission = (await desk.load(admissionKind, ballot))?.state;
  if (admission?.stage === "over" || admission?.stage === "forgotten") return refuse("ballot-closed", "This ballot is closed.");
  if (admission?.stage !== "open") return refuse("not-open-yet", "This ballot is not open yet.");
  const { roll } = admission.terms.eligibility;
  const by: IdentifiedBy = roll === "none" ? "person" : roll;
  const identification = identificationOf(by, given);
  if (identification === undefined) return notOnRoll();
  // Where the roll knows no persons, the claim is of what it does know; its entry then keeps the person from a second claim.
  const claimId = claimIdOf(admission, ballot, by === "person" ? identification : `${by}:${identification}`);
  const claim = (await desk.load(claimKind, claimId))?.state;
  const entryId = rollIdOf(admission, `${ballot}:${admission.rollGeneration}`, identification);
  const entry = roll === "none" || claim !== undefined ? undefined : await desk.load(rollKind, entryId);
  return { ballot, admission, claimId, claim, entry };
}

function refuseInvalid(definition: BallotDefinition, papers: readonly Choice[]): Refusal | undefined {
  const errors = papers.flatMap((choice, n) => {
    const fault = faultOf(choice, definition);
    return fault === undefined ? [] : [{ pointer: `/papers/${n}`, message: fault }];
  });
  const [first] = errors;
  if (first === undefined) return undefined;
  return refuse("choice-invalid", `A paper of this batch breaks the rules: ${first.message}. Count it as invalid.`, {
    errors: errors.slice(0, FAULTS_SHOWN_MAX),
  });
}

function faultOf(choice: Choice, definition: BallotDefinition): string | undefined {
  try {
    readChoice(choice as Json, definition);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidChoice) return error.message;
    throw error;
  }
}

import type { castVote } from "@teilhabe/contracts/ballot-box/operations";
import type { InputOf, OutputOf } from "@teilhabe/contracts/operation";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { HandIn } from "@teilhabe/platform/gather";
import type { Asked } from "@teilhabe/platform/rule";
import { canonicalText } from "@teilhabe/proofs/canonical-json";
import { admit, isLate } from "./domain/admit.ts";
import { checkChoice } from "./domain/check-choice.ts";
import type { OpenBox, OpenBoxes } from "./open-boxes.ts";
import { logHalted } from "./restored.ts";
import { secretAdmission } from "./secret-door.ts";
import { type Keeping, type KeptVote, leafHashOfVote, type OfferedVote } from "./votes/vote-store.ts";

/** Faults of a choice that are told. */
const FAULTS_SHOWN_MAX = 20;

type Input = InputOf<typeof castVote>;
type Answer = OutputOf<typeof castVote>;

export type Casting = {
  readonly boxes: OpenBoxes;
  readonly keep: HandIn<OfferedVote, Keeping>;
  /** A vote is pending in this ballot. Never rejects. */
  readonly pending: (ballot: string) => Promise<void>;
};

/** Takes a vote: admitted and valid, then durable, then the receipt. Arrival is when this is called. */
export function castingVotes({ boxes, keep, pending }: Casting): (input: Input, asked: Asked) => Promise<Refusal | Answer> {
  const admitSecret = secretAdmission();
  return async (input, asked) => {
    const box = await boxes.find(input.ballot, asked.atMs);
    if (box === undefined) return refuse("ballot-not-open", "There is no open ballot under this id.");
    if (box.halted) return logHalted();
    const refused = invalid(box, input) ?? (await admitted(box, input, asked.atMs, admitSecret));
    if (refused !== undefined) return refused;

    const vote = offered(box, input, asked);
    const waiting = keep(vote);
    if (waiting === undefined) return refuse("box-busy", "Too many votes arrive at this moment. Send this one again in a second.");
    const receipt = receiptAhead(box, vote);
    const keeping = await waiting;
    // After the vote is durable: the task that is noted runs later than that, and finds it.
    if (keeping.kept === "new") await pending(input.ballot);
    return answerTo(box, vote, keeping, receipt);
  };
}

async function admitted(
  { door, secret }: OpenBox,
  input: Input,
  nowMs: number,
  admitSecret: ReturnType<typeof secretAdmission>,
): Promise<Refusal | undefined> {
  if (secret !== undefined) return admitSecret(secret, input);
  if (door === undefined || input.signature !== undefined) return refuse("signature-refused", "Only votes of a secret ballot are signed.");
  return admit(door, input, nowMs);
}

/** Of a secret vote its signatures are kept, and no day. */
function offered(box: OpenBox, { ballot, key, seq, nonce, choice, credential, signature }: Input, { at, atMs }: Asked): OfferedVote {
  const late = box.sealed || isLate(box.opened, atMs);
  const evidence = box.secret === undefined || signature === undefined ? { day: at.slice(0, 10) } : { credential, signature };
  return { ballot, key, seq, nonce, choice: canonicalText(choice), ...evidence, late };
}

function invalid(box: OpenBox, { choice }: Input): Refusal | undefined {
  const faults = checkChoice(box.rules, box.opened.withdrawn, choice);
  if (faults.length === 0) return undefined;
  return refuse("choice-invalid", `This ballot paper is not valid: ${faults[0]?.message}.`, { errors: faults.slice(0, FAULTS_SHOWN_MAX) });
}

/** Of a vote as it would be kept now: signed while it is made durable, and handed out only if it was. */
function receiptAhead(box: OpenBox, vote: OfferedVote): Promise<Answer> | undefined {
  if (vote.late) return undefined;
  const receipt = receiptFor(box, vote);
  receipt.catch(() => undefined); // nobody may ask for it
  return receipt;
}

async function answerTo(box: OpenBox, vote: OfferedVote, keeping: Keeping, ahead: Promise<Answer> | undefined): Promise<Refusal | Answer> {
  switch (keeping.kept) {
    case "closed":
      return refuse("ballot-closed", "This ballot is closed; your vote was not taken.");
    case "stale":
      return refuse("seq-stale", `A vote with seq ${keeping.seq} is in the box. To replace it, send a higher one.`, { facts: { seq: keeping.seq } });
    case "unsettled":
      return refuse("box-closing", "The box is being sealed. Send the same vote again in a few seconds to learn whether it is inside.");
    default:
      return ahead !== undefined && keeping.day === vote.day ? ahead : receiptFor(box, onDay(vote, keeping.day));
  }
}

/** The same vote, accepted on the day on which it was first. */
function onDay({ day: _, ...vote }: OfferedVote, day: string | undefined): KeptVote {
  return { ...vote, ...(day !== undefined && { day }) };
}

async function receiptFor(box: OpenBox, vote: KeptVote): Promise<Answer> {
  const { ballot, key, seq } = vote;
  const { definitionHash } = box.opened;
  const promised = { ballotId: ballot, definitionHash, leafHash: leafHashOfVote(vote), includeBy: box.includeBy };
  return { ballot, key, seq, receipt: await box.sign(promised) };
}

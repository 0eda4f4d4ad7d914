import type { Asker } from "@teilhabe/contracts/asker";
import { ballotBoxContract } from "@teilhabe/contracts/ballot-box/contract";
import { isRefusal, type Refusal } from "@teilhabe/contracts/refusal";
import { votingContract } from "@teilhabe/contracts/voting/contract";
import type { Receipt } from "@teilhabe/proofs/receipt";
import type { Persistent } from "./citizens.ts";
import type { Random } from "./random.ts";
import type { SimulatedWorld } from "./simulated-world.ts";
import { must } from "./town.ts";

const { draftBallot, openBallot, readBallot, closeBallot, issueCredential, readResult } = votingContract.operations;
const { castVote } = ballotBoxContract.operations;

export const OPTIONS = ["park", "library", "trees"];
const DAYS_MS = 30 * 86_400_000;
const PAUSE_MS = 500;
/** Behind those that every voter may have sent before. */
const FIRST_LATE_SEQ = 3;
const LATE_VOTES = 6;
const WAITS_MAX = 2_000;

/** What one voter tried, and what was promised. */
export type Cast = {
  /** Choice by seq, of all that was sent. */
  readonly sent: Map<number, string[]>;
  readonly receipts: { readonly seq: number; readonly receipt: Receipt }[];
};

export type PollLedger = {
  readonly ballot: string;
  /** By key in the box. */
  readonly casts: Map<string, Cast>;
  readonly result: { readonly votes: number; readonly tally: ReadonlyMap<string, number> };
};

/** A ballot from draft to result; every voter votes, some change their mind, some while the ballot is being closed. */
export async function holdBallot(
  people: Persistent,
  staff: Asker,
  voters: readonly Asker[],
  world: SimulatedWorld,
  random: Random,
): Promise<PollLedger> {
  const now = world.nowMs();
  const draft = {
    title: "What first?",
    options: OPTIONS.map((id) => ({ id, title: id, cost: { amount: 100_00, currency: "EUR" } })),
    paper: { kind: "approval" as const, minLength: 0, maxLength: 3 },
    method: { id: "greedy", parameters: {} },
    budget: { amount: 200_00, currency: "EUR" },
    secrecy: random.chance(0.5) ? ("open" as const) : ("confidential" as const),
    opensAt: new Date(now - 3_600_000).toISOString(),
    closesAt: new Date(now + DAYS_MS).toISOString(),
  };
  const { id: ballot } = await must(people.ask(draftBallot, draft, staff));
  await must(people.ask(openBallot, { ballot }, staff));
  await until(people, async () => (await must(people.ask(readBallot, { ballot }, staff))).stage === "open");
  const casts = new Map<string, Cast>();
  const inTime = (voter: Asker) => voteSometimesTwice(people, voter, ballot, casts, random.fork());
  await Promise.all(voters.map(inTime));
  const late = voters.filter(() => random.chance(0.3)).map((voter) => voteLate(people, voter, ballot, casts, random.fork()));
  await people.pause(random.below(1_000));
  const closed = await people.ask(closeBallot, { ballot, reason: "All have voted." }, staff);
  if (isRefusal(closed) && closed.refused !== "not-open") throw new Error(`closing was refused: ${JSON.stringify(closed)}`);
  await Promise.all(late);
  let result = await people.ask(readResult, { ballot }, staff);
  await until(people, async () => {
    result = await people.ask(readResult, { ballot }, staff);
    return !isRefusal(result);
  });
  if (isRefusal(result)) throw new Error(`no result: ${JSON.stringify(result)}`);
  const tally = new Map(result.tally.map(({ option, tally: points }) => [option, points]));
  return { ballot, casts, result: { votes: result.votes, tally } };
}

async function voteSometimesTwice(people: Persistent, voter: Asker, ballot: string, casts: Map<string, Cast>, random: Random): Promise<void> {
  const times = random.chance(0.4) ? 2 : 1;
  for (let seq = 1; seq <= times; seq++) {
    await people.pause(random.below(400));
    const paper = paperOf(ballot, seq, random);
    await until(people, async () => (await castOnce(people, voter, paper, casts)) === "taken");
  }
}

/** Votes again and again while the ballot is being closed, with a credential of before: each vote is taken, or it is too late. */
async function voteLate(people: Persistent, voter: Asker, ballot: string, casts: Map<string, Cast>, random: Random): Promise<void> {
  const right = await people.ask(issueCredential, { ballot }, voter);
  if (isRefusal(right)) return;
  for (let seq = FIRST_LATE_SEQ; seq < FIRST_LATE_SEQ + LATE_VOTES; seq++) {
    await people.pause(random.below(400));
    const paper = paperOf(ballot, seq, random);
    let outcome = await castWith(people, right, paper, casts);
    await until(people, async () => {
      if (outcome === "again") outcome = await castWith(people, right, paper, casts);
      return outcome !== "again";
    });
    if (outcome !== "taken") return;
  }
}

type Right = { readonly credential: string; readonly key: string };
type Paper = { readonly ballot: string; readonly seq: number; readonly choice: { options: string[] }; readonly nonce: string };

function paperOf(ballot: string, seq: number, random: Random): Paper {
  return { ballot, seq, choice: { options: OPTIONS.filter(() => random.chance(0.5)) }, nonce: Buffer.from(random.bytes(32)).toString("hex") };
}

/** The box could not say: a voter tries again. */
const TRY_AGAIN = ["box-busy", "box-closing"];
type Outcome = "taken" | "too late" | "expired" | "again";

/** With a fresh credential: the clock may have been moved past the end of an older one. */
async function castOnce(people: Persistent, voter: Asker, paper: Paper, casts: Map<string, Cast>): Promise<Outcome> {
  const right = await people.ask(issueCredential, { ballot: paper.ballot }, voter);
  return isRefusal(right) ? refused(right) : castWith(people, right, paper, casts);
}

async function castWith(people: Persistent, { credential, key }: Right, paper: Paper, casts: Map<string, Cast>): Promise<Outcome> {
  const mine: Cast = casts.get(key) ?? { sent: new Map(), receipts: [] };
  casts.set(key, mine);
  mine.sent.set(paper.seq, paper.choice.options);
  const cast = await people.ask(castVote, { ...paper, credential, key }, { by: undefined, grants: [] });
  if (isRefusal(cast)) return refused(cast);
  mine.receipts.push({ seq: paper.seq, receipt: cast.receipt });
  return "taken";
}

function refused(refusal: Refusal): Outcome {
  if (TRY_AGAIN.includes(refusal.refused)) return "again";
  if (refusal.refused === "ballot-closed") return "too late";
  if (refusal.refused === "credential-expired") return "expired";
  throw new Error(`a vote was refused: ${JSON.stringify(refusal)}`);
}

async function until(people: Persistent, isDone: () => Promise<boolean>): Promise<void> {
  for (let wait = 0; wait < WAITS_MAX; wait++) {
    if (await isDone()) return;
    await people.pause(PAUSE_MS);
  }
  throw new Error("it did not come about");
}

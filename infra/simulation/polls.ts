import type { Asker } from "@teilhabe/contracts/asker";
import { ballotBoxContract } from "@teilhabe/contracts/ballot-box/contract";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { votingContract } from "@teilhabe/contracts/voting/contract";
import type { Persistent } from "./citizens.ts";
import type { Random } from "./random.ts";
import type { SimulatedWorld } from "./simulated-world.ts";
import { must } from "./town.ts";

const { draftBallot, openBallot, readBallot, closeBallot, issueCredential, readResult } = votingContract.operations;
const { castVote } = ballotBoxContract.operations;

const OPTIONS = ["park", "library", "trees"];
const DAYS_MS = 30 * 86_400_000;
const PAUSE_MS = 500;
const WAITS_MAX = 2_000;

export type PollLedger = {
  readonly ballot: string;
  /** The last choice of each voter that was acknowledged with a receipt. */
  readonly votes: Map<string, string[]>;
  readonly result: { readonly votes: number; readonly tally: ReadonlyMap<string, number> };
};

/** A ballot from draft to result; every voter votes, some change their mind. */
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
  const votes = new Map<string, string[]>();
  await Promise.all(voters.map((voter) => voteSometimesTwice(people, voter, ballot, votes, random.fork())));
  const closed = await people.ask(closeBallot, { ballot, reason: "All have voted." }, staff);
  if (isRefusal(closed) && closed.refused !== "not-open") throw new Error(`closing was refused: ${JSON.stringify(closed)}`);
  let result = await people.ask(readResult, { ballot }, staff);
  await until(people, async () => {
    result = await people.ask(readResult, { ballot }, staff);
    return !isRefusal(result);
  });
  if (isRefusal(result)) throw new Error(`no result: ${JSON.stringify(result)}`);
  return { ballot, votes, result: { votes: result.votes, tally: new Map(result.tally.map(({ option, tally }) => [option, tally])) } };
}

async function voteSometimesTwice(people: Persistent, voter: Asker, ballot: string, votes: Map<string, string[]>, random: Random): Promise<void> {
  const times = random.chance(0.4) ? 2 : 1;
  for (let seq = 1; seq <= times; seq++) {
    await people.pause(random.below(400));
    const choice = OPTIONS.filter(() => random.chance(0.5));
    const nonce = Buffer.from(random.bytes(32)).toString("hex");
    await castUntilTaken(people, voter, { ballot, seq, choice: { options: choice }, nonce });
    votes.set(voter.by ?? "", choice);
  }
}

type Paper = { readonly ballot: string; readonly seq: number; readonly choice: { options: string[] }; readonly nonce: string };

async function castUntilTaken(people: Persistent, voter: Asker, paper: Paper): Promise<void> {
  await until(people, async () => {
    const { credential, key } = await must(people.ask(issueCredential, { ballot: paper.ballot }, voter));
    const cast = await people.ask(castVote, { ...paper, credential, key }, { by: undefined, grants: [] });
    if (!isRefusal(cast)) return true;
    // The clock was moved past the credential's end, or the box could not say: a voter tries again.
    if (cast.refused === "credential-expired" || cast.refused === "box-busy") return false;
    throw new Error(`a vote was refused: ${JSON.stringify(cast)}`);
  });
}

async function until(people: Persistent, isDone: () => Promise<boolean>): Promise<void> {
  for (let wait = 0; wait < WAITS_MAX; wait++) {
    if (await isDone()) return;
    await people.pause(PAUSE_MS);
  }
  throw new Error("it did not come about");
}

/** @returns what does not agree, in words */
export function pollFaults({ votes, result }: PollLedger): string[] {
  const faults: string[] = [];
  if (result.votes !== votes.size) faults.push(`${votes.size} voters have a receipt, ${result.votes} votes were counted`);
  for (const option of OPTIONS) {
    const expected = [...votes.values()].filter((choice) => choice.includes(option)).length;
    const counted = result.tally.get(option) ?? 0;
    if (counted !== expected) faults.push(`${option} has ${counted} votes, by receipts it should have ${expected}`);
  }
  return faults;
}

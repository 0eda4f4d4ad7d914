import type { Asker } from "@teilhabe/contracts/asker";
import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { notificationsContract } from "@teilhabe/contracts/notifications/contract";
import { isRefusal } from "@teilhabe/contracts/refusal";
import type { Persistent } from "./citizens.ts";
import type { Random } from "./random.ts";

const { createConsultation, publishConsultation, movePhase, submitIdea, supportIdea, withdrawSupport, answerIdea } = ideasContract.operations;
const { subscribe } = notificationsContract.operations;

const CITIZENS = 5;
const ACTS = 6;

/** What was acknowledged to whom: the ledger that the platform's data must agree with. */
export type TownLedger = {
  readonly consultation: string;
  /** Title by idea. */
  readonly ideas: Map<string, string>;
  /** Supporters by idea, as last acknowledged. */
  readonly supports: Map<string, Set<string>>;
  readonly answered: Set<string>;
  /** Who had subscribed to the consultation before the first answer. */
  readonly subscribers: Asker[];
};

export type Cast = { readonly staff: Asker; readonly citizens: readonly Asker[] };

export function castOf(newId: () => string): Cast {
  const citizens = Array.from({ length: CITIZENS }, () => ({ by: newId(), grants: [], language: "de" }));
  return { staff: { by: newId(), grants: ["staff"], language: "de" }, citizens };
}

/** People submit ideas, support them and take support back, all at the same time; staff answer some. */
export async function liveInTown(people: Persistent, cast: Cast, random: Random): Promise<TownLedger> {
  const { consultation } = await must(people.ask(createConsultation, { title: "Parks", description: "What do the parks need?" }, cast.staff));
  await must(people.ask(publishConsultation, { consultation }, cast.staff));
  await must(people.ask(movePhase, { consultation, phase: "ideas" }, cast.staff));
  const ledger: TownLedger = { consultation, ideas: new Map(), supports: new Map(), answered: new Set(), subscribers: [] };
  for (const citizen of cast.citizens.slice(0, 2)) {
    await must(people.ask(subscribe, { topic: { kind: "consultation", id: consultation } }, citizen));
    ledger.subscribers.push(citizen);
  }
  await Promise.all(cast.citizens.map((citizen, n) => liveAsCitizen(people, citizen, n, ledger, random.fork())));
  const wanted = [...ledger.ideas.keys()].filter(() => random.chance(0.5));
  await Promise.all(wanted.map((idea) => answer(people, cast.staff, idea, ledger)));
  return ledger;
}

async function liveAsCitizen(people: Persistent, citizen: Asker, n: number, ledger: TownLedger, random: Random): Promise<void> {
  for (let act = 0; act < ACTS; act++) {
    const ideas = [...ledger.ideas.keys()];
    if (ideas.length === 0 || random.chance(0.3)) await submit(people, citizen, `Idea ${n}-${act}`, ledger);
    else await support(people, citizen, random.pick(ideas), random.chance(0.7), ledger);
    await people.pause(random.below(300));
  }
}

async function submit(people: Persistent, citizen: Asker, title: string, ledger: TownLedger): Promise<void> {
  const { idea } = await must(people.ask(submitIdea, { consultation: ledger.consultation, title, text: `${title} in words` }, citizen));
  ledger.ideas.set(idea, title);
}

async function support(people: Persistent, citizen: Asker, idea: string, wanted: boolean, ledger: TownLedger): Promise<void> {
  await must(people.ask(wanted ? supportIdea : withdrawSupport, { idea }, citizen));
  const supporters = ledger.supports.get(idea) ?? new Set();
  if (wanted) supporters.add(citizen.by ?? "");
  else supporters.delete(citizen.by ?? "");
  ledger.supports.set(idea, supporters);
}

async function answer(people: Persistent, staff: Asker, idea: string, ledger: TownLedger): Promise<void> {
  await must(people.ask(answerIdea, { idea, verdict: "accepted", text: "Yes." }, staff));
  ledger.answered.add(idea);
}

/** Everything in the simulation is permitted: a refusal is a bug. */
export async function must<Result>(asked: Promise<Result>): Promise<Exclude<Result, { refused: string }>> {
  const result = await asked;
  if (isRefusal(result)) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result as Exclude<Result, { refused: string }>;
}

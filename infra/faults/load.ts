import { setTimeout as sleep } from "node:timers/promises";
import { Problem, Unreachable } from "@teilhabe/client/problem";
import { newNonce, vote } from "@teilhabe/client/vote";
import { reportCapacity } from "@teilhabe/contracts/capacity/offer-operations";
import { submitIdea, supportIdea } from "@teilhabe/contracts/ideas/idea-operations";
import { answerIdea } from "@teilhabe/contracts/ideas/moderation-operations";
import type { Random } from "../simulation/random.ts";
import { type Act, acknowledged, type Ledger } from "./ledger.ts";
import { OPTIONS, type Town } from "./town.ts";

/** What is about to be asked: of whom it is and what it says are known before, or with the answer. */
type Deed = { readonly of: string; readonly what: string; ask(): Promise<string | undefined> };
type Actor = { readonly act: Act; readonly pauseMs: number; next(): Deed | undefined };

export type Load = {
  /** Lets everyone finish what they have begun. */
  stop(): Promise<void>;
};

/** So many act at the same time, each for itself: one who waits for an answer does not hold up the others. */
const IDEAS = 4;
const SUPPORTS = 6;
const VOTERS = 6;
const CITIZENS = 40;
const PAUSE_MS = 700;

/** People act at a steady pace, each command repeated until it is answered; every outcome goes into the ledger. */
export function startLoad(town: Town, ledger: Ledger, random: Random): Load {
  let stopped = false;
  const running = actorsOf(town, ledger, random).map(async ({ act, pauseMs, next }) => {
    const own = random.fork();
    while (!stopped) {
      await sleep(pauseMs * (0.5 + own.next()));
      const deed = stopped ? undefined : next();
      if (deed !== undefined) await done(act, deed, ledger);
    }
  });
  return {
    async stop() {
      stopped = true;
      await Promise.all(running);
    },
  };
}

async function done(act: Act, { of, what, ask }: Deed, ledger: Ledger): Promise<void> {
  const begunMs = Date.now();
  const note = (outcome: "acknowledged" | "refused" | "unknown", more: { of?: string; because?: string } = {}) =>
    ledger.note({ act, of, what, begunMs, endedMs: Date.now(), outcome, ...more });
  try {
    const made = await ask();
    note("acknowledged", made === undefined ? {} : { of: made });
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    const isUnknown = error instanceof Unreachable || (error instanceof Problem && error.status >= 500);
    note(isUnknown ? "unknown" : "refused", { because });
  }
}

function actorsOf(town: Town, ledger: Ledger, random: Random): readonly Actor[] {
  let serial = 0;
  const number = () => {
    serial += 1;
    return serial;
  };
  const several = (count: number, actor: Actor) => Array.from({ length: count }, () => actor);
  return [
    ...several(IDEAS, { act: "idea", pauseMs: PAUSE_MS, next: () => ideaOf(town, number(), random) }),
    ...several(SUPPORTS, { act: "support", pauseMs: PAUSE_MS, next: supporter(town, ledger, random) }),
    ...several(1, { act: "answer", pauseMs: 2 * PAUSE_MS, next: answerer(town, ledger) }),
    ...several(VOTERS, { act: "vote", pauseMs: PAUSE_MS, next: () => voteOf(town, number(), random) }),
    ...town.offers.map((offer): Actor => ({ act: "observation", pauseMs: PAUSE_MS, next: () => observationOf(town, offer, number()) })),
  ];
}

function ideaOf(town: Town, n: number, random: Random): Deed {
  const title = `Idea ${n}`;
  const citizen = town.as("citizen", `citizen-${random.below(CITIZENS)}`);
  const ask = async () => (await citizen.ask(submitIdea, { consultation: town.consultation, title, text: `${title} in words` })).idea;
  return { of: "", what: title, ask };
}

/** Each citizen supports each idea once, in an order that the seed gives. */
function supporter(town: Town, ledger: Ledger, random: Random): () => Deed | undefined {
  const asked = new Set<string>();
  return () => {
    const ideas = acknowledged(ledger.entries, "idea");
    if (ideas.length === 0) return undefined;
    const idea = random.pick(ideas.slice(-50)).of;
    const name = `citizen-${random.below(CITIZENS)}`;
    if (asked.has(`${idea} ${name}`)) return undefined;
    asked.add(`${idea} ${name}`);
    return { of: idea, what: name, ask: async () => void (await town.as("citizen", name).ask(supportIdea, { idea })) };
  };
}

/** The office answers the ideas in their order, each once. */
function answerer(town: Town, ledger: Ledger): () => Deed | undefined {
  let answered = 0;
  const staff = town.as("staff", "office");
  return () => {
    const idea = acknowledged(ledger.entries, "idea")[answered];
    if (idea === undefined) return undefined;
    answered += 1;
    const ask = async () => void (await staff.ask(answerIdea, { idea: idea.of, verdict: "accepted", text: `Yes to ${idea.what}.` }));
    return { of: idea.of, what: "accepted", ask };
  };
}

function voteOf(town: Town, n: number, random: Random): Deed {
  const options = OPTIONS.filter(() => random.chance(0.5));
  const choice = { options: options.length === 0 ? [OPTIONS[0]] : options };
  const nonce = newNonce();
  const ask = async () => (await vote(town.as("citizen", `voter-${n}`), town.nobody, { ballot: town.ballot, choice, nonce })).key;
  return { of: `voter-${n}`, what: choice.options.join(" "), ask };
}

function observationOf(town: Town, offer: string, n: number): Deed {
  const ask = async () => void (await town.as("staff", "office").ask(reportCapacity, { offer, source: "test", free: n, total: 1_000_000 }));
  return { of: offer, what: String(n), ask };
}

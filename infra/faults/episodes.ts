import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, Stage } from "./fault.ts";
import { ACTS, type Act, acknowledged, type Ledger } from "./ledger.ts";
import type { Reader } from "./readers.ts";

/** One fault, or several at the same time, and how citizens felt it. */
export type Episode = {
  readonly name: string;
  readonly beganMs: number;
  readonly healedMs: number;
  /** Undefined: not within the limit. */
  readonly recoveredMs: number | undefined;
  /** The longest time in which no command of one kind was acknowledged, of all kinds the longest. */
  readonly gap: { readonly ms: number; readonly act: Act };
  readonly evidence: readonly string[];
};

const RECOVERS_WITHIN_MS = 180_000;
const LOOK_EVERY_MS = 50;
/** The gap that a fault tears may have begun a little before it. */
const BEFORE_MS = 3_000;
/** Answers are too rare to tell a gap from a pause. */
const FELT: readonly Act[] = ACTS.filter((act) => act !== "answer");

export type Watching = { readonly ledger: Ledger; readonly readers: readonly Reader[] };

/** Inflicts, holds, heals, and waits until every kind of command and every reader is served again. */
export async function episode(faults: readonly Fault[], stage: Stage, watching: Watching): Promise<Episode> {
  const beganMs = Date.now();
  const inflicted = await Promise.all(
    faults.map(async (fault) => {
      const { holdMs, heal, evidence } = await fault.inflict(stage);
      await sleep(holdMs);
      await heal();
      return evidence;
    }),
  );
  const healedMs = Date.now();
  const recoveredMs = await recovered(healedMs, watching);
  return {
    name: faults.map(({ name }) => name).join(" + "),
    beganMs,
    healedMs,
    recoveredMs,
    gap: longestGap(watching.ledger, beganMs, recoveredMs ?? Date.now()),
    evidence: inflicted.filter((text) => text !== undefined),
  };
}

/** @returns when a command of each kind that was begun after it was acknowledged, and an event of one of them had reached every reader */
async function recovered(healedMs: number, { ledger, readers }: Watching): Promise<number | undefined> {
  const begunSince = (act: Act) => acknowledged(ledger.entries, act).find(({ begunMs }) => begunMs >= healedMs);
  for (const giveUpAt = healedMs + RECOVERS_WITHIN_MS; Date.now() < giveUpAt; await sleep(LOOK_EVERY_MS)) {
    const idea = begunSince("idea");
    if (idea === undefined || FELT.some((act) => begunSince(act) === undefined)) continue;
    if (readers.every(({ events }) => events.some(({ subject }) => subject === idea.of))) return Date.now();
  }
  return undefined;
}

function longestGap({ entries }: Ledger, beganMs: number, endedMs: number): Episode["gap"] {
  const gaps = FELT.map((act) => {
    const times = acknowledged(entries, act).map((entry) => entry.endedMs);
    const inside = times.filter((ms) => ms > beganMs - BEFORE_MS && ms < endedMs);
    const marks = [Math.max(beganMs - BEFORE_MS, times.findLast((ms) => ms <= beganMs - BEFORE_MS) ?? 0), ...inside, endedMs];
    const ms = Math.max(...marks.map((mark, index) => mark - (marks[index - 1] ?? mark)));
    return { act, ms };
  });
  return gaps.reduce((longest, gap) => (gap.ms > longest.ms ? gap : longest));
}

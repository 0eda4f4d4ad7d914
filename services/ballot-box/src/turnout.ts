import { TurnoutChanged } from "@teilhabe/contracts/ballot-box/events";
import { factOf } from "@teilhabe/contracts/event";
import type { World } from "@teilhabe/platform/clock";
import type { Log } from "@teilhabe/platform/log";
import type { TaskHandler } from "@teilhabe/platform/module";
import { put, type TaskDraft } from "@teilhabe/platform/rule";
import type { Store } from "@teilhabe/platform/store/store";
import { announcedKind } from "./documents.ts";
import type { VoteStore } from "./votes/vote-store.ts";

/** The turnout is published at most so often. */
export const TURNOUT_EVERY_MS = 1_000;
export const ANNOUNCE_TURNOUT = "announce-turnout";

/** Due at the end of the running second; one for each second, however many replicas ask for it. */
export function turnoutTask(ballot: string, nowMs: number): TaskDraft {
  const second = Math.floor(nowMs / TURNOUT_EVERY_MS) + 1;
  const key = `turnout/${ballot}`;
  return { kind: ANNOUNCE_TURNOUT, id: `${key}/${second}`, key, dueAtMs: second * TURNOUT_EVERY_MS, data: { ballot } };
}

/** Notes that a ballot has a new voter, once a second: a task at the end of the second publishes the turnout. What fails is only logged. */
export function turnoutNotes(store: Store, world: World, log: Log): (ballot: string, nowMs: number) => Promise<void> {
  const noted = new Map<string, string>();
  return async (ballot, nowMs) => {
    const task = turnoutTask(ballot, nowMs);
    if (noted.get(ballot) === task.id) return;
    noted.set(ballot, task.id);
    try {
      await store.commit({ id: world.newId(), tasks: [task] });
    } catch (error) {
      noted.delete(ballot);
      log.warn("the turnout could not be noted; the next voter will", { ballot, error });
    }
  };
}

/** Publishes the turnout when it has changed, at most once a second. */
export function announceTurnout(votes: VoteStore): TaskHandler<{ ballot: string }> {
  return async (desk, { ballot }, { atMs }) => {
    const last = (await desk.load(announcedKind, ballot))?.state;
    if (last !== undefined && atMs < last.atMs + TURNOUT_EVERY_MS) return { tasks: [turnoutTask(ballot, atMs)], answer: undefined };
    const { voters } = await votes.turnout(ballot);
    if (voters === (last?.voters ?? 0)) return undefined;
    return {
      writes: [put(announcedKind, ballot, { voters, atMs })],
      facts: [factOf(TurnoutChanged, { ballot, voters })],
      answer: undefined,
    };
  };
}

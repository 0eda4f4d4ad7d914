import { CheckpointSigned, TurnoutChanged } from "@teilhabe/contracts/ballot-box/events";
import { factOf } from "@teilhabe/contracts/event";
import { instantOf, type World } from "@teilhabe/platform/clock";
import type { Decide, Desk } from "@teilhabe/platform/decide";
import type { Log } from "@teilhabe/platform/log";
import type { TaskHandler } from "@teilhabe/platform/module";
import { type Outcome, put, type TaskDraft } from "@teilhabe/platform/rule";
import { toBase64, utf8 } from "@teilhabe/proofs/bytes";
import { parseCheckpoint } from "@teilhabe/proofs/checkpoint";
import { parseNote } from "@teilhabe/proofs/note";
import { announcedKind } from "../documents.ts";
import type { OpenBoxes } from "../open-boxes.ts";
import type { KeptCheckpoint, LogStore } from "./log-store.ts";
import { SECRET_BATCH_MIN, type Sequencer } from "./sequencer.ts";

/** A vote is logged, and a checkpoint signed over it, at the end of the second in which it came. */
export const LOG_EVERY_MS = 1_000;
/** Checkpoints are announced at most so often. */
export const ANNOUNCE_EVERY_MS = 2_000;
/** Secret votes that were held back are logged then, however few they are. */
export const FLUSH_EVERY_MS = 15 * 60_000;
export const LOG_VOTES = "log-votes";
export const CATCH_UP = "catch-up";
const CATCH_UP_PAGE = 500;

type LogVotes = { readonly ballot: string; readonly flush?: boolean };

/** Due at the end of the running second; one for each second, however many replicas ask for it. */
export function logTask(ballot: string, nowMs: number): TaskDraft {
  const second = Math.floor(nowMs / LOG_EVERY_MS) + 1;
  return { kind: LOG_VOTES, id: `log/${ballot}/${second}`, key: `log/${ballot}`, dueAtMs: second * LOG_EVERY_MS, data: { ballot } };
}

/** Due at the next quarter of an hour. */
function flushTask(ballot: string, nowMs: number): TaskDraft {
  const quarter = Math.floor(nowMs / FLUSH_EVERY_MS) + 1;
  const data: LogVotes = { ballot, flush: true };
  return { kind: LOG_VOTES, id: `log/${ballot}/flush/${quarter}`, key: `log/${ballot}`, dueAtMs: quarter * FLUSH_EVERY_MS, data };
}

/** Notes once a second that a ballot has pending votes. What fails is tried again a second later, while the process lives; after a start catch-up finds it. */
export function pendingNotes(decide: Decide, log: Log, world: World): (ballot: string) => Promise<void> {
  const noted = new Map<string, string>();
  const add = decide(async (_desk, task: TaskDraft) => ({ tasks: [task], answer: undefined }));
  const note = async (ballot: string, nowMs: number): Promise<void> => {
    const task = logTask(ballot, nowMs);
    if (noted.get(ballot) === task.id) return;
    noted.set(ballot, task.id);
    try {
      // Of nobody and of no trace: nothing that is kept of the task leads back to the request of a vote.
      await add(task, { by: undefined, grants: [], at: instantOf(nowMs), atMs: nowMs, newId: world.newId });
    } catch (error) {
      noted.delete(ballot);
      log.warn("pending votes could not be noted; trying again", { ballot, error });
      world.after(LOG_EVERY_MS, () => void note(ballot, world.nowMs()));
    }
  };
  return (ballot) => note(ballot, world.nowMs());
}

export type Logging = { readonly boxes: OpenBoxes; readonly sequencer: Sequencer };

/** Logs what is pending in one ballot, signs, and announces what was signed. */
export function logVotes({ boxes, sequencer }: Logging): TaskHandler<LogVotes> {
  return async (desk, { ballot, flush = false }, { atMs }) => {
    const box = await boxes.find(ballot, atMs);
    if (box === undefined) return undefined;
    if (box.halted) return undefined;
    const { logged, left } = await sequencer.logPending(ballot, box.secret === undefined || flush ? 1 : SECRET_BATCH_MIN);
    const signed = await sequencer.sign(ballot, box.signer);
    const announcement = await announce(desk, ballot, signed, atMs);
    // Whatever came while this was at work is looked for once more.
    const tasks = [...(logged > 0 || announcement === "later" ? [logTask(ballot, atMs)] : []), ...(left ? [flushTask(ballot, atMs)] : [])];
    return { ...(announcement !== "later" && announcement), tasks, answer: undefined };
  };
}

async function announce(
  desk: Desk,
  ballot: string,
  signed: KeptCheckpoint | undefined,
  atMs: number,
): Promise<Omit<Outcome<unknown>, "answer"> | "later"> {
  const last = (await desk.load(announcedKind, ballot))?.state;
  if (signed === undefined || signed.size === last?.size) return {};
  if (last !== undefined && atMs < last.atMs + ANNOUNCE_EVERY_MS) return "later";
  const { size, voters, note } = signed;
  const root = toBase64(parseCheckpoint(parseNote(utf8(note)).text).root);
  const turnout = voters === (last?.voters ?? 0) ? [] : [factOf(TurnoutChanged, { ballot, voters })];
  return {
    writes: [put(announcedKind, ballot, { size, voters, atMs })],
    facts: [factOf(CheckpointSigned, { ballot, size, root, voters, note }), ...turnout],
  };
}

export function catchUpTask(nowMs: number): TaskDraft {
  return { kind: CATCH_UP, id: CATCH_UP, key: CATCH_UP, dueAtMs: nowMs, data: {} };
}

/** After a start: every log that is not final gets its tasks, if a process that died has not left them. */
export function catchUp(log: LogStore): TaskHandler {
  return async (_desk, _data, { atMs }) => {
    const tasks: TaskDraft[] = [];
    for (let after: string | undefined; ; ) {
      const page = await log.unfinished(after, CATCH_UP_PAGE);
      tasks.push(...page.map((ballot) => logTask(ballot, atMs)));
      after = page.at(-1);
      if (page.length < CATCH_UP_PAGE) return { tasks, answer: undefined };
    }
  };
}

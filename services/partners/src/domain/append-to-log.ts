import type { CloudEvent } from "@teilhabe/contracts/event";
import { type Loaded, type Outcome, put, type TaskDraft, type Write } from "@teilhabe/platform/rule";
import { entryDocument, entryId, HEAD_ID, type Head, headDocument, type Lane, laneDocument } from "./documents.ts";

export const DELIVER = "deliver-to-webhook";

/** Gives each event the next position, and wakes the sleeping webhooks that want one of them. */
export function appendToLog(
  head: Loaded<Head> | undefined,
  asleep: readonly Loaded<Lane>[],
  events: readonly CloudEvent[],
  atMs: number,
): Outcome<undefined> {
  const from = head?.state.position ?? 0;
  const entries: Write[] = events.map((event, index) => put(entryDocument, entryId(from + 1 + index), { event }));
  const wanting = asleep.filter((lane) => events.some((event) => wants(lane.state.types, event.type)));
  return {
    writes: [put(headDocument, HEAD_ID, { position: from + events.length }), ...entries, ...wanting.map((lane) => awake(lane))],
    tasks: wanting.map((lane) => deliverTask(lane.id, `from-${from}`, atMs)),
    answer: undefined,
  };
}

export function wants(types: readonly string[], type: string): boolean {
  return types.length === 0 || types.includes(type);
}

function awake(lane: Loaded<Lane>): Write {
  return put(laneDocument, lane.id, { ...lane.state, awake: true });
}

/** @param why makes the task's id one of its own: a running task does not swallow it */
export function deliverTask(webhook: string, why: string, dueAtMs: number): TaskDraft {
  return { kind: DELIVER, id: `deliver/${webhook}/${why}`, key: `webhook/${webhook}`, dueAtMs, data: { webhook } };
}

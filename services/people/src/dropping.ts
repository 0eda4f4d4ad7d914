import { instantOf } from "@teilhabe/platform/clock";
import type { TaskHandler } from "@teilhabe/platform/module";
import { remove } from "@teilhabe/platform/rule";
import { actDocument, erasureDocument, personDocument } from "./domain/documents.ts";
import { ACTS_KEPT_MS, DROP_ACTS } from "./domain/record-act.ts";
import type { PeopleQueries } from "./queries/people-queries.ts";

const ACTS_AT_ONCE = 500;

/** The record of an erasure goes, and with it the last mention of the person's id here. */
export const dropErasure: TaskHandler<{ erasure: string; person: string }> = async (desk, { erasure, person }) => {
  const dropped = await desk.load(erasureDocument, erasure);
  const erased = await desk.load(personDocument, person);
  const writes = [
    ...(dropped ? [remove(erasureDocument, erasure)] : []),
    ...(erased?.state.stage === "erased" ? [remove(personDocument, person)] : []),
  ];
  return { writes, answer: undefined };
};

/** The oldest acts go, some at once; a task that found many is followed by another. */
export function dropActs(queries: PeopleQueries): TaskHandler<Record<string, never>> {
  return async (desk, _data, asked, task) => {
    const old = await queries.oldActs(instantOf(asked.atMs - ACTS_KEPT_MS), ACTS_AT_ONCE);
    const loaded = await desk.loadMany(actDocument, old);
    const writes = loaded.flatMap((act) => (act === undefined ? [] : [remove(actDocument, act.id)]));
    const more = { kind: DROP_ACTS, id: `${task.id}+`, key: DROP_ACTS, dueAtMs: asked.atMs, data: {} };
    return { writes, tasks: old.length < ACTS_AT_ONCE ? [] : [more], answer: undefined };
  };
}

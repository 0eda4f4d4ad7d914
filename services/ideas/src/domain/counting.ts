import type { Id } from "@teilhabe/contracts/shapes";
import type { Asked, TaskDraft } from "@teilhabe/platform/rule";
import type { Target } from "./discussion.ts";

/** Counts an idea's supports and comments. */
export const COUNT_IDEA = "count-idea";
/** Counts the reports of an idea or a comment. */
export const COUNT_REPORTS = "count-reports";

/** What is counted, and whether another count follows. */
export type Counting<What> = What & { readonly again: boolean };

export function countIdeaSoon(idea: Id, asked: Asked): TaskDraft {
  return shared(COUNT_IDEA, idea, { idea }, asked);
}

export function countReportsSoon({ target, kind, idea, consultation }: Target, asked: Asked): TaskDraft {
  return shared(COUNT_REPORTS, target, { target, kind, idea, consultation }, asked);
}

/** All who wish to have something counted share one task, so that a thousand wishes are a few counts. */
function shared(kind: string, of: Id, what: Readonly<Record<string, unknown>>, asked: Asked): TaskDraft {
  return { kind, id: `${kind}/${of}`, key: `${kind}/${of}`, dueAtMs: asked.atMs, data: { ...what, again: true } };
}

/**
 * What is committed while the shared task is at work finds it unfinished, adds none, and may come too late for its count. So one more
 * count, which is not shared, follows every shared one.
 */
export function countAgain(kind: string, of: Id, { again, ...what }: Counting<object>, asked: Asked): TaskDraft[] {
  if (!again) return [];
  return [{ kind, id: `${kind}/${of}/${asked.newId()}`, key: `${kind}/${of}`, dueAtMs: asked.atMs, data: { ...what, again: false } }];
}

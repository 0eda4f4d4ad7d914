import type { DocumentKind } from "../rule.ts";
import { checkedEventTexts } from "./commit-limits.ts";
import { fieldsOf } from "./mongo-fields.ts";
import type { Commit, Committed, DocumentWrite } from "./store.ts";

/** A write whose state is a copy of its own, with the values that must be unique. */
export type Written = DocumentWrite & { readonly unique: readonly { readonly field: string; readonly value: string | number }[] };

/** A commit that waits. */
export type Work = {
  readonly commit: Commit;
  readonly writes: readonly Written[];
  /** Of the facts' events. */
  readonly texts: readonly string[];
  /** A dead letter that becomes a task again; false is answered when there is none. */
  readonly unburies?: string;
  /** What no other commit of its group may touch; what it only checks, others may check too. */
  readonly locks: { readonly writes: readonly string[]; readonly checks: readonly string[] };
  readonly resolve: (committed: Committed) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * By value: what the caller changes afterwards changes nothing here.
 * @throws RangeError, MessageTooLarge
 */
export function workOf(commit: Commit, settle: Pick<Work, "resolve" | "reject">, unburies?: string): Work {
  const texts = checkedEventTexts(commit);
  const writes = (commit.writes ?? []).map(writtenOf);
  const tasks = (commit.tasks ?? []).map((task) => ({ ...task, data: copyOf(task.data) as typeof task.data }));
  const locks = locksOf(commit, writes, unburies);
  return { commit: { ...commit, tasks }, writes, texts, locks, ...settle, ...(unburies !== undefined && { unburies }) };
}

function writtenOf(write: DocumentWrite): Written {
  if (typeof write.then !== "object") return { ...write, unique: [] };
  const state = copyOf(write.then.put);
  return { ...write, then: { put: state }, unique: uniqueValues(write.kind, state, write.id) };
}

function uniqueValues(kind: DocumentKind<unknown>, state: unknown, id: string): Written["unique"] {
  if (kind.unique === undefined) return [];
  const fields = fieldsOf(kind, state, id);
  return kind.unique.flatMap((field) => {
    const value = fields[field];
    return typeof value === "string" || typeof value === "number" ? [{ field, value }] : [];
  });
}

function locksOf(commit: Commit, writes: readonly Written[], unburies: string | undefined): Work["locks"] {
  const { position, answer, task, facts } = commit;
  const own = [
    `commit ${commit.id}`,
    ...(position === undefined ? [] : [`position ${position.stream}`]),
    ...(answer === undefined ? [] : [`answer ${answer.scope}`]),
    ...(task === undefined ? [] : [`task ${task.id}`]),
    ...(unburies === undefined ? [] : [`letter ${unburies}`]),
    ...(facts ?? []).map(({ event }) => `fact ${event.id}`),
  ];
  const documents = writes.filter(({ then }) => then !== "check").map(documentLock);
  const unique = writes.flatMap(({ kind, unique: values }) => values.map(({ field, value }) => `unique ${kind.name}.${field}=${value}`));
  return { writes: [...own, ...documents, ...unique], checks: writes.filter(({ then }) => then === "check").map(documentLock) };
}

function documentLock({ kind, id }: { readonly kind: { readonly name: string }; readonly id: string }): string {
  return `document ${kind.name}/${id}`;
}

/** As JSON has it, which is what every database keeps. */
function copyOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

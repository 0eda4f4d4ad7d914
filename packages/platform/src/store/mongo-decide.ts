import type { AnswerRow, DeadLetterRow, FactPlace, PositionRow } from "./mongo-collections.ts";
import type { Snapshot } from "./mongo-read.ts";
import { type TaskChanges, type TaskModel, taskModel } from "./mongo-task-model.ts";
import type { Work, Written } from "./mongo-work.ts";
import type { Committed } from "./store.ts";

type Conflict = Extract<Committed, { committed: false }>["conflict"];

/** A fact that is to be sent, and the bytes of its event. */
export type PlannedFact = { readonly place: FactPlace; readonly event: string };

/** Everything that one transaction writes, for the commits of a group that can be. */
export type Plan = {
  readonly winners: readonly Work[];
  /** With what they are answered, without being written. */
  readonly losers: readonly { readonly work: Work; readonly answer: Committed }[];
  readonly nowMs: number;
  readonly writes: readonly Written[];
  readonly facts: readonly PlannedFact[];
  readonly positions: readonly { readonly was: PositionRow | undefined; readonly now: PositionRow }[];
  readonly answers: readonly { readonly expiredAtMs: number | undefined; readonly now: AnswerRow }[];
  readonly buried: readonly DeadLetterRow[];
  readonly unburied: readonly string[];
  readonly tasks: TaskChanges;
};

/** Decides the commits of a group one after the other, on what was read: pure. */
export function decide(group: readonly Work[], read: Snapshot, nowMs: number): Plan {
  const model = taskModel(read.tasks);
  const winners: Work[] = [];
  const losers: { work: Work; answer: Committed }[] = [];
  const buried: DeadLetterRow[] = [];
  for (const work of group) {
    const answer = answerOf(work, read, model, nowMs);
    if (answer === undefined) {
      winners.push(work);
      apply(work, model, nowMs, buried);
    } else losers.push({ work, answer });
  }
  return {
    winners,
    losers,
    nowMs,
    writes: winners.flatMap(({ writes }) => writes),
    facts: winners.flatMap(factsOf),
    positions: winners.flatMap(positionOf),
    answers: winners.flatMap((work) => answersOf(work, read)),
    buried,
    unburied: winners.flatMap(({ unburies }) => unburies ?? []),
    tasks: model.changes(),
  };
}

/** @returns undefined when it can be written */
function answerOf(work: Work, read: Snapshot, model: TaskModel, nowMs: number): Committed | undefined {
  if (read.known.has(work.commit.id)) return { committed: true };
  const conflict = conflictOf(work, read, model, nowMs);
  return conflict === undefined ? undefined : { committed: false, conflict };
}

function conflictOf({ commit, writes, unburies }: Work, read: Snapshot, model: TaskModel, nowMs: number): Conflict | undefined {
  const { answer, task, position } = commit;
  if (answer !== undefined && (read.answers.get(answer.scope) ?? 0) > nowMs) return { answered: answer.scope };
  if (task !== undefined && !model.holds(task)) return { lostTask: task.id };
  if (unburies !== undefined && !read.letters.has(unburies)) return { lostTask: unburies };
  if (position !== undefined) {
    const actual = read.positions.get(position.stream);
    if (actual?.epoch !== position.from?.epoch || actual?.sequence !== position.from?.sequence) return { position: actual };
  }
  for (const write of writes) {
    const conflict = writeConflict(write, read);
    if (conflict !== undefined) return conflict;
  }
  return undefined;
}

function writeConflict({ kind, id, expectedVersion, unique }: Written, read: Snapshot): Conflict | undefined {
  const actualVersion = read.versions.get(`${kind.name}/${id}`) ?? 0;
  if (actualVersion !== expectedVersion) return { document: kind.name, id, actualVersion };
  const taken = unique.find(({ field, value }) => (read.holders.get(`${kind.name}.${field}=${value}`) ?? id) !== id);
  return taken === undefined ? undefined : { unique: taken.field, document: kind.name, id };
}

function apply({ commit }: Work, model: TaskModel, nowMs: number, buried: DeadLetterRow[]): void {
  const letter = commit.task === undefined ? undefined : model.finish(commit.task);
  if (letter !== undefined) buried.push(letter);
  for (const task of commit.tasks ?? []) model.add(task, nowMs);
}

function factsOf({ commit, texts }: Work): readonly PlannedFact[] {
  return (commit.facts ?? []).map(({ aggregate, version, n, event }, index) => ({
    place: { id: event.id, aggregate, version, n },
    event: texts[index] ?? "",
  }));
}

function positionOf({ commit: { position } }: Work): Plan["positions"] {
  if (position === undefined) return [];
  const { stream: _id, from, to } = position;
  const row = ({ epoch, sequence }: typeof to) => ({ _id, epoch, sequence });
  return [{ was: from && row(from), now: row(to) }];
}

function answersOf({ commit: { answer } }: Work, read: Snapshot): Plan["answers"] {
  if (answer === undefined) return [];
  const { scope: _id, fingerprint, body, expiresAtMs } = answer;
  return [{ expiredAtMs: read.answers.get(_id), now: { _id, fingerprint, body, expiresAtMs } }];
}

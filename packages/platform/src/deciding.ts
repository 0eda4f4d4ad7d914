import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { World } from "./clock.ts";
import { commitOf, deskOn, type Origin, type RememberingDesk } from "./committing.ts";
import type { Decide } from "./decide.ts";
import { keyedLock } from "./keyed-lock.ts";
import type { Asked, Outcome } from "./rule.ts";
import type { Commit, Committed, Store } from "./store/store.ts";

/** So often a command is decided again after a conflict before it answers `too-many-conflicts`. */
export const DECISIONS_MAX = 10;
/** So long an idempotent answer is kept (architecture, section 4). */
export const ANSWER_KEPT_MS = 48 * 3_600_000;

export type Deciding = {
  readonly store: Store;
  readonly origin: Origin;
  readonly world: World;
  /** Adds what the platform commits with every accepted command, such as the record of an act of staff. */
  readonly enrich: (outcome: Outcome<unknown>, input: unknown, asked: Asked) => Outcome<unknown>;
  /** Called after each commit that brought tasks. */
  readonly tasksCommitted: () => void;
};

type Again = { readonly conflictOn: string };

/** @see Decide */
export function makeDecide(deciding: Deciding): Decide {
  const oneByOne = keyedLock();
  return (decision) => async (input, asked) => {
    const repeated = await storedAnswer(deciding, asked);
    if (repeated !== undefined) return repeated as never;
    let contended: string | undefined;
    for (let round = 0; round < DECISIONS_MAX; round++) {
      const decideOnce = () => decideAndCommit(deciding, decision as never, input, asked);
      // Those who met a conflict queue up for what they fought over, so that each of them gets its turn.
      const result = contended === undefined ? await decideOnce() : await oneByOne(contended, decideOnce);
      if (!isAgain(result)) return result as never;
      contended = result.conflictOn;
    }
    return refuse("too-many-conflicts", "Too many people changed this at the same moment. Please try again.");
  };
}

async function decideAndCommit(
  deciding: Deciding,
  decision: (desk: RememberingDesk, input: unknown, asked: Asked) => Promise<Refusal | Outcome<unknown>>,
  input: unknown,
  asked: Asked,
): Promise<unknown | Again> {
  const desk = deskOn(deciding.store);
  const decided = await decision(desk, input, asked);
  if (isRefusal(decided)) return decided;
  const refused = versionRefusal(desk, asked);
  if (refused !== undefined) return refused;
  if (changesNothing(decided)) return decided.answer;

  const outcome = deciding.enrich(decided, input, asked);
  const commit = { ...commitOf(deciding.origin, deciding.world, desk, outcome, asked), ...answerToKeep(asked, decided.answer) };
  return settle(deciding, await deciding.store.commit(commit), commit, asked, decided.answer);
}

async function settle(deciding: Deciding, committed: Committed, commit: Commit, asked: Asked, answer: unknown): Promise<unknown | Again> {
  if (committed.committed) {
    if ((commit.tasks?.length ?? 0) > 0) deciding.tasksCommitted();
    return answer;
  }
  const { conflict } = committed;
  if ("answered" in conflict) return (await storedAnswer(deciding, asked)) ?? { conflictOn: conflict.answered };
  if ("document" in conflict) return { conflictOn: `${conflict.document}/${conflict.id}` };
  throw new Error(`a command cannot meet this conflict: ${JSON.stringify(conflict)}`);
}

function changesNothing(outcome: Outcome<unknown>): boolean {
  return (outcome.writes?.length ?? 0) + (outcome.facts?.length ?? 0) + (outcome.tasks?.length ?? 0) === 0;
}

function versionRefusal(desk: RememberingDesk, asked: Asked): Refusal | undefined {
  const current = desk.firstVersion();
  if (asked.ifMatch === undefined || current === undefined || current === asked.ifMatch) return undefined;
  return refuse("version-mismatch", "This has changed since you read it. Read it again, then repeat your change.", { facts: { version: current } });
}

function scopeOf(asked: Asked): string | undefined {
  if (asked.idempotency === undefined || asked.operation === undefined) return undefined;
  return `${asked.by ?? "nobody"} ${asked.operation} ${asked.idempotency.key}`;
}

function answerToKeep(asked: Asked, answer: unknown): Pick<Commit, "answer"> {
  const scope = scopeOf(asked);
  if (scope === undefined || asked.idempotency === undefined) return {};
  const { fingerprint } = asked.idempotency;
  return { answer: { scope, fingerprint, body: JSON.stringify(answer), expiresAtMs: asked.atMs + ANSWER_KEPT_MS } };
}

async function storedAnswer(deciding: Deciding, asked: Asked): Promise<unknown | undefined> {
  const scope = scopeOf(asked);
  if (scope === undefined) return undefined;
  const stored = await deciding.store.answerOf(scope, asked.atMs);
  if (stored === undefined) return undefined;
  if (stored.fingerprint === asked.idempotency?.fingerprint) return JSON.parse(stored.body);
  return refuse("idempotency-key-reused", "This Idempotency-Key was used with another body. Use a new key for a new request.");
}

function isAgain(value: unknown): value is Again {
  return typeof value === "object" && value !== null && "conflictOn" in value && Object.keys(value).length === 1;
}

import type { World } from "../clock.ts";
import { checkedEventTexts, LOAD_MANY_MAX } from "./commit-limits.ts";
import { applyCommit, FoundConflict, readPosition, type Tables } from "./sqlite-commit.ts";
import { deadLetterTable } from "./sqlite-dead-letters.ts";
import type { Prepare } from "./sqlite-file.ts";
import type { GroupWriter } from "./sqlite-group.ts";
import { purge } from "./sqlite-purge.ts";
import type { Commit, Committed, Store } from "./store.ts";

/** Figures count no further. */
const COUNT_MAX = 100_000;

export type StoreParts = Tables & {
  readonly group: GroupWriter;
  readonly world: World;
  readonly epoch: () => string;
  readonly close: () => void;
};

export function sqliteStore(tables: StoreParts): Store {
  const { prepare, tasks, group, world, epoch, close } = tables;
  const reading = group.read;
  const letters = deadLetterTable(prepare, tasks);
  const clockMs = monotone(world, prepare("SELECT max(at_ms) AS last FROM _commits").get()?.["last"] as number | null);
  const leases = new Map<string, { readonly holder: string; readonly untilMs: number }>();

  async function commit(wanted: Commit): Promise<Committed> {
    const texts = checkedEventTexts(wanted);
    const undone: (() => void)[] = [];
    try {
      await group.write(() => applyCommit(tables, wanted, texts, clockMs(), undone));
      return { committed: true };
    } catch (error) {
      for (const undo of undone) undo();
      if (error instanceof FoundConflict) return { committed: false, conflict: error.conflict };
      throw error;
    }
  }

  return {
    commit,
    load: (kind, id) => reading(() => tables.tableOf(kind as never).load(id) as never),
    async loadMany(kind, ids) {
      if (ids.length > LOAD_MANY_MAX) throw new RangeError(`${ids.length} documents of ${kind.name}; at most ${LOAD_MANY_MAX} are loaded at once`);
      const table = tables.tableOf(kind as never);
      return reading(() => ids.map((id) => table.load(id)) as never);
    },
    takeTasks: (request) => reading(() => tasks.take(request, world.newId())),
    view: () => 0,
    nextTaskAtMs: (nowMs) => reading(() => tasks.nextAtMs(nowMs)),
    position: (stream) => reading(() => readPosition(prepare, stream)),
    answerOf: (scope, nowMs) => reading(() => readAnswer(prepare, scope, nowMs)),
    async lease(name, holder, nowMs, untilMs) {
      const held = leases.get(name);
      if (held !== undefined && held.holder !== holder && held.untilMs > nowMs) return false;
      leases.set(name, { holder, untilMs });
      return true;
    },
    deadLetters: (page) => reading(() => letters.list(page)),
    deadLetter: (id) => reading(() => letters.read(id)),
    replayDeadLetter: (id, nowMs) => group.write(() => letters.replay(id, nowMs, clockMs())),
    discardDeadLetter: (id) => group.write(() => letters.discard(id)),
    epoch: async () => epoch().replaceAll("-", ""),
    figures: (nowMs) =>
      reading(() => {
        const { due, oldestMs } = tasks.figures(nowMs, COUNT_MAX);
        const taskLateMs = oldestMs === undefined ? 0 : nowMs - oldestMs;
        return { outboxPending: 0, outboxOldestMs: undefined, tasksDue: due, taskLateMs, deadLetters: letters.count() };
      }),
    purge: (before) => purge(prepare, group, before),
    close: async () => close(),
  };
}

function readAnswer(prepare: Prepare, scope: string, nowMs: number): { readonly fingerprint: string; readonly body: string } | undefined {
  const row = prepare("SELECT fingerprint, body FROM _answers WHERE scope = ? AND expires_ms > ?").get(scope, nowMs);
  return row && { fingerprint: row["fingerprint"] as string, body: row["body"] as string };
}

/** A clock that is set back must not change the order of what was added. */
function monotone(world: World, lastMs: number | null): () => number {
  let latest = lastMs ?? 0;
  return () => {
    latest = Math.max(latest, world.nowMs());
    return latest;
  };
}

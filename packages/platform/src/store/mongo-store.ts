import type { mongo } from "mongoose";
import type { World } from "../clock.ts";
import type { DocumentKind, Loaded } from "../rule.ts";
import { LOAD_MANY_MAX } from "./commit-limits.ts";
import { StoreUnavailable } from "./errors.ts";
import { type DocumentRow, MAJORITY, type MongoCollections, QUICK } from "./mongo-collections.ts";
import { discardDeadLetter, listDeadLetters, readDeadLetter } from "./mongo-dead-letters.ts";
import { isDuplicateKey, wrapped } from "./mongo-errors.ts";
import { groupWriter } from "./mongo-group.ts";
import { EPOCH } from "./mongo-layout.ts";
import { gatheredLoads } from "./mongo-loads.ts";
import { presence } from "./mongo-presence.ts";
import { countPrimaries } from "./mongo-primaries.ts";
import { purge } from "./mongo-purge.ts";
import { figures, nextTaskAtMs, takeTasks } from "./mongo-tasks.ts";
import { workOf } from "./mongo-work.ts";
import type { Commit, Committed, Store } from "./store.ts";
import { upcast } from "./upcast.ts";

export type MongoStoreNeeds = {
  readonly module: string;
  readonly client: mongo.MongoClient;
  readonly all: MongoCollections;
  readonly documents: readonly DocumentKind<unknown>[];
  readonly world: World;
  /** Called after each group of commits that brought facts. */
  readonly factsCommitted: () => void;
};

export function mongoStore(needs: MongoStoreNeeds): Store {
  const { module, all, world } = needs;
  const declared = new Set(needs.documents.map(({ name }) => name));
  const group = groupWriter({ ...needs, clockMs: monotone(world) });
  const here = presence(all, world.newId());
  const loadOne = gatheredLoads(module, all);
  const primaries = countPrimaries(needs.client);
  let closed = false;

  async function using<Result>(work: () => Promise<Result>): Promise<Result> {
    if (closed) throw new StoreUnavailable(module, "closed");
    try {
      return await work();
    } catch (error) {
      throw wrapped(module, error);
    }
  }

  function checkDeclared({ name }: { readonly name: string }): void {
    if (!declared.has(name)) throw new Error(`the module ${module} does not declare that it keeps documents of the kind ${name}`);
  }

  function commitOne(commit: Commit, unburies?: string): Promise<Committed> {
    const { promise, resolve, reject } = Promise.withResolvers<Committed>();
    group.give(workOf(commit, { resolve, reject }, unburies));
    return promise;
  }

  async function loadMany<State>(kind: DocumentKind<State>, ids: readonly string[]): Promise<readonly (Loaded<State> | undefined)[]> {
    checkDeclared(kind);
    if (ids.length > LOAD_MANY_MAX) throw new RangeError(`${ids.length} documents of ${kind.name}; at most ${LOAD_MANY_MAX} are loaded at once`);
    if (ids.length === 0) return [];
    const rows = await using(() =>
      all
        .documents(kind)
        .find({ _id: { $in: [...new Set(ids)] } }, MAJORITY)
        .toArray(),
    );
    const found = new Map(rows.map((row) => [row._id, row]));
    return ids.map((id) => loadedOf(kind, found.get(id)));
  }

  return {
    loadMany,
    async load(kind, id) {
      checkDeclared(kind);
      return loadedOf(kind, await using(() => loadOne(kind, id)));
    },
    async commit(commit) {
      for (const { kind } of commit.writes ?? []) checkDeclared(kind);
      return commitOne(commit);
    },
    takeTasks: (request) =>
      using(async () => {
        await here.keep(request.nowMs, request.leaseMs);
        const view = primaries.count();
        return here.taking(world.newId(), (lease) => takeTasks(all, request, lease, view));
      }),
    view: () => primaries.count(),
    nextTaskAtMs: () => using(() => nextTaskAtMs(all)),
    position: (stream) =>
      using(async () => {
        const row = await all.positions.findOne({ _id: stream }, MAJORITY);
        return row === null ? undefined : { epoch: row.epoch, sequence: row.sequence };
      }),
    answerOf: (scope, nowMs) =>
      using(async () => {
        const row = await all.answers.findOne({ _id: scope, expiresAtMs: { $gt: nowMs } }, MAJORITY);
        return row === null ? undefined : { fingerprint: row.fingerprint, body: row.body };
      }),
    lease: (name, holder, nowMs, untilMs) => using(() => lease(all, name, holder, nowMs, untilMs)),
    deadLetters: (page) => using(() => listDeadLetters(all, page)),
    deadLetter: (id) => using(() => readDeadLetter(all, id)),
    async replayDeadLetter(id, nowMs) {
      const row = await using(() => all.letters.findOne({ _id: id }, MAJORITY));
      if (row === null) return false;
      const { kind, key, data, traceparent } = row;
      const task = { id, kind, key, data, dueAtMs: nowMs, ...(traceparent !== undefined && { traceparent }) };
      return (await commitOne({ id: world.newId(), tasks: [task] }, id)).committed;
    },
    discardDeadLetter: (id) => using(() => discardDeadLetter(all, id)),
    epoch: () => using(async () => (await all.meta.findOne({ _id: EPOCH }, MAJORITY))?.value ?? ""),
    figures: (nowMs) => using(() => figures(all, nowMs)),
    purge: (before) => using(() => purge(all, before)),
    async close() {
      await group.close();
      closed = true;
      primaries.stop();
    },
  };
}

function loadedOf<State>(kind: DocumentKind<State>, row: DocumentRow | undefined): Loaded<State> | undefined {
  return row && { id: row._id, version: row.version, state: upcast(kind, row.schema, row.state) };
}

async function lease({ leases }: MongoCollections, name: string, holder: string, nowMs: number, untilMs: number): Promise<boolean> {
  const mine = { _id: name, $or: [{ holder }, { untilMs: { $lte: nowMs } }] };
  try {
    const { matchedCount, upsertedCount } = await leases.updateOne(mine, { $set: { holder, untilMs } }, { upsert: true, ...QUICK });
    return matchedCount + upsertedCount > 0;
  } catch (error) {
    if (isDuplicateKey(error)) return false; // somebody else holds it
    throw error;
  }
}

/** A clock that is set back must not change the order of what was added. */
function monotone(world: World): () => number {
  let latest = 0;
  return () => {
    latest = Math.max(latest, world.nowMs());
    return latest;
  };
}

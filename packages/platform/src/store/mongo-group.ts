import { setTimeout as sleep } from "node:timers/promises";
import type { mongo } from "mongoose";
import { StoreOverloaded, StoreUnavailable } from "./errors.ts";
import type { MongoCollections } from "./mongo-collections.ts";
import { decide } from "./mongo-decide.ts";
import { isDuplicateKey, isTransient, isUnknownCommit, wrapped } from "./mongo-errors.ts";
import { readFor } from "./mongo-read.ts";
import { ReadTooEarly } from "./mongo-task-model.ts";
import type { Work } from "./mongo-work.ts";
import { ReadIsStale, writePlan } from "./mongo-write.ts";
import { COMMITS_WAITING_MAX } from "./store.ts";

const GROUP_COMMITS_MAX = 500;
const GROUP_PARTS_MAX = 5_000;
/** A group that meets others so often is halved. */
const CONFLICTS_BEFORE_HALVING = 4;
/** So long a group is tried again after outages; then its outcome is told as not known. */
const RETRY_MS_MAX = 15_000;
const PAUSE_MS_MAX = 200;

export type GroupNeeds = {
  readonly module: string;
  readonly client: mongo.MongoClient;
  readonly all: MongoCollections;
  /** Never less than in the call before. */
  readonly clockMs: () => number;
  /** Called after each group that brought facts. */
  readonly factsCommitted: () => void;
};

/** Puts the commits that wait at the same moment into one transaction. */
export type GroupWriter = {
  give(work: Work): void;
  /** Writes what waits, then refuses everything. */
  close(): Promise<void>;
};

export function groupWriter(needs: GroupNeeds): GroupWriter {
  let waiting: Work[] = [];
  let writing: Promise<void> | undefined;
  let closed = false;

  async function writeAll(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve)); // what is given in this turn goes together
    while (waiting.length > 0) {
      const { group, rest } = nextGroup(waiting);
      waiting = rest;
      await writeGroup(needs, group);
    }
  }

  function start(): void {
    writing ??= writeAll().finally(() => {
      writing = undefined;
      if (waiting.length > 0) start();
    });
  }

  return {
    give(work) {
      if (closed) work.reject(new StoreUnavailable(needs.module, "closed"));
      else if (waiting.length >= COMMITS_WAITING_MAX) work.reject(new StoreOverloaded(needs.module));
      else {
        waiting.push(work);
        start();
      }
    },
    async close() {
      closed = true;
      while (writing !== undefined) await writing;
    },
  };
}

/** The first ones that have nothing to do with each other. What must wait for one of them holds back what must wait for it. */
function nextGroup(waiting: readonly Work[]): { group: Work[]; rest: Work[] } {
  const written = new Set<string>();
  const checked = new Set<string>();
  const group: Work[] = [];
  const rest: Work[] = [];
  let parts = 0;
  for (const work of waiting) {
    const { writes, checks } = work.locks;
    const meets = writes.some((lock) => written.has(lock) || checked.has(lock)) || checks.some((lock) => written.has(lock));
    for (const lock of writes) written.add(lock);
    for (const lock of checks) checked.add(lock);
    parts += partsOf(work);
    const fits = group.length < GROUP_COMMITS_MAX && (group.length === 0 || parts <= GROUP_PARTS_MAX);
    if (fits && !meets) group.push(work);
    else rest.push(work);
    if (!fits) break;
  }
  return { group, rest: [...rest, ...waiting.slice(group.length + rest.length)] };
}

function partsOf({ writes, texts, commit }: Work): number {
  return 1 + writes.length + texts.length + (commit.tasks?.length ?? 0);
}

/** Answers every commit of the group, one way or the other. */
async function writeGroup(needs: GroupNeeds, group: readonly Work[]): Promise<void> {
  const giveUpAt = Date.now() + RETRY_MS_MAX;
  let left = group;
  for (let conflicts = 0, outages = 0; left.length > 0; ) {
    try {
      left = await tryGroup(needs, left);
      continue;
    } catch (failure) {
      const error = failure instanceof GroupFailed ? failure.cause : failure;
      if (failure instanceof GroupFailed) left = failure.left;
      const isConflict = isMeeting(error);
      if (!isConflict && isOutage(error) && Date.now() < giveUpAt) outages += 1;
      else if (isConflict && (conflicts < CONFLICTS_BEFORE_HALVING || (left.length === 1 && Date.now() < giveUpAt && !isDuplicateKey(error))))
        conflicts += 1;
      else return failOrHalve(needs, left, error);
    }
    await sleep(Math.random() * Math.min(PAUSE_MS_MAX, 2 ** (conflicts + outages)));
  }
}

class GroupFailed extends Error {
  readonly left: readonly Work[];
  constructor(left: readonly Work[], cause: unknown) {
    super("a group failed", { cause });
    this.left = left;
  }
}

/** @returns those that must be tried again: none */
async function tryGroup(needs: GroupNeeds, group: readonly Work[]): Promise<readonly Work[]> {
  const plan = decide(group, await readFor(needs.all, group), needs.clockMs());
  for (const { work, answer } of plan.losers) work.resolve(answer);
  if (plan.winners.length === 0) return [];
  try {
    await writePlan(needs.client, needs.all, plan);
  } catch (error) {
    throw new GroupFailed(plan.winners, error);
  }
  for (const { resolve } of plan.winners) resolve({ committed: true });
  if (plan.facts.length > 0) needs.factsCommitted();
  return [];
}

async function failOrHalve(needs: GroupNeeds, group: readonly Work[], error: unknown): Promise<void> {
  const [only] = group;
  if (group.length === 1 && only !== undefined) return only.reject(told(needs.module, only, error));
  if (isOutage(error)) {
    for (const { reject } of group) reject(wrapped(needs.module, error));
    return;
  }
  const half = Math.ceil(group.length / 2);
  await writeGroup(needs, group.slice(0, half));
  await writeGroup(needs, group.slice(half));
}

/** Others, here or at another replica, changed the same at the same moment. */
function isMeeting(error: unknown): boolean {
  return error instanceof ReadIsStale || error instanceof ReadTooEarly || isDuplicateKey(error) || (error as { code?: unknown }).code === 112;
}

function isOutage(error: unknown): boolean {
  return isTransient(error) || isUnknownCommit(error);
}

function told(module: string, { commit }: Work, error: unknown): unknown {
  const twice = isDuplicateKey(error) && (commit.facts?.length ?? 0) > 0 && String((error as Error).message).includes("_outbox");
  if (!twice) return isMeeting(error) ? new StoreUnavailable(module, "failed", error) : wrapped(module, error);
  const ids = commit.facts?.map(({ event }) => event.id).join(", ");
  return new Error(`one of the events ${ids} is in the stream already: an id that has had facts must not be used again`, { cause: error });
}

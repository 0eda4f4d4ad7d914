import type { MongoCollections, TaskRow } from "./mongo-collections.ts";
import { MAJORITY, NEWEST, QUICK } from "./mongo-collections.ts";
import type { Store, Task } from "./store.ts";

/** Figures count no further. */
const COUNT_MAX = 100_000;
/** Facts that wait for the stream are counted in the oldest groups only. */
const GROUPS_COUNTED_MAX = 10_000;

/**
 * Leases what is due. Two replicas that look at the same moment see the same tasks; each task goes to the one whose mark stuck. Left for
 * later is what a majority does not have yet: so what was committed before a task or together with it is seen by every majority read, and handlers make no other.
 */
export async function takeTasks(
  { tasks }: MongoCollections,
  { nowMs, limit, leaseMs }: Parameters<Store["takeTasks"]>[0],
  lease: string,
  view: number,
): Promise<readonly Task[]> {
  if (limit < 1) return [];
  const due = { nextMs: { $lte: nowMs } };
  const found = await tasks
    .find(due, { ...NEWEST, projection: { _id: 1 } })
    .sort({ nextMs: 1, orderMs: 1, n: 1 })
    .limit(limit)
    .toArray();
  if (found.length === 0) return [];
  const safe = await tasks.find({ _id: { $in: found.map(({ _id }) => _id) } }, { ...MAJORITY, projection: { _id: 1 } }).toArray();
  if (safe.length === 0) return [];
  const ids = { $in: safe.map(({ _id }) => _id) };
  // By the ids: the index of what is due has everything else that waits, too.
  await tasks.updateMany({ _id: ids, ...due }, { $set: { lease, nextMs: nowMs + leaseMs }, $inc: { rev: 1 } }, { ...QUICK, hint: "_id_" });
  const mine = new Map((await tasks.find({ _id: ids, lease }, NEWEST).toArray()).map((row) => [row._id, row]));
  return found.flatMap(({ _id }) => mine.get(_id) ?? []).map((row) => taskOf(row, view));
}

export async function nextTaskAtMs({ tasks }: MongoCollections): Promise<number | undefined> {
  const first = await tasks.findOne({ nextMs: { $exists: true } }, { ...NEWEST, sort: { nextMs: 1 }, projection: { nextMs: 1 } });
  return first?.nextMs;
}

export async function figures({ tasks, pending, letters }: MongoCollections, nowMs: number): ReturnType<Store["figures"]> {
  const due = { nextMs: { $lte: nowMs } };
  const [tasksDue, oldestTask, outboxPending, oldestFact, deadLetters] = await Promise.all([
    tasks.countDocuments(due, { ...NEWEST, limit: COUNT_MAX, hint: "ready" }),
    tasks.findOne(due, { ...NEWEST, sort: { nextMs: 1 }, projection: { nextMs: 1 } }),
    countPending(pending),
    pending.findOne({}, { ...NEWEST, sort: { atMs: 1, _id: 1 }, projection: { atMs: 1 } }),
    letters.countDocuments({}, { ...NEWEST, limit: COUNT_MAX, hint: "_id_" }),
  ]);
  return {
    outboxPending,
    outboxOldestMs: oldestFact === null ? undefined : nowMs - oldestFact.atMs,
    tasksDue,
    taskLateMs: nowMs - (oldestTask?.nextMs ?? nowMs),
    deadLetters,
  };
}

async function countPending(pending: MongoCollections["pending"]): Promise<number> {
  const oldest = [{ $sort: { atMs: 1, _id: 1 } }, { $limit: GROUPS_COUNTED_MAX }];
  const [counted] = await pending
    .aggregate<{ n: number }>([...oldest, { $group: { _id: null, n: { $sum: { $size: "$facts" } } } }], NEWEST)
    .toArray();
  return counted?.n ?? 0;
}

function taskOf({ _id: id, kind, key, dueAtMs, data, traceparent, attempts, lease = "" }: TaskRow, view: number): Task {
  return { id, kind, key, dueAtMs, data, attempts, lease, view, ...(traceparent !== undefined && { traceparent }) };
}

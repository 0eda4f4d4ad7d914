import { BATCH_EVENTS_MAX } from "../bus/bus.ts";
import { type FactPlace, MAJORITY, type MongoCollections, type OutboxStored, type PendingRow, SNAPSHOT } from "../store/mongo-collections.ts";

/** A batch has at most so many bytes of events. */
const BATCH_BYTES_MAX = 4 * 1024 * 1024;
/** Groups that one answer of the server brings: together they may be as large as a document can be. */
const GROUPS_READ = 64;

/** Facts that can be appended to the stream together, in this order, and the groups in which they wait. */
export type PendingBatch = { readonly rows: readonly OutboxStored[]; readonly groups: readonly PendingRow[] };

type Waiting = FactPlace & { readonly atMs: number };

/**
 * Facts that are not in the stream, oldest first; of each aggregate in the order of its versions, none while a lower one is left out.
 * Only what no failover can take back.
 */
export async function pendingFacts(all: MongoCollections): Promise<PendingBatch> {
  const { groups: oldest, areAll } = await oldestGroups(all);
  const behind = areAll ? [] : await lowerThan(all, oldest); // clocks differ
  const groups = [...oldest, ...behind.map(({ group }) => group)];
  const facts = [...oldest.flatMap(waitingIn), ...behind.flatMap(({ lower }) => lower)];
  const ids = inOrder(facts)
    .slice(0, BATCH_EVENTS_MAX)
    .map(({ id }) => id);
  if (ids.length === 0) return { rows: [], groups: [] };
  const rows = await all.outbox.find({ _id: { $in: ids } }, MAJORITY).toArray();
  const byId = new Map(rows.map((row) => [row._id, row]));
  const batch = fitting(ids.flatMap((id) => byId.get(id) ?? []));
  const taken = new Set(batch.map(({ _id }) => _id));
  return { rows: batch, groups: groups.filter((group) => group.facts.some(({ id }) => taken.has(id))) };
}

/** Enough for a batch, as they were at one moment. */
async function oldestGroups({ pending }: MongoCollections): Promise<{ readonly groups: readonly PendingRow[]; readonly areAll: boolean }> {
  const groups: PendingRow[] = [];
  let facts = 0;
  for await (const group of pending.find({}, { ...SNAPSHOT, batchSize: GROUPS_READ }).sort({ atMs: 1, _id: 1 })) {
    if (facts >= BATCH_EVENTS_MAX) return { groups, areAll: false };
    groups.push(group);
    facts += group.facts.length;
  }
  return { groups, areAll: true };
}

/** Groups behind these with lower versions of the same aggregates, and of each the facts that are lower. */
async function lowerThan(
  { pending }: MongoCollections,
  groups: readonly PendingRow[],
): Promise<readonly { group: PendingRow; lower: readonly Waiting[] }[]> {
  const upTo = new Map<string, number>();
  for (const { aggregate, version } of groups.flatMap(({ facts }) => facts)) upTo.set(aggregate, Math.max(version, upTo.get(aggregate) ?? 0));
  const isLower = ({ aggregate, version }: FactPlace) => version < (upTo.get(aggregate) ?? 0);
  const anyLower = [...upTo].map(([aggregate, version]) => ({ facts: { $elemMatch: { aggregate, version: { $lt: version } } } }));
  const known = new Set(groups.map(({ _id }) => _id));
  const found = await pending.find({ $or: anyLower }, MAJORITY).toArray();
  return found.filter(({ _id }) => !known.has(_id)).map((group) => ({ group, lower: waitingIn(group).filter(isLower) }));
}

function waitingIn({ atMs, facts }: PendingRow): readonly Waiting[] {
  return facts.map((fact) => ({ ...fact, atMs }));
}

/** By time, but no fact before a lower version of its aggregate. */
export function inOrder(facts: readonly Waiting[]): readonly Waiting[] {
  let aggregate: string | undefined;
  let latestMs = 0;
  const placed = facts.toSorted(byPlace).map((fact, index) => {
    latestMs = fact.aggregate === aggregate ? Math.max(latestMs, fact.atMs) : fact.atMs;
    aggregate = fact.aggregate;
    return { fact, atMs: latestMs, index };
  });
  return placed.sort((a, b) => a.atMs - b.atMs || a.index - b.index).map(({ fact }) => fact);
}

function byPlace(a: FactPlace, b: FactPlace): number {
  return (a.aggregate < b.aggregate ? -1 : Number(a.aggregate > b.aggregate)) || a.version - b.version || a.n - b.n;
}

/** As many of the first ones as one batch may have bytes, at least one. */
export function fitting(rows: readonly OutboxStored[]): readonly OutboxStored[] {
  let bytes = 0;
  const end = rows.findIndex(({ event }, index) => {
    bytes += Buffer.byteLength(event);
    return index > 0 && bytes > BATCH_BYTES_MAX;
  });
  return end === -1 ? rows : rows.slice(0, end);
}

import { type MongoCollections, NEWEST, QUICK } from "./mongo-collections.ts";

/** A replica that has not been heard of for so long is taken for dead: others may have the tasks that it was at. */
const PRESENT_MS = 10_000;
const RENEW_EVERY_MS = 2_000;
const PREFIX = "replica/";

/**
 * A killed replica must not hold back its tasks for the whole of their leases. Only saves time: one that was paused and comes back
 * finds its leases lost.
 */
export type Presence = {
  /**
   * Takes tasks under a lease that says whose it is. When it fails, the server may have leased them all the same; nobody would ever finish
   * them, so the next `keep` frees them.
   */
  taking<Taken>(id: string, take: (lease: string) => Promise<Taken>): Promise<Taken>;
  /** Says that this replica lives, and frees what dead ones had taken. @param leaseMs of takings, at most */
  keep(nowMs: number, leaseMs: number): Promise<void>;
};

/** @param replica letters, digits and hyphens */
export function presence(all: MongoCollections, replica: string): Presence {
  let renewedMs = Number.NEGATIVE_INFINITY;
  /** One at most: nothing is taken before it is free. */
  const unheard = new Set<string>();
  return {
    async taking(id, take) {
      const lease = `${replica}.${id}`;
      try {
        return await take(lease);
      } catch (error) {
        unheard.add(lease);
        throw error;
      }
    },
    async keep(nowMs, leaseMs) {
      for (const lease of unheard) {
        await free(all, lease, nowMs, leaseMs);
        unheard.delete(lease);
      }
      if (Math.abs(nowMs - renewedMs) < RENEW_EVERY_MS) return;
      renewedMs = nowMs;
      const own = { $set: { holder: replica, untilMs: nowMs + PRESENT_MS } };
      await all.leases.updateOne({ _id: PREFIX + replica }, own, { upsert: true, ...QUICK });
      const dead = await all.leases.find({ _id: { $gt: PREFIX, $lt: `${PREFIX}~` }, untilMs: { $lte: nowMs } }, NEWEST).toArray();
      for (const { _id, holder } of dead) {
        await free(all, { $gt: `${holder}.`, $lt: `${holder}/` }, nowMs, leaseMs);
        await all.leases.deleteOne({ _id, untilMs: { $lte: nowMs } }, QUICK);
      }
    },
  };
}

/** @param lease one, or those between two */
async function free({ tasks }: MongoCollections, lease: string | { $gt: string; $lt: string }, nowMs: number, leaseMs: number): Promise<void> {
  const taken = { nextMs: { $gt: nowMs, $lte: nowMs + leaseMs }, lease };
  await tasks.updateMany(taken, { $set: { nextMs: nowMs }, $inc: { rev: 1 } }, QUICK);
}

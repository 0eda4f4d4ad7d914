import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { BATCH_EVENTS_MAX } from "../bus/bus.ts";
import { realWorld } from "../clock.ts";
import { DURABLE, type MongoCollections } from "../store/mongo-collections.ts";
import { emptied } from "../store/mongo-harness.ts";
import { purge } from "../store/mongo-purge.ts";
import { databaseOf, layOutModule, type OpenedMongo, openMongo } from "../store/open-mongo.ts";
import { pendingFacts } from "./pending-facts.ts";
import { keptBatches, keptRun, markPublished } from "./published.ts";

const DAY = 86_400_000;
const never = { commitsMs: 0, answersMs: 0 };

describeWith("mongodb", "facts that wait for the stream, and what is known to be in it,", (url) => {
  let opened: OpenedMongo;
  let all: MongoCollections;

  beforeAll(async () => {
    opened = { ...(await openMongo(url)), prefix: `test-${randomBytes(6).toString("hex")}` };
    await layOutModule(opened, { module: "facts", documents: [] }, realWorld().newId);
    all = databaseOf(opened, "facts").all;
  });
  afterEach(() => emptied(all));
  afterAll(async () => {
    await all.db.dropDatabase();
    await opened.close();
  });

  const idsFrom = (first: number, count: number) => Array.from({ length: count }, (_, n) => `f${String(first + n).padStart(5, "0")}`);

  /** As one transaction leaves them. */
  async function committed(ids: readonly string[], atMs = 1): Promise<void> {
    const facts = ids.map((id) => ({ id, aggregate: id, version: 1, n: 0 }));
    await all.outbox.insertMany(
      ids.map((_id) => ({ _id, event: `{"id":"${_id}"}` })),
      DURABLE,
    );
    await all.pending.insertOne({ _id: `commit/${ids[0]}`, atMs, facts }, DURABLE);
  }
  const waiting = async () => (await pendingFacts(all)).rows.map(({ _id }) => _id);
  const mark = (ids: readonly string[], last: number, atMs = DAY) => markPublished(all, { ids, last, atMs });

  async function kept(): Promise<readonly string[]> {
    const run = await keptRun(all);
    const batches: string[] = [];
    if (run !== undefined) for await (const batch of keptBatches(all, run)) batches.push(...batch.map(({ _id }) => _id));
    return batches;
  }

  test("a commit of more facts than a batch holds is published in parts, in its order", async () => {
    const ids = idsFrom(1, BATCH_EVENTS_MAX + 500);
    await committed(ids);
    const first = await pendingFacts(all);
    expect(first.rows.map(({ _id }) => _id)).toEqual(ids.slice(0, BATCH_EVENTS_MAX));
    await markPublished(all, { ids: ids.slice(0, BATCH_EVENTS_MAX), last: BATCH_EVENTS_MAX, atMs: 1 }, first.groups);
    expect(await waiting()).toEqual(ids.slice(BATCH_EVENTS_MAX));
    await mark(ids.slice(BATCH_EVENTS_MAX), ids.length);
    expect(await waiting()).toEqual([]);
    expect(await kept()).toEqual(ids);
  });

  test("what is marked twice, or in other pages, stands in the stream once", async () => {
    await committed(idsFrom(1, 6));
    await mark(idsFrom(1, 3), 3);
    await mark(idsFrom(1, 3), 3);
    await mark(idsFrom(2, 5), 6);
    expect(await waiting()).toEqual([]);
    expect(await keptRun(all)).toEqual({ first: 1, last: 6 });
    expect(await kept()).toEqual(idsFrom(1, 6));
  });

  test("only the end without a gap is kept of a stream", async () => {
    await committed(idsFrom(1, 9));
    await mark(idsFrom(1, 2), 2);
    await mark(idsFrom(4, 3), 6);
    await mark(idsFrom(7, 3), 9);
    expect(await keptRun(all)).toEqual({ first: 4, last: 9 });
    expect(await kept()).toEqual(idsFrom(4, 6));
  });

  test("what was published long ago is purged with its place; what waits stays, however old", async () => {
    await committed(idsFrom(1, 4));
    await committed(idsFrom(5, 1));
    await mark(idsFrom(1, 2), 2, DAY);
    await mark(idsFrom(3, 2), 4, 3 * DAY);
    await purge(all, { ...never, outboxMs: 2 * DAY });
    expect(await keptRun(all)).toEqual({ first: 3, last: 4 });
    expect(await all.outbox.countDocuments()).toBe(3);
    await purge(all, { ...never, outboxMs: 9 * DAY });
    expect(await keptRun(all)).toBeUndefined();
    expect(await waiting()).toEqual(idsFrom(5, 1));
  });

  test("a purge that was cut off leaves what is whole behind it", async () => {
    await committed(idsFrom(1, 6));
    await mark(idsFrom(1, 6), 6);
    await all.outbox.deleteMany({ _id: { $in: idsFrom(1, 2) } }, DURABLE);
    expect(await keptRun(all)).toEqual({ first: 3, last: 6 });
    expect(await kept()).toEqual(idsFrom(3, 4));
  });

  describe("an outbox of before, whose rows told whether they wait and where they stand,", () => {
    const row = (id: string, aggregate: string, version: number) => ({ ...{ _id: id, event: `{"id":"${id}"}` }, aggregate, version, n: 0, atMs: 7 });
    const before = [
      { ...row("p2", "a", 2), pending: true },
      { ...row("p1", "a", 1), pending: true, atMs: 9 },
      ...idsFrom(1, 3).map((id, n) => ({ ...row(id, "b", n + 1), sequence: n + 1 })),
      ...idsFrom(5, 700).map((id, n) => ({ ...row(id, "b", n + 5), sequence: n + 5 })),
    ];

    test("is converted by the provisioning, once: the same waits, and the same stands at the same places", async () => {
      const fresh = databaseOf(opened, "before").all;
      const newId = realWorld().newId;
      try {
        await fresh.db.collection("_outbox").insertMany(before as never);
        await fresh.db.collection("_outbox").createIndex({ aggregate: 1 }, { name: "pending_of_aggregate" });
        await layOutModule(opened, { module: "before", documents: [] }, newId);
        await layOutModule(opened, { module: "before", documents: [] }, newId);
        expect((await pendingFacts(fresh)).rows).toEqual(["p1", "p2"].map((_id) => ({ _id, event: `{"id":"${_id}"}` })));
        const run = await keptRun(fresh);
        expect(run).toEqual({ first: 5, last: 704 });
        const events: string[] = [];
        if (run !== undefined) for await (const batch of keptBatches(fresh, run)) events.push(...batch.map(({ _id }) => _id));
        expect(events).toEqual(idsFrom(5, 700));
        expect(await fresh.published.countDocuments({ last: 3 })).toBe(1);
      } finally {
        await fresh.db.dropDatabase();
      }
    });

    test("grows no more: a process of that release is refused what it writes", async () => {
      await expect(all.db.collection("_outbox").insertOne(before[0] as never)).rejects.toThrow(/validation/);
    });
  });
});

import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { layOutModule, openMongo } from "@teilhabe/platform/store/open-mongo";
import { openTestDatabase, type TestDatabase } from "@teilhabe/platform/testing/mongo-database";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { sequencer } from "../log/sequencer.ts";
import { type BoxPorts, boxPorts } from "../ports.ts";
import { arriveAgain } from "./mongo-arrivals.ts";
import { type Collections, collectionsOf, DURABLE, type VoteRow, voteCollections, voteId } from "./mongo-collections.ts";
import type { OfferedVote } from "./vote-store.ts";

const ballot = "0198c5a0-0000-7000-8000-0000000000b1";
const key = "ab".repeat(32);

function vote(more: Partial<OfferedVote> = {}): OfferedVote {
  return { ballot, key, seq: 1, choice: '{"options":["a"]}', nonce: "cd".repeat(32), day: "2026-11-23", late: false, ...more };
}

function rowOf({ ballot: _, late: __, ...kept }: OfferedVote): VoteRow {
  return { _id: voteId(ballot, kept.key, kept.seq), ...kept };
}

describeWith("mongodb", "votes that wait for their places, on a real server", (url) => {
  let database: Promise<TestDatabase> | undefined;
  const connected = async () => {
    database ??= openTestDatabase(url, "ballot-box", [], voteCollections);
    return (await database).connection;
  };
  let ports: BoxPorts;
  let all: Collections;

  beforeEach(async () => {
    const connection = await connected();
    ports = boxPorts.mongodb(connection);
    all = collectionsOf(connection);
    await ports.votes.prepare(ballot);
  });
  afterEach(async () => {
    const connection = await connected();
    for (const { name } of voteCollections) await connection.collection(name).deleteMany({ _id: { $gt: "" } } as object);
  });
  afterAll(async () => (await database)?.close());

  /** As an acceptor leaves it that dies before it notes what it has inserted. */
  const insertOnly = (one: OfferedVote) => all.votes.insertOne(rowOf(one), DURABLE);
  const logAll = () => sequencer(ports.log, randomBytes).logPending(ballot, 1);
  const finish = () => sequencer(ports.log, randomBytes).finish(ballot);
  const opened = async () => (await ports.votes.openings(ballot, undefined, 10)).map(({ seq, index }) => ({ seq, index }));

  describe("a vote whose acceptor died before it was noted", () => {
    test("waits once its voter sends it again, and gets its place", async () => {
      await insertOnly(vote());
      expect(await logAll()).toEqual({ logged: 0, left: false });
      expect(await ports.votes.keep([vote()])).toEqual([{ kept: "again", day: "2026-11-23" }]);
      expect(await logAll()).toEqual({ logged: 1, left: false });
      expect(await opened()).toEqual([{ seq: 1, index: 0 }]);
    });

    test("has no place in a log that ends without it, and no receipt then", async () => {
      await insertOnly(vote());
      await ports.votes.seal(ballot, 1);
      expect(await finish()).toMatchObject({ votes: 0, final: true });
      expect(await ports.votes.keep([vote()])).toEqual([{ kept: "closed" }]);
      expect(await opened()).toEqual([]);
    });

    test("comes into the log with the vote that replaces it: its voter is counted once, whatever comes later", async () => {
      await insertOnly(vote());
      await ports.votes.keep([vote({ seq: 2 })]);
      expect(await logAll()).toEqual({ logged: 2, left: false });
      await ports.votes.keep([vote()]);
      expect(await finish()).toMatchObject({ votes: 2, voters: 1 });
      expect((await opened()).map(({ seq }) => seq)).toEqual([1, 2]);
    });
  });

  describe("a vote that is noted twice", () => {
    const two = [vote(), vote({ key: "ef".repeat(32) })];
    const waiting = () => all.arrivals.countDocuments({ _id: { $gt: `${ballot}:` } });

    test("has one place, and keeps no log from ending", async () => {
      await ports.votes.keep(two);
      for (const one of two) await arriveAgain(all, ballot, rowOf(one));
      expect(await finish()).toMatchObject({ votes: 2, voters: 2, final: true });
      expect(await waiting()).toBe(0);
    });

    test("has one place also when it had that already", async () => {
      await ports.votes.keep(two);
      await logAll();
      await arriveAgain(all, ballot, rowOf(vote()));
      await ports.votes.keep([vote({ key: "01".repeat(32) })]);
      expect(await logAll()).toEqual({ logged: 1, left: false });
      expect(await waiting()).toBe(0);
      expect(await finish()).toMatchObject({ votes: 3, voters: 3, final: true });
    });
  });

  test("nothing tells in which order they came", async () => {
    const keys = ["9", "1", "5", "3"].map((digit) => digit.repeat(64));
    await ports.votes.keep(keys.map((one) => vote({ key: one })));
    const [row] = await all.arrivals.find({ _id: { $gt: `${ballot}:` } }).toArray();
    expect(row?.votes.map((text) => text.slice(0, 64))).toEqual(keys.toSorted());
  });

  describe("a release that kept places in the votes' rows", () => {
    const before = { ...rowOf(vote()), pending: ballot };

    test("can write nothing any more beside today's", async () => {
      const connection = await connected();
      await expect(connection.collection("votes").insertOne(before as object)).rejects.toThrow(/validation/);
    });

    test("and what it wrote is refused by the provisioning, which then changes nothing", async () => {
      const opened = { ...(await openMongo(url)), prefix: `test-${randomBytes(6).toString("hex")}` };
      const db = opened.client.db(`${opened.prefix}-ballot-box`);
      try {
        await db.collection("votes").insertOne(before as object);
        await expect(layOutModule(opened, { module: "ballot-box", documents: [], collections: voteCollections }, () => "")).rejects.toThrow(
          /0025.*Finish and publish.*nothing was changed/,
        );
        expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(["votes"]);
      } finally {
        await db.dropDatabase();
        await opened.close();
      }
    });
  });
});

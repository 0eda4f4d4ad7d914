import { randomBytes } from "node:crypto";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { pendingFacts } from "../relay/pending-facts.ts";
import { rememberScans, scansOf } from "../testing/mongo-database.ts";
import { testWorld } from "../testing/test-world.ts";
import { type MongoCollections, PLATFORM_COLLECTIONS } from "./mongo-collections.ts";
import { databaseOf, layOutModule, type OpenedMongo, openMongo, openMongoStore } from "./open-mongo.ts";
import type { Store } from "./store.ts";
import type { StoreHarness } from "./store-harness.ts";

/** A database for all tests of a file, emptied after each: making collections and indexes takes longer than the tests. */
export function mongoForTests(url: string) {
  let opened: OpenedMongo;
  return {
    opened: () => opened,
    async start() {
      opened = { ...(await openMongo(url)), prefix: `test-${randomBytes(6).toString("hex")}` };
      await rememberScans(databaseOf(opened, "probe").all);
    },
    /** @throws Error naming every query of the store that scanned a collection instead of an index */
    async stop() {
      const { all } = databaseOf(opened, "probe");
      const scans = await scansOf(all);
      await all.db.dropDatabase();
      await opened.close();
      if (scans.length > 0) throw new Error(`these queries found no index:\n${scans.join("\n")}`);
    },
    open: async (): Promise<StoreHarness> => mongoHarness(opened),
  };
}

/** What a module keeps, gone; its collections stay. */
export async function emptied({ db }: MongoCollections): Promise<void> {
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    if (name.startsWith("system.")) continue;
    const isLayout = name === PLATFORM_COLLECTIONS.meta;
    await db.collection<{ _id: string }>(name).deleteMany(isLayout ? { _id: { $nin: ["layout", "epoch"] } } : {});
  }
}

function mongoHarness(opened: OpenedMongo): StoreHarness {
  const world = testWorld(randomBytes(6).toString("hex"));
  let stores: Store[] = [];
  const all = () => databaseOf(opened, "probe").all;
  const shut = async () => {
    await Promise.all(stores.map((store) => store.close()));
    stores = [];
  };
  return {
    traits: { outboxIsStream: false, leasesOutliveRestart: true },
    world,
    async open(documents) {
      await layOutModule(opened, { module: "probe", documents }, world.newId);
      const { store } = openMongoStore(opened, { module: "probe", documents, world });
      stores.push(store);
      return store;
    },
    shut,
    async events() {
      const { rows } = await pendingFacts(all());
      return rows.map(({ event }) => JSON.parse(event) as CloudEvent);
    },
    async dispose() {
      await shut();
      await emptied(all());
    },
  };
}

import { randomBytes } from "node:crypto";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { inOrder } from "../relay/outbox.ts";
import { testWorld } from "../testing/test-world.ts";
import { databaseOf, layOutModule, type OpenedMongo, openMongo, openMongoStore } from "./open-mongo.ts";
import type { Store } from "./store.ts";
import type { StoreHarness } from "./store-harness.ts";

/** A database of its own for each harness, dropped at its end; the connection is shared. */
export function mongoForTests(url: string) {
  let opened: OpenedMongo;
  return {
    opened: () => opened,
    async start() {
      opened = await openMongo(url);
    },
    async stop() {
      await opened.close();
    },
    open: async (): Promise<StoreHarness> => mongoHarness(opened),
  };
}

function mongoHarness(shared: OpenedMongo): StoreHarness {
  const opened = { ...shared, prefix: `test-${randomBytes(6).toString("hex")}` };
  const world = testWorld(opened.prefix);
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
      await layOutModule(opened, "probe", documents, world.newId);
      const { store } = openMongoStore(opened, { module: "probe", documents, world });
      stores.push(store);
      return store;
    },
    shut,
    async events() {
      const rows = await all().outbox.find().sort({ aggregate: 1, version: 1, n: 1 }).toArray();
      return inOrder(rows).map(({ event }) => JSON.parse(event) as CloudEvent);
    },
    async dispose() {
      await shut();
      await all().db.dropDatabase();
    },
  };
}

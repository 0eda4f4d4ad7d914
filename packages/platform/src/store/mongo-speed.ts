import { realWorld } from "../clock.ts";
import { layOutModule, openMongo, openMongoStore } from "./open-mongo.ts";
import { fact, note, write } from "./store-harness.ts";

/**
 * How many commits a second, each a new document, a fact and a task: `node packages/platform/src/store/mongo-speed.ts MONGODB_URL [seconds]`.
 * @see sqlite-speed.ts
 */
const [url = "", seconds = "4"] = process.argv.slice(2);
const world = realWorld();
const opened = { ...(await openMongo(url)), prefix: "speed" };
await layOutModule(opened, { module: "probe", documents: [note] }, world.newId);
const { store, all } = openMongoStore(opened, { module: "probe", documents: [note], world });

async function commitOne(): Promise<void> {
  const id = world.newId();
  const tasks = [{ kind: "test", id, key: id, dueAtMs: world.nowMs(), data: { of: id } }];
  const { committed } = await store.commit({ id: world.newId(), writes: [write(id, 0, { text: "x" })], facts: [fact(id, 1)], tasks });
  if (!committed) throw new Error("a commit conflicted");
}

async function measure(inFlight: number): Promise<void> {
  const endsAt = performance.now() + Number(seconds) * 1_000;
  const tookMs: number[] = [];
  const one = async () => {
    for (let began = performance.now(); began < endsAt; began = performance.now()) {
      await commitOne();
      tookMs.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  tookMs.sort((a, b) => a - b);
  const at = (part: number) => (tookMs[Math.floor(tookMs.length * part)] ?? 0).toFixed(1);
  process.stdout.write(`${inFlight} in flight: ${Math.round(tookMs.length / Number(seconds))} commits/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms\n`);
}

for (const inFlight of [1, 50, 200, 500]) await measure(inFlight);
await all.db.dropDatabase();
await store.close();
await opened.close();

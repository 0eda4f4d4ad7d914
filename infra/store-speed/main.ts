import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { realWorld } from "@teilhabe/platform/clock";
import type { DocumentKind } from "@teilhabe/platform/rule";
import { openSqliteStore, type SqliteStore } from "@teilhabe/platform/store/open-sqlite";
import { openFile } from "@teilhabe/platform/store/sqlite-file";
import { COMMIT_PARTS_MAX } from "@teilhabe/platform/store/store";

/** Prints what the store does in a second beside a bare insert loop on the same disk, as JSON: `node infra/store-speed/main.ts [seconds]`. */
const SECONDS = Number(process.argv[2] ?? 3);
const WAITING_TASKS = 1_000_000;
const STATE = { text: "x".repeat(200), district: "d1" };

const plain: DocumentKind<typeof STATE> = { name: "plain", schema: 1 };
const searchable: DocumentKind<typeof STATE> = {
  name: "searchable",
  schema: 1,
  fields: { scalars: ["district"], lists: ["words"], of: ({ district }) => ({ district, words: ["more", "benches", "park"] }) },
  indexes: [["district", "id"]],
};

const folder = mkdtempSync(join(tmpdir(), "teilhabe-speed-"));
const world = realWorld();

type Rate = { readonly perSecond: number; readonly msP50: number; readonly msP99: number; readonly loopDelayMsP99: number };

async function rateOf(inFlight: number, work: () => Promise<unknown>): Promise<Rate> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const took: number[] = [];
  delay.enable();
  const began = performance.now();
  const endsAt = began + SECONDS * 1_000;
  const one = async () => {
    while (performance.now() < endsAt) {
      const from = performance.now();
      await work();
      took.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  const seconds = (performance.now() - began) / 1_000;
  delay.disable();
  took.sort((a, b) => a - b);
  const at = (share: number) => Number((took[Math.floor(took.length * share)] ?? 0).toFixed(2));
  return {
    perSecond: Math.round(took.length / seconds),
    msP50: at(0.5),
    msP99: at(0.99),
    loopDelayMsP99: Number((delay.percentile(99) / 1e6).toFixed(1)),
  };
}

/** The floor: one prepared insert in transactions of so many, and nothing else. */
function bareInserts(perTransaction: number): number {
  const { raw, prepare } = openFile(join(folder, `bare-${perTransaction}.db`));
  raw.exec("CREATE TABLE IF NOT EXISTS bare (id TEXT PRIMARY KEY, version INTEGER, schema INTEGER, state TEXT) STRICT");
  const insert = prepare("INSERT INTO bare VALUES (?, 1, 1, ?)");
  const state = JSON.stringify(STATE);
  let rows = 0;
  const began = performance.now();
  while (performance.now() - began < SECONDS * 1_000) {
    prepare("BEGIN IMMEDIATE").run();
    for (let row = 0; row < perTransaction; row += 1) insert.run(world.newId(), state);
    prepare("COMMIT").run();
    rows += perTransaction;
  }
  const perSecond = Math.round(rows / ((performance.now() - began) / 1_000));
  raw.close();
  return perSecond;
}

function commits({ store }: SqliteStore, kind: DocumentKind<typeof STATE>, facts: boolean): () => Promise<unknown> {
  return () => {
    const id = world.newId();
    const event = { specversion: "1.0", id: `${id}:1:0`, data: { id }, subject: id, type: "a.b.v1" } as never;
    const put = { kind: kind as DocumentKind<unknown>, id, expectedVersion: 0, then: { put: STATE } };
    return store.commit({ id: world.newId(), writes: [put], ...(facts && { facts: [{ aggregate: id, version: 1, n: 0, event }] }) });
  };
}

function votes({ database }: SqliteStore): () => Promise<unknown> {
  database.raw.exec("CREATE TABLE vote (id TEXT PRIMARY KEY, choice TEXT NOT NULL) STRICT, WITHOUT ROWID");
  const choice = JSON.stringify(STATE);
  return () => database.write(() => database.prepare("INSERT INTO vote VALUES (?, ?) ON CONFLICT DO NOTHING").run(world.newId().slice(-17), choice));
}

/** Half of the tasks wait behind one key, half for their time. */
async function fillTasks({ store }: SqliteStore): Promise<void> {
  const nowMs = world.nowMs();
  for (let first = 0; first < WAITING_TASKS; first += COMMIT_PARTS_MAX) {
    const tasks = Array.from({ length: COMMIT_PARTS_MAX }, (_, index) => {
      const n = first + index;
      const late = n % 2 === 0 ? { key: "one", dueAtMs: nowMs } : { key: `k${n}`, dueAtMs: nowMs + 86_400_000 };
      return { kind: "test", id: `t${n}`, data: {}, ...late };
    });
    await store.commit({ id: world.newId(), tasks });
  }
}

function taskRound({ store }: SqliteStore): () => Promise<unknown> {
  return async () => {
    const id = world.newId();
    await store.commit({ id: world.newId(), tasks: [{ kind: "test", id, key: id, dueAtMs: 0, data: {} }] });
    const [task] = await store.takeTasks({ nowMs: world.nowMs(), limit: 1, leaseMs: 1_000 });
    if (task !== undefined) await store.commit({ id: world.newId(), task: { id: task.id, lease: task.lease, then: "done" } });
  };
}

async function measure(): Promise<unknown> {
  const opened = openSqliteStore({ file: join(folder, "speed.db"), module: "speed", documents: [plain, searchable] as never, world });
  const floor = { single: bareInserts(1), by200: bareInserts(200) };
  const single = await rateOf(1, commits(opened, plain, false));
  const grouped = await rateOf(200, commits(opened, plain, false));
  const withFact = await rateOf(200, commits(opened, searchable, true));
  const cast = await rateOf(200, votes(opened));
  const tasks = { none: await rateOf(50, taskRound(opened)) };
  await fillTasks(opened);
  const million = await rateOf(50, taskRound(opened));
  opened.close();
  return {
    floorInsertsPerSecond: floor,
    commitOfOneDocument: { single, grouped, ratioSingle: ratio(single, floor.single), ratioGrouped: ratio(grouped, floor.by200) },
    commitOfDocumentWithFieldsAndFact: withFact,
    databaseWriteOfOneVote: { ...cast, ratio: ratio(cast, floor.by200) },
    taskAddedTakenDone: { ...tasks, millionWaiting: million },
  };
}

function ratio({ perSecond }: Rate, floor: number): number {
  return Number((perSecond / floor).toFixed(2));
}

console.log(JSON.stringify(await measure(), undefined, 2));
rmSync(folder, { recursive: true });

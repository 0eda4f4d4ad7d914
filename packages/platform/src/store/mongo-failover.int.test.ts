import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type RunningMongo, startMongo } from "../../../../infra/servers/mongo.ts";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { silentLog } from "../pino-log.ts";
import { put } from "../rule.ts";
import { taskWorker } from "../tasks/worker.ts";
import { makeMetrics } from "../telemetry/metrics.ts";
import { NEWEST } from "./mongo-collections.ts";
import { mongoForTests } from "./mongo-harness.ts";
import { databaseOf } from "./open-mongo.ts";
import { idsOf, note, probing, task, write } from "./store-harness.ts";

const LIMIT_MS = 120_000;
const LOOK_EVERY_MS = 20;
/** Less than it takes a primary that hears of no other member to step down. */
const SEEN_WITHIN_MS = 5_000;

/** The set is one of its own; that there is another server shows that it can be had here. */
describeWith("mongodb", "a store on a set of three nodes", () => {
  let folder: string;
  let set: RunningMongo;
  let mongo: ReturnType<typeof mongoForTests>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "teilhabe-three-nodes-"));
    set = await startMongo({ folder, nodes: 3, log: () => undefined });
    mongo = mongoForTests(set.url);
    await mongo.start();
  }, LIMIT_MS);
  afterAll(async () => {
    await mongo.stop();
    await set.stop();
    rmSync(folder, { recursive: true, force: true });
  }, LIMIT_MS);

  test(
    "whoever has a task sees what was committed together with it",
    probing(
      () => mongo.open(),
      async ({ commit, take, textOf }) => {
        const primary = (await set.primary()).url;
        const others = set.nodes.filter(({ url }) => url !== primary);
        await Promise.all(others.map((node) => node.pause()));
        const slow = commit({ tasks: [task("count")], writes: [write("support", 0, { text: "mine" })] });
        try {
          const { all } = databaseOf(mongo.opened(), "probe");
          for (const until = Date.now() + SEEN_WITHIN_MS; (await all.tasks.findOne({}, NEWEST)) === null; await sleep(LOOK_EVERY_MS))
            expect(Date.now()).toBeLessThan(until);
          expect([idsOf(await take()), await textOf("support")]).toEqual([[], undefined]);
        } finally {
          for (const node of others) node.resume();
        }
        expect(await slow).toEqual({ committed: true });
        expect([idsOf(await take()), await textOf("support")]).toEqual([["count"], "mine"]);
      },
    ),
    LIMIT_MS,
  );

  test(
    "whoever works on a task while another node becomes primary begins again, for the new one may show less at first",
    probing(
      () => mongo.open(),
      async ({ store, commit, world, textOf }) => {
        await commit({ tasks: [task("a")] });
        let calls = 0;
        const worker = taskWorker({
          ...{ origin: { module: "probe", publicUrl: "http://localhost", epoch: "" }, store, world, log: silentLog, metrics: makeMetrics() },
          handlers: {
            async test(desk) {
              calls += 1;
              if (calls === 1) await mongo.opened().client.db("admin").command({ replSetStepDown: 20, secondaryCatchUpPeriodSecs: 10 });
              await desk.load(note, "n");
              return { writes: [put(note, "n", { text: `call ${calls}` })], answer: undefined };
            },
          },
        });
        for (const until = Date.now() + LIMIT_MS / 2; (await textOf("n")) === undefined && Date.now() < until; ) await worker.pump();
        expect([calls, await textOf("n")]).toEqual([2, "call 2"]);
        await worker.stop();
      },
    ),
    LIMIT_MS,
  );
});

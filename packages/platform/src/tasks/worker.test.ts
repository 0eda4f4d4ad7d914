import { expect, test } from "@jest/globals";
import { silentLog } from "../pino-log.ts";
import { StoreUnavailable } from "../store/errors.ts";
import { withFile } from "../store/sqlite-testing.ts";
import type { Store } from "../store/store.ts";
import { task } from "../store/store-harness.ts";
import { makeMetrics } from "../telemetry/metrics.ts";
import { TASK_LEASE_MS, taskWorker } from "./worker.ts";

test(
  "a task that fails because the store is away is tried again when the store is back, not when its lease ends",
  withFile(async ({ open, world }) => {
    const { store } = open();
    await store.commit({ id: world.newId(), tasks: [task("a")] });
    const takenAtMs = world.nowMs();
    let outages = 3;
    const failing: Store = {
      ...store,
      async commit(commit) {
        if (outages === 0) return store.commit(commit);
        outages -= 1;
        setImmediate(() => world.advance(1_000)); // when the worker waits
        throw new StoreUnavailable("probe", "disconnected");
      },
    };
    const worker = taskWorker({
      ...{ origin: { module: "probe", publicUrl: "http://localhost", epoch: "" }, store: failing, world, log: silentLog, metrics: makeMetrics() },
      handlers: { test: async () => undefined },
    });

    await worker.pump();
    world.advance(2_000); // longer than a failed task waits at first
    await worker.pump();
    expect(outages).toBe(0);
    expect(await store.nextTaskAtMs(world.nowMs())).toBeUndefined();
    expect(world.nowMs()).toBeLessThan(takenAtMs + TASK_LEASE_MS);
    await worker.stop();
  }),
);

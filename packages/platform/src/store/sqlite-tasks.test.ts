import { expect, test } from "@jest/globals";
import { withFile } from "./sqlite-testing.ts";
import { COMMIT_PARTS_MAX } from "./store.ts";
import { done, idsOf, task } from "./store-harness.ts";

const WAITING = 100_000;

function millisecondsOf(work: () => unknown, times: number): number {
  const began = performance.now();
  for (let round = 0; round < times; round += 1) work();
  return (performance.now() - began) / times;
}

test(
  "looking for work costs the same however much waits, behind one key or for its time",
  withFile(async ({ open, world }) => {
    const { store, database } = open();
    const nowMs = world.nowMs();
    for (let first = 0; first < WAITING; first += COMMIT_PARTS_MAX) {
      const tasks = Array.from({ length: COMMIT_PARTS_MAX }, (_, index) => {
        const n = first + index;
        return n % 2 === 0 ? task(`behind-${n}`, "one key", nowMs) : task(`later-${n}`, `key-${n}`, nowMs + 86_400_000 + n);
      });
      await store.commit({ id: world.newId(), tasks });
    }
    await store.commit({ id: world.newId(), tasks: [task("due", "its own key", nowMs)] });
    const [head] = await store.takeTasks({ nowMs, limit: 1, leaseMs: 60_000 });
    expect(head?.id).toBe("behind-0");

    const scan = database.prepare("SELECT count(*) FROM _tasks WHERE +ready_ms <= ?");
    const scanMs = millisecondsOf(() => scan.get(nowMs), 5);
    const began = performance.now();
    for (let round = 0; round < 20; round += 1) {
      const [due] = await store.takeTasks({ nowMs, limit: 100, leaseMs: 0 });
      expect(due?.id).toBe("due");
      await store.nextTaskAtMs(nowMs);
      await store.figures(nowMs);
    }
    expect((performance.now() - began) / 20).toBeLessThan(scanMs / 2);

    await store.commit({ id: world.newId(), task: done(head!) });
    expect(idsOf(await store.takeTasks({ nowMs, limit: 1, leaseMs: 1 }))).toEqual(["behind-2"]);
    expect(idsOf(await store.takeTasks({ nowMs, limit: 5, leaseMs: 1 }))).toEqual(["due"]);
  }),
  60_000,
);

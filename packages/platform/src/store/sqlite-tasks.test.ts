import { expect, test } from "@jest/globals";
import { withFile } from "./sqlite-testing.ts";
import { COMMIT_PARTS_MAX } from "./store.ts";
import { done, idsOf, task } from "./store-harness.ts";

const WAITING = 100_000;

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
    const asked: string[] = [];
    const prepare = database.raw.prepare.bind(database.raw);
    database.raw.prepare = (sql) => {
      asked.push(sql);
      return prepare(sql);
    };
    const [head] = await store.takeTasks({ nowMs, limit: 1, leaseMs: 60_000 });
    expect(head?.id).toBe("behind-0");
    const [due] = await store.takeTasks({ nowMs, limit: 100, leaseMs: 0 });
    expect(due?.id).toBe("due");
    await store.nextTaskAtMs(nowMs);
    await store.figures(nowMs);
    const plans = asked.filter((sql) => sql.includes("_tasks")).flatMap((sql) => prepare(`EXPLAIN QUERY PLAN ${sql}`).all());
    const steps = plans.map(({ detail }) => String(detail)).filter((step) => step.includes("_tasks"));
    expect(steps.length).toBeGreaterThan(2);
    expect(steps.filter((step) => !step.startsWith("SEARCH"))).toEqual([]); // sqlite.org/eqp.html: a SCAN looks at every row
    expect(database.prepare("SELECT count(*) AS looked_at FROM _tasks WHERE ready_ms <= ?").get(nowMs)).toMatchObject({ looked_at: 2 });

    await store.commit({ id: world.newId(), task: done(head!) });
    expect(idsOf(await store.takeTasks({ nowMs, limit: 1, leaseMs: 1 }))).toEqual(["behind-2"]);
    expect(idsOf(await store.takeTasks({ nowMs, limit: 5, leaseMs: 1 }))).toEqual(["due"]);
  }),
  60_000,
);

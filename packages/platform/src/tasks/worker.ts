import type { World } from "../clock.ts";
import { commitOf, deskOn, type Origin } from "../committing.ts";
import type { Log } from "../log.ts";
import type { TaskHandler } from "../module.ts";
import { askedBy } from "../serve.ts";
import { StoreOverloaded, StoreUnavailable } from "../store/errors.ts";
import { type Commit, type Store, TASK_ATTEMPTS_MAX, type Task } from "../store/store.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { inSpan } from "../telemetry/tracing.ts";

/** Tasks that one replica of a module works on at the same time. */
export const TASKS_AT_ONCE_MAX = 256;
/** A task that is not finished within this time may be taken by another replica. */
export const TASK_LEASE_MS = 120_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 3_600_000;
const CONFLICTS_MAX = 10;
/** While the store is away, putting off a failed task is tried so often again, for as long as it is leased. */
const PUT_OFF_AGAIN_MS = 1_000;
/** Of what is due and is not given yet, because another server has it not yet. */
const LOOK_AGAIN_MS = 10;
/** Without a wake-up the store is looked at so often: other replicas and lost hints. */
const LOOK_EVERY_MS = 2_000;

/** Thrown by a handler that wants to be called again at a time of its own choice; it does not count as a failure. */
export class NotYet extends Error {
  override readonly name = "NotYet";
  readonly retryAtMs: number;
  constructor(retryAtMs: number, why: string) {
    super(why);
    this.retryAtMs = retryAtMs;
  }
}

export type Working = {
  readonly origin: Origin;
  readonly store: Store;
  readonly world: World;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly handlers: Readonly<Record<string, TaskHandler>>;
};

export interface Worker {
  /** Something may be due. */
  wake(): void;
  /** Works off what is due now and returns how many tasks it took; for tests. */
  pump(): Promise<number>;
  /** Takes nothing more and waits for what is being worked on. */
  stop(): Promise<void>;
}

/** Works off a module's tasks, each once, in the order of its key. */
export function taskWorker(working: Working): Worker {
  const active = new Set<Promise<void>>();
  let stopped = false;
  let filling = false;
  let woken = false;
  let cancelTimer: () => void = () => undefined;
  let filled: Promise<unknown> = Promise.resolve();

  /** One after the other, so that whoever waits for a filling has seen what the one before it took. */
  function fill(): Promise<number> {
    const mine = filled.then(take);
    filled = mine.catch(() => undefined);
    return mine;
  }

  async function take(): Promise<number> {
    const free = TASKS_AT_ONCE_MAX - active.size;
    if (stopped || free <= 0) return 0;
    const tasks = await working.store.takeTasks({ nowMs: working.world.nowMs(), limit: free, leaseMs: TASK_LEASE_MS });
    for (const task of tasks) {
      const work: Promise<void> = workOff(working, task, () => stopped).finally(() => {
        active.delete(work);
        wake(); // the next one of its key may be due now
      });
      active.add(work);
    }
    return tasks.length;
  }

  async function loop(): Promise<void> {
    if (filling) return;
    filling = true;
    try {
      do {
        woken = false;
        await fill();
      } while (woken && !stopped);
    } catch (error) {
      if (!stopped) working.log.error("tasks could not be taken", { error });
    } finally {
      filling = false;
      await sleepUntilDue();
    }
  }

  async function sleepUntilDue(): Promise<void> {
    cancelTimer();
    if (stopped) return;
    const now = working.world.nowMs();
    const next = await working.store.nextTaskAtMs(now).catch(() => undefined);
    const pause = next === undefined ? LOOK_EVERY_MS : Math.min(LOOK_EVERY_MS, Math.max(LOOK_AGAIN_MS, next - now));
    if (stopped) return;
    cancelTimer();
    cancelTimer = working.world.after(pause, () => void loop());
  }

  function wake(): void {
    woken = true;
    if (!stopped && !filling) void loop();
  }

  return {
    wake,
    async pump() {
      const taken = await fill();
      const worked = Math.max(taken, active.size);
      await Promise.all(active);
      return worked;
    },
    async stop() {
      stopped = true;
      cancelTimer();
      await Promise.allSettled(active);
    },
  };
}

async function workOff(working: Working, task: Task, isStopped: () => boolean): Promise<void> {
  const leasedUntilMs = working.world.nowMs() + TASK_LEASE_MS;
  try {
    await inSpan(`work off ${task.kind}`, task.traceparent, (traceparent) => handleTask(working, task, traceparent));
  } catch (error) {
    const mayTryAgain = () => !isStopped() && working.world.nowMs() < leasedUntilMs;
    while (!(await isPutOff(working, task, error)) && mayTryAgain()) await pause(working.world, PUT_OFF_AGAIN_MS);
  }
}

/** What the store was away for would otherwise be left alone until its lease ends. @returns false: the store is away */
async function isPutOff(working: Working, task: Task, error: unknown): Promise<boolean> {
  try {
    await putOff(working, task, error);
    return true;
  } catch (cause) {
    working.log.error("a task could not be put off", { task: task.id, error: cause });
    const isAway =
      (cause instanceof StoreUnavailable && cause.reason !== "closed" && cause.reason !== "not-synced") || cause instanceof StoreOverloaded;
    return !isAway;
  }
}

function pause(world: World, ms: number): Promise<void> {
  return new Promise((resolve) => {
    world.after(ms, resolve);
  });
}

async function handleTask(working: Working, task: Task, traceparent: string | undefined): Promise<void> {
  const handler = working.handlers[task.kind];
  if (handler === undefined) throw new Error(`${working.origin.module} has no handler for tasks of kind ${task.kind}`);
  for (let round = 0; round < CONFLICTS_MAX; round++) {
    const asked = askedBy(working.world, { by: undefined, grants: [] }, undefined, traceparent);
    const desk = deskOn(working.store);
    const outcome = await handler(desk, task.data as never, asked, task);
    if (working.store.view() !== task.view)
      throw new NotYet(working.world.nowMs(), "another server of the store answers now: what was read may lack something");
    const commit: Commit = {
      ...commitOf(working.origin, working.world, desk, outcome ?? { answer: undefined }, asked),
      task: { ...held(task), then: "done" },
    };
    const committed = await working.store.commit(commit);
    if (committed.committed) return working.metrics.taskEnded(working.origin.module, task.kind, "done");
    if ("lostTask" in committed.conflict) return working.metrics.taskEnded(working.origin.module, task.kind, "lost");
  }
  throw new Error(`what task ${task.id} writes changed ${CONFLICTS_MAX} times while it was decided`);
}

function held(task: Task): { id: string; lease: string } {
  return { id: task.id, lease: task.lease };
}

/** Later with a growing delay, or a dead letter after the last attempt. */
async function putOff(working: Working, task: Task, error: unknown): Promise<void> {
  const { origin, world, metrics, log, store } = working;
  const id = world.newId();
  const what = describe(error);
  if (error instanceof NotYet) {
    await store.commit({ id, task: { ...held(task), then: { waitUntilMs: error.retryAtMs } } });
    return;
  }
  if (task.attempts + 1 >= TASK_ATTEMPTS_MAX) {
    await store.commit({ id, task: { ...held(task), then: { buryWith: what, atMs: world.nowMs() } } });
    metrics.taskEnded(origin.module, task.kind, "buried");
    log.error("a task became a dead letter", { task: task.id, kind: task.kind, error });
    return;
  }
  const retryAtMs = world.nowMs() + retryDelayMs(task.attempts, world.randomBytes(1)[0] ?? 0);
  await store.commit({ id, task: { ...held(task), then: { retryAtMs, error: what } } });
  metrics.taskEnded(origin.module, task.kind, "retried");
  log.warn("a task failed and will be tried again", { task: task.id, kind: task.kind, attempts: task.attempts + 1, retryAtMs, error });
}

/** Doubles from a second to an hour, and up to a quarter more by chance, so that what failed together does not come back together. */
export function retryDelayMs(attempts: number, chance: number): number {
  const base = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts, 30));
  return Math.round(base * (1 + chance / 1024));
}

function describe(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 1_000);
}

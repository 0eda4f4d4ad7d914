import type { World } from "@teilhabe/platform/clock";

/** Work that is asked for often and done seldom. */
export interface Paced {
  /** Soon, but not within the gap after the last time it began; asked during the work, once more after it. */
  ask(): void;
  /** Once more from now on, whatever the gap. */
  now(): Promise<void>;
  stop(): void;
}

/**
 * @param gapMs between the beginnings of two runs
 * @param work never runs twice at once; it handles its own errors
 */
export function paced(world: World, gapMs: () => number, work: () => Promise<void>): Paced {
  let beganMs = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  let cancel: (() => void) | undefined;
  let again = false;
  let stopped = false;

  const begin = (): Promise<void> => {
    cancel?.();
    cancel = undefined;
    beganMs = world.nowMs();
    running = work().finally(() => {
      running = undefined;
      if (again) ask();
      again = false;
    });
    return running;
  };
  function ask(): void {
    if (running !== undefined) again = true;
    if (stopped || running !== undefined || cancel !== undefined) return;
    const waitMs = beganMs + gapMs() - world.nowMs();
    if (waitMs <= 0) void begin();
    else cancel = world.after(waitMs, () => void begin());
  }
  return {
    ask,
    async now() {
      await running;
      await (running ?? begin());
    },
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}

/** Calls again and again until the returned function is called. */
export function repeating(world: World, ms: number, call: () => void): () => void {
  let cancel = () => {};
  const next = () => {
    cancel = world.after(ms, () => {
      call();
      next();
    });
  };
  next();
  return () => cancel();
}

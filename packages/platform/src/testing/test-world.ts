import { createHash } from "node:crypto";
import { idMaker, type World } from "../clock.ts";

export interface TestWorld extends World {
  /** Moves the clock and calls what became due, in order. */
  advance(ms: number): void;
}

const START_MS = Date.parse("2026-11-23T10:00:00.000Z");

/** A world whose time stands still until it is advanced, and whose randomness comes from a seed. */
export function testWorld(seed = "test", startMs = START_MS): TestWorld {
  let nowMs = startMs;
  let drawn = 0;
  let timers: { atMs: number; n: number; call: () => void }[] = [];
  let timersMade = 0;
  const randomBytes = (size: number) => {
    const parts: Buffer[] = [];
    for (let length = 0; length < size; length += 32) parts.push(createHash("sha256").update(`${seed} ${drawn++}`).digest());
    return Buffer.concat(parts).subarray(0, size);
  };
  return {
    nowMs: () => nowMs,
    randomBytes,
    newId: idMaker(() => nowMs, randomBytes),
    after(ms, call) {
      const timer = { atMs: nowMs + ms, n: timersMade++, call };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        const [next] = timers.filter((timer) => timer.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs || a.n - b.n);
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        nowMs = Math.max(nowMs, next.atMs);
        next.call();
      }
      nowMs = untilMs;
    },
  };
}

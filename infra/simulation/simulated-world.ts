import { idMaker, type World } from "@teilhabe/platform/clock";
import type { Random } from "./random.ts";

const START_MS = Date.parse("2026-11-23T10:00:00.000Z");

export interface SimulatedWorld extends World {
  /** Lets time pass until the next timer is due, and calls it. False: no timer is left. */
  step(): boolean;
  /** Sets the clock to so much before or after the true time, as an operator or a time server may; timers keep their distance. */
  setClockOff(ms: number): void;
  /** Milliseconds of simulated time since the beginning, whatever the clock says. */
  elapsedMs(): number;
}

type Timer = { readonly atMs: number; readonly n: number; readonly call: () => void };

/** Time passes only when the simulation says so. */
export function simulatedWorld(random: Random): SimulatedWorld {
  let elapsedMs = 0;
  let offsetMs = 0;
  let timers: Timer[] = [];
  let made = 0;
  const nowMs = () => START_MS + elapsedMs + offsetMs;
  const randomBytes = (size: number) => random.bytes(size);
  return {
    nowMs,
    randomBytes,
    newId: idMaker(nowMs, randomBytes),
    after(ms, call) {
      const timer = { atMs: elapsedMs + Math.max(0, ms), n: made++, call };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    step() {
      const next = timers.reduce<Timer | undefined>((first, timer) => (first === undefined || isBefore(timer, first) ? timer : first), undefined);
      if (next === undefined) return false;
      timers = timers.filter((timer) => timer !== next);
      elapsedMs = Math.max(elapsedMs, next.atMs);
      next.call();
      return true;
    },
    setClockOff(ms) {
      offsetMs = ms;
    },
    elapsedMs: () => elapsedMs,
  };
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.n < b.n);
}

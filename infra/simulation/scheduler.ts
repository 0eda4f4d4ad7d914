import type { Random } from "./random.ts";
import type { SimulatedPlatform } from "./simulated-platform.ts";
import type { SimulatedWorld } from "./simulated-world.ts";

/** Turns of the event loop without anything happening, after which everything waits for time to pass. */
const QUIET_TURNS = 6;
/** A run that takes longer than this in simulated time does not get anywhere. */
const ELAPSED_MS_MAX = 24 * 3_600_000;
const CLOCK_OFF_MS_MAX = 120_000;

export type Running = {
  readonly platform: SimulatedPlatform;
  readonly world: SimulatedWorld;
  readonly random: Random;
  /** Likelihood at each step that the clock is set forward or back. */
  readonly clockShift: number;
};

/** Lets the work run: time passes only when nothing else can happen, and a process that was cut is started again. */
export async function runUntilDone(running: Running, work: Promise<unknown>): Promise<void> {
  let done = false;
  let failure: unknown;
  work.then(
    () => {
      done = true;
    },
    (error: unknown) => {
      done = true;
      failure = error;
    },
  );
  while (!done) {
    await quiet(running.platform);
    if (done) break;
    if (running.platform.isDown()) await running.platform.start();
    else step(running);
  }
  if (failure !== undefined) throw failure;
}

function step({ world, random, clockShift }: Running): void {
  if (random.chance(clockShift)) world.setClockOff(random.below(2 * CLOCK_OFF_MS_MAX) - CLOCK_OFF_MS_MAX);
  if (!world.step()) throw new Error("nothing can happen any more, and the work is not done: something waits for ever");
  if (world.elapsedMs() > ELAPSED_MS_MAX) throw new Error("a day of simulated time has passed, and the work is not done");
}

async function quiet(platform: SimulatedPlatform): Promise<void> {
  let stirred = platform.stirred();
  for (let turn = 0; turn < QUIET_TURNS; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (platform.stirred() !== stirred) {
      stirred = platform.stirred();
      turn = -1;
    }
  }
}

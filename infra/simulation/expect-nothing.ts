import { expect } from "@jest/globals";
import { simulate } from "./simulate.ts";

/** Long enough for a machine that is busy with everything else. */
export const SEEDS_WITHIN_MS = 600_000;

/** Runs so many seeds from this one on: no invariant may be broken, and processes must have been cut. */
export async function expectNothing(from: number, count: number): Promise<void> {
  const failing: Record<number, readonly string[]> = {};
  let lives = 0;
  for (let seed = from; seed < from + count; seed++) {
    const simulated = await simulate(seed);
    lives += simulated.lives;
    if (simulated.faults.length > 0) failing[seed] = simulated.faults;
  }
  expect(failing).toEqual({});
  expect(lives).toBeGreaterThan(count); // the faults did come
}

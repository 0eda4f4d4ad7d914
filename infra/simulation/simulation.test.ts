import { expect, test } from "@jest/globals";
import { simulate } from "./simulate.ts";

const SEEDS = 200;
const TIMEOUT_MS = 240_000;

test(
  `over ${SEEDS} seeds no acknowledged command is lost, each effect comes once, order is kept, and counts equal their ledger`,
  async () => {
    const failing: Record<number, readonly string[]> = {};
    let lives = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const simulated = await simulate(seed);
      lives += simulated.lives;
      if (simulated.faults.length > 0) failing[seed] = simulated.faults;
    }
    expect(failing).toEqual({});
    expect(lives).toBeGreaterThan(SEEDS); // the faults did come: processes were cut
  },
  TIMEOUT_MS,
);

test("the same seed is the same run, so that a failing one can be run again", async () => {
  const once = await simulate(4711, { withBallot: false });
  expect(await simulate(4711, { withBallot: false })).toEqual(once);
});

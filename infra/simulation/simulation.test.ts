import { expect, test } from "@jest/globals";
import { expectNothing, SEEDS_WITHIN_MS } from "./expect-nothing.ts";
import { simulate } from "./simulate.ts";

// 200 seeds, half of them in `simulate-on.test.ts`: two files run on two cores.
test(
  "over seeds 1 to 100 no acknowledged command is lost, each effect comes once, order is kept, and counts equal their ledger",
  () => expectNothing(1, 100),
  SEEDS_WITHIN_MS,
);

test("the same seed is the same run, so that a failing one can be run again, also where the machine takes much longer for it", async () => {
  const once = await simulate(4711, { withBallot: false });
  expect(await simulate(4711, { withBallot: false })).toEqual(once);
  const slowly = makeSlow();
  try {
    expect(await simulate(4711, { withBallot: false })).toEqual(once);
  } finally {
    slowly.stop();
  }
});

/** So much real time passes between any two looks at it, as on a machine that has much else to do. */
const LOST_MS = 20;

function makeSlow(): { stop(): void } {
  const { now } = performance;
  let lostMs = 0;
  performance.now = () => {
    lostMs += LOST_MS;
    return now.call(performance) + lostMs;
  };
  return {
    stop() {
      performance.now = now;
    },
  };
}

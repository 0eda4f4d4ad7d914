import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ballotBox } from "@teilhabe/ballot-box/module";
import { castVote, readTurnout } from "@teilhabe/contracts/ballot-box/operations";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { BALLOT, keyGiver, openedBox, type TestBox } from "../../services/ballot-box/src/testing.ts";
import { round } from "./figure.ts";

const AT_ONCE = 200;
const OPENS_MS = 86_400_000;

/** The same module, whose tasks do nothing. */
const withoutSequencer: typeof ballotBox = {
  ...ballotBox,
  async start(context) {
    const running = await ballotBox.start(context);
    const idle = Object.keys(running.tasks ?? {}).map((kind) => [kind, async () => undefined] as const);
    return { ...running, tasks: Object.fromEntries(idle) };
  },
};

/** Votes through the bus into SQLite on disk, in this process: as they are, and with a sequencer that does nothing, by turns; the better of two runs each. */
export async function measureSequencing(votes: number) {
  const plain = [await run(withoutSequencer, votes, false)];
  const logged = [await run(ballotBox, votes, true)];
  plain.push(await run(withoutSequencer, votes, false));
  logged.push(await run(ballotBox, votes, true));
  const fastest = (runs: typeof plain) => Math.max(...runs.map(({ perSecond }) => perSecond));
  return {
    plainPerSecond: fastest(plain),
    loggedPerSecond: fastest(logged),
    lastToCheckpointS: Math.max(...logged.map(({ lastToCheckpointS }) => lastToCheckpointS)),
  };
}

async function run(module: typeof ballotBox, votes: number, logs: boolean) {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-sequencing-"));
  const platform = await started([keyGiver, module], { realTime: true, settings: { DATABASE_URL: `sqlite:${folder}` } });
  try {
    const now = Date.now();
    const times = {
      opensAt: new Date(now).toISOString(),
      closesAt: new Date(now + OPENS_MS).toISOString(),
      includeBy: new Date(now + 2 * OPENS_MS).toISOString(),
    };
    const box = await openedBox(platform, { kind: "approval" }, times);
    const sent = Array.from({ length: votes }, (_, n) => box.vote(n));
    const began = performance.now();
    await castAll(platform, sent);
    const ended = performance.now();
    if (logs) await untilLogged(platform, votes);
    return { perSecond: round(votes / ((ended - began) / 1_000)), lastToCheckpointS: round((performance.now() - ended) / 1_000) };
  } finally {
    await platform.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function castAll(platform: Started, sent: readonly ReturnType<TestBox["vote"]>[]): Promise<void> {
  let next = 0;
  const voter = async () => {
    for (let vote = sent[next++]; vote !== undefined; vote = sent[next++]) await platform.done(castVote, vote);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, voter));
}

async function untilLogged(platform: Started, votes: number): Promise<void> {
  while ((await platform.done(readTurnout, { ballot: BALLOT })).voters < votes) await new Promise((resolve) => setTimeout(resolve, 20));
}

import { ballotBox } from "@teilhabe/ballot-box/module";
import { ideas } from "@teilhabe/ideas/module";
import { notifications } from "@teilhabe/notifications/module";
import { partners } from "@teilhabe/partners/module";
import { people } from "@teilhabe/people/module";
import type { Log } from "@teilhabe/platform/log";
import { silentLog } from "@teilhabe/platform/pino-log";
import { voting } from "@teilhabe/voting/module";
import { persistent } from "./citizens.ts";
import type { FaultRates } from "./faults.ts";
import { logFaults, townFaults } from "./invariants.ts";
import { pollFaults } from "./poll-faults.ts";
import { holdBallot } from "./polls.ts";
import { type Random, randomFrom } from "./random.ts";
import { runUntilDone } from "./scheduler.ts";
import { simulatedPlatform } from "./simulated-platform.ts";
import { simulatedWorld } from "./simulated-world.ts";
import { castOf, liveInTown } from "./town.ts";

export type Simulated = {
  readonly seed: number;
  /** What does not hold; empty when all is well. */
  readonly faults: readonly string[];
  /** How often the process was started. */
  readonly lives: number;
  readonly elapsedMs: number;
};

const modules = [people, ideas, voting, ballotBox, notifications, partners];
const services = modules.map((module) => module.name).filter((name) => name !== "partners");
/** After the last fault everything that waits must come to rest within so many looks. */
const HEALING_LOOKS_MAX = 200;
const HEALING_PAUSE_MS = 20_000;
/** Tasks of daily routines are always there. */
const SOON_MS = 3_600_000;

/** Each seed has faults of its own: some are calm, some are wild. */
function ratesFrom(random: Random): FaultRates {
  const upTo = (most: number) => random.next() * most;
  return {
    lostQuestion: upTo(0.05),
    lostAnswer: upTo(0.05),
    repeatedQuestion: upTo(0.05),
    delayed: upTo(0.5),
    shortRead: upTo(0.5),
    failedRead: upTo(0.1),
    lostHint: upTo(0.5),
    failedCommit: upTo(0.05),
    unknownCommit: upTo(0.05),
    shortLease: upTo(0.1),
    cut: upTo(0.01),
  };
}

export type Options = {
  readonly log?: Log;
  /** False leaves the ballot out: votes are counted on a thread of their own, whose time is not simulated. */
  readonly withBallot?: boolean;
};

/** One run of the real modules through a town's life with everything going wrong that the seed says. The same seed meets the same faults. */
export async function simulate(seed: number, { log = silentLog, withBallot = true }: Options = {}): Promise<Simulated> {
  const random = randomFrom(seed);
  const world = simulatedWorld(random.fork());
  const platform = simulatedPlatform({ modules, world, random: random.fork(), rates: ratesFrom(random), log });
  const running = { platform, world, random: random.fork(), clockShift: random.next() * 0.02 };
  const citizens = persistent(platform, world, random.fork());
  const faults: string[] = [];
  try {
    await platform.start();
    const cast = castOf(world.newId);
    const comeToRest = async () => {
      for (let look = 0; look < HEALING_LOOKS_MAX; look++) {
        await citizens.pause(HEALING_PAUSE_MS);
        const next = await Promise.all(platform.modules().map(({ store }) => store?.nextTaskAtMs(world.nowMs())));
        if (next.every((atMs) => atMs === undefined || atMs > world.nowMs() + SOON_MS)) return;
      }
      faults.push("work is still waiting long after the last fault");
    };
    const life = async () => {
      const [town, poll] = await Promise.all([
        liveInTown(citizens, cast, random.fork()),
        withBallot ? holdBallot(citizens, cast.staff, cast.citizens, world, random.fork()) : undefined,
      ]);
      platform.heal();
      await comeToRest();
      faults.push(
        ...(await townFaults(citizens, cast, town)),
        ...(poll === undefined ? [] : await pollFaults(citizens, platform, poll)),
        ...(await logFaults(citizens, platform, services)),
      );
      for (const module of platform.modules()) {
        const figures = await module.store?.figures(world.nowMs());
        if (figures !== undefined && figures.deadLetters > 0) faults.push(`${module.name} has ${figures.deadLetters} dead letters`);
      }
    };
    await runUntilDone(running, life());
  } catch (error) {
    faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    await platform.close();
  }
  return { seed, faults, lives: platform.lives(), elapsedMs: world.elapsedMs() };
}

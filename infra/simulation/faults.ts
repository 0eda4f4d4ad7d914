import type { Bus, Question } from "@teilhabe/platform/bus/bus";
import { NoAnswer } from "@teilhabe/platform/bus/errors";
import { StoreUnavailable } from "@teilhabe/platform/store/errors";
import type { Store } from "@teilhabe/platform/store/store";
import type { Random } from "./random.ts";
import type { SimulatedWorld } from "./simulated-world.ts";

/** How likely each fault is, from 0 to 1; all 0 heals everything. */
export type FaultRates = {
  readonly lostQuestion: number;
  readonly lostAnswer: number;
  readonly repeatedQuestion: number;
  readonly delayed: number;
  readonly shortRead: number;
  readonly failedRead: number;
  readonly lostHint: number;
  readonly failedCommit: number;
  readonly unknownCommit: number;
  readonly shortLease: number;
  /** At a commit: the process ends, before or after it. */
  readonly cut: number;
};

export const NO_FAULTS: FaultRates = {
  lostQuestion: 0,
  lostAnswer: 0,
  repeatedQuestion: 0,
  delayed: 0,
  shortRead: 0,
  failedRead: 0,
  lostHint: 0,
  failedCommit: 0,
  unknownCommit: 0,
  shortLease: 0,
  cut: 0,
};

/** One life of the process: once it has ended, nothing of it reaches bus or store any more. */
export type Life = {
  readonly world: SimulatedWorld;
  readonly random: Random;
  rates(): FaultRates;
  isOver(): boolean;
  /** Ends this life; whatever waits in it waits for ever. */
  end(): void;
  /** Something happened: the simulation must not let time pass yet. */
  stir(): void;
};

const DELAY_MS_MAX = 400;
const ASK_TIMEOUT_MS = 5_000;

const forever = () => new Promise<never>(() => undefined);

function pause(life: Life, ms: number): Promise<void> {
  return new Promise((resolve) => life.world.after(ms, resolve));
}

async function maybeLate(life: Life): Promise<void> {
  if (life.random.chance(life.rates().delayed)) await pause(life, life.random.below(DELAY_MS_MAX));
}

/** Answers nothing once the life is over, also to those who asked before. */
async function inLife<Result>(life: Life, work: () => Promise<Result>): Promise<Result> {
  if (life.isOver()) return forever();
  life.stir();
  try {
    const result = await work();
    if (life.isOver()) return await forever();
    life.stir();
    return result;
  } catch (error) {
    if (life.isOver()) return forever();
    throw error;
  }
}

/**
 * Delivers a question once more. One with an Idempotency-Key may arrive at any later time; one without arrives before its asker is
 * answered, because nobody sends it again after that, and what the asker does next must not be undone by an echo.
 */
function repeat(bus: Bus, question: Question, life: Life): Promise<unknown> {
  const again = () => bus.ask(question).catch(() => undefined);
  if (question.asker.idempotency === undefined) return again();
  life.world.after(life.random.below(DELAY_MS_MAX), () => void again());
  return Promise.resolve();
}

/** Questions and answers are lost, repeated and late; reads are short, late or fail; hints are lost. */
export function faultyBus(bus: Bus, life: Life): Bus {
  const { random } = life;
  return {
    ask: (question, options) =>
      inLife(life, async () => {
        const rates = life.rates();
        await maybeLate(life);
        if (random.chance(rates.lostQuestion)) {
          await pause(life, options?.timeoutMs ?? ASK_TIMEOUT_MS);
          throw new NoAnswer(question.operation, "timeout");
        }
        const twin = random.chance(rates.repeatedQuestion) ? repeat(bus, question, life) : undefined;
        const answer = await bus.ask(question, options);
        await twin;
        await maybeLate(life);
        if (random.chance(rates.lostAnswer)) throw new NoAnswer(question.operation, "timeout");
        return answer;
      }),
    serve: (answer) => bus.serve((question) => inLife(life, () => answer(question))),
    append: (batch, expected) => inLife(life, () => bus.append(batch, expected)),
    read: (service, after, limit) =>
      inLife(life, async () => {
        await maybeLate(life);
        if (random.chance(life.rates().failedRead)) throw new NoAnswer(`read ${service}`, "disconnected");
        const page = await bus.read(service, after, limit);
        if (page.entries.length < 2 || !random.chance(life.rates().shortRead)) return page;
        return { ...page, entries: page.entries.slice(0, 1 + random.below(page.entries.length - 1)) };
      }),
    listen: (service, heard) =>
      bus.listen(service, () => {
        if (!life.isOver() && !random.chance(life.rates().lostHint)) heard();
      }),
    announce: () => bus.announce(),
    isConnected: () => bus.isConnected(),
    close: () => bus.close(),
  };
}

/** Commits fail before or after they took effect, leases end early, and the process is cut at commits. */
export function faultyStore(store: Store, module: string, life: Life): Store {
  const { random } = life;
  return {
    ...store,
    load: (kind, id) => inLife(life, () => store.load(kind, id)),
    loadMany: (kind, ids) => inLife(life, () => store.loadMany(kind, ids)),
    commit: (commit) =>
      inLife(life, async () => {
        const rates = life.rates();
        await maybeLate(life);
        if (random.chance(rates.cut)) {
          if (random.chance(0.5)) await store.commit(commit);
          life.end();
          return forever();
        }
        if (random.chance(rates.failedCommit)) throw new StoreUnavailable(module, "failed");
        const committed = await store.commit(commit);
        if (random.chance(rates.unknownCommit)) throw new StoreUnavailable(module, "disconnected");
        return committed;
      }),
    takeTasks: (request) =>
      inLife(life, () => {
        const leaseMs = random.chance(life.rates().shortLease) ? 1 + random.below(DELAY_MS_MAX) : request.leaseMs;
        return store.takeTasks({ ...request, leaseMs });
      }),
    nextTaskAtMs: (nowMs) => inLife(life, () => store.nextTaskAtMs(nowMs)),
    position: (stream) => inLife(life, () => store.position(stream)),
    answerOf: (scope, nowMs) => inLife(life, () => store.answerOf(scope, nowMs)),
    lease: (name, holder, nowMs, untilMs) => inLife(life, () => store.lease(name, holder, nowMs, untilMs)),
  };
}

/** A module's own port meets the faults of its store: what it writes fails before or after it took effect, and the process is cut there. */
export function faultyPort<Port extends object>(port: Port, module: string, life: Life): Port {
  const { random } = life;
  const faulty = async (method: (...given: unknown[]) => Promise<unknown>, given: unknown[]) => {
    const rates = life.rates();
    await maybeLate(life);
    if (random.chance(rates.cut)) {
      if (random.chance(0.5)) await method.apply(port, given);
      life.end();
      return forever();
    }
    if (random.chance(rates.failedCommit)) throw new StoreUnavailable(module, "failed");
    const result = await method.apply(port, given);
    if (random.chance(rates.unknownCommit)) throw new StoreUnavailable(module, "disconnected");
    return result;
  };
  const methods = Object.entries(port as Record<string, (...given: unknown[]) => Promise<unknown>>);
  return Object.fromEntries(methods.map(([name, method]) => [name, (...given: unknown[]) => inLife(life, () => faulty(method, given))])) as Port;
}

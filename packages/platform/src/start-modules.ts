import type { Fact } from "@teilhabe/contracts/event";
import type { Operation } from "@teilhabe/contracts/operation";
import { makeAsk } from "./asking.ts";
import type { Bus, Stop } from "./bus/bus.ts";
import { busIdentityOf, keepsData } from "./bus-identity.ts";
import { instantOf, type World } from "./clock.ts";
import type { Origin } from "./committing.ts";
import type { Settings } from "./config.ts";
import { deadLetterOperations } from "./dead-letters.ts";
import { makeDecide } from "./deciding.ts";
import type { Engine, OpenedStore } from "./engine.ts";
import type { Health } from "./health.ts";
import type { Log } from "./log.ts";
import type { ModuleContext, ModuleDefinition, StartedModule } from "./module.ts";
import type { Asked, Outcome, TaskDraft } from "./rule.ts";
import { answering, servedBy } from "./serve.ts";
import type { Store } from "./store/store.ts";
import { type Intake, intake, REACT, reactHandler } from "./tasks/intake.ts";
import { taskWorker, type Worker } from "./tasks/worker.ts";
import type { Metrics } from "./telemetry/metrics.ts";

// biome-ignore lint/suspicious/noExplicitAny: here, and only here, a module's own types are forgotten
export type AnyModule = ModuleDefinition<any, any>;

/** Commit ids are remembered so long. */
const COMMITS_KEPT_MS = 2 * 86_400_000;
/** Published outbox rows are kept so long, longer than backup interval plus restore time. */
const OUTBOX_KEPT_MS = 14 * 86_400_000;
const PURGE_EVERY_MS = 3_600_000;

export type Process = {
  readonly engine: Engine;
  readonly world: World;
  readonly settings: Settings;
  readonly log: (module: string) => Log;
  readonly metrics: Metrics;
  readonly health: Health;
};

export type RunningModule = {
  readonly name: string;
  readonly bus: Bus;
  readonly store: Store | undefined;
  readonly worker: Worker | undefined;
  readonly intake: Intake | undefined;
  waitsFor(): string | undefined;
  doesWithout(): string | undefined;
  stop(): Promise<void>;
};

/** Starts one module: its bus and store, its operations, its tasks, its intake of events. */
export async function startModule(definition: AnyModule, process: Process): Promise<RunningModule> {
  const { name } = definition;
  const log = process.log(name);
  const bus = await process.engine.openBus(busIdentityOf(definition));
  const opened = keepsData(definition) ? await process.engine.openStore(name, definition.documents ?? [], definition.ports?.collections) : undefined;
  const origin = { module: name, publicUrl: process.settings.publicUrl, epoch: (await opened?.store.epoch()) ?? "" };
  const wiring: Wiring = { definition, process, log, bus, opened, origin, tasksCommitted: () => worker?.wake() };
  const started: StartedModule<never> = await definition.start(contextOf(wiring));
  const { worker, taking } = opened === undefined ? {} : working(wiring, opened.store, started);
  const stopServing = await serve(wiring, started);
  if (opened !== undefined && started.firstTasks !== undefined) await addFirstTasks(opened.store, process.world, started.firstTasks);
  worker?.wake();
  await taking?.start();
  const stopPurging = opened === undefined ? () => undefined : purging(process.world, opened.store, log);
  return {
    name,
    bus,
    store: opened?.store,
    worker,
    intake: taking,
    waitsFor: () => started.waitsFor?.() ?? taking?.broken(),
    doesWithout: () => started.doesWithout?.(),
    async stop() {
      stopPurging();
      await started.stop?.();
      await taking?.stop();
      await worker?.stop();
      await stopServing();
      await bus.close();
      await opened?.close();
    },
  };
}

async function addFirstTasks(store: Store, world: World, tasks: readonly TaskDraft[]): Promise<void> {
  if (tasks.length > 0) await store.commit({ id: world.newId(), tasks });
}

type Wiring = {
  readonly definition: AnyModule;
  readonly process: Process;
  readonly log: Log;
  readonly bus: Bus;
  readonly opened: OpenedStore | undefined;
  readonly origin: Origin;
  readonly tasksCommitted: () => void;
};

function contextOf(wiring: Wiring): ModuleContext<unknown> {
  const { definition, process, log, bus, opened, origin } = wiring;
  const store = opened?.store ?? noStore(definition.name);
  return {
    name: definition.name,
    store,
    ports: definition.ports === undefined || opened === undefined ? undefined : opened.portsOf(definition.ports),
    ask: makeAsk(bus, definition.name),
    passOn: (question, options) => bus.ask(question, options),
    decide: makeDecide({
      store,
      origin,
      world: process.world,
      enrich: recordingActs(definition),
      tasksCommitted: wiring.tasksCommitted,
    }),
    world: process.world,
    log,
    settings: process.settings,
    metrics: process.metrics,
    health: process.health,
    listen: (service, heard) => bus.listen(service, heard),
    announce: () => bus.announce(),
  };
}

/** A module that keeps nothing has no store; whatever asks it for one is a bug. */
function noStore(module: string): Store {
  return new Proxy({} as Store, {
    get() {
      throw new Error(`${module} declares no documents and has no store`);
    },
  });
}

function working(wiring: Wiring, store: Store, started: StartedModule<never>): { worker: Worker; taking: Intake | undefined } {
  const { process, log, bus, definition, origin } = wiring;
  const reactions = started.reactions ?? [];
  const shared = { store, world: process.world, log, metrics: process.metrics };
  const worker = taskWorker({ ...shared, origin, handlers: { ...started.tasks, [REACT]: reactHandler(reactions, started.pages) } });
  process.metrics.watchStore(definition.name, () => store.figures(process.world.nowMs()));
  const replica = process.world.newId();
  const tasksCommitted = wiring.tasksCommitted;
  const { pages } = started;
  const taking =
    reactions.length === 0 && pages === undefined
      ? undefined
      : intake({ ...shared, origin, module: definition.name, replica, bus, reactions, pages, tasksCommitted });
  return { worker, taking };
}

async function serve(wiring: Wiring, started: StartedModule<never>): Promise<Stop> {
  const { definition, process, bus, opened } = wiring;
  const served = servedBy(definition.contract, started.operations);
  if (opened !== undefined) for (const [name, one] of deadLetterOperations(definition.name, opened.store, process.world)) served.set(name, one);
  if (served.size === 0) return async () => undefined;
  const checksOutputs = process.settings.NODE_ENV !== "production";
  return bus.serve(answering({ module: definition.name, served, world: process.world, metrics: process.metrics, checksOutputs, log: wiring.log }));
}

/** Adds the record of an act of staff to every accepted command that needed a grant. */
function recordingActs(definition: AnyModule): (outcome: Outcome<unknown>, input: unknown, asked: Asked) => Outcome<unknown> {
  const type = `${definition.name}.act-recorded.v1`;
  const records = Object.values(definition.contract.events as Record<string, { type: string }>).some((event) => event.type === type);
  const operations = new Map(
    (Object.values(definition.contract.operations) as Operation[]).map((operation) => [operation.name as string, operation]),
  );
  return (outcome, input, asked) => {
    const operation = asked.operation === undefined ? undefined : operations.get(asked.operation);
    if (!records || operation === undefined || typeof operation.access !== "object" || asked.by === undefined) return outcome;
    return { ...outcome, facts: [...(outcome.facts ?? []), actFact(type, operation, input as Record<string, unknown>, asked, asked.by)] };
  };
}

function actFact(type: string, operation: Operation, input: Readonly<Record<string, unknown>>, asked: Asked, person: string): Fact {
  const named = [...(operation.http?.path ?? "").matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  const object = Object.fromEntries(named.map((name) => [name, String(input[name])]));
  const reason = typeof input["reason"] === "string" ? { reason: input["reason"] } : {};
  return { type, subject: person, data: { person, operation: operation.name, object, ...reason, at: instantOf(asked.atMs) } };
}

/** Deletes what has been kept long enough, now and then. */
function purging(world: World, store: Store, log: Log): () => void {
  let cancel: () => void = () => undefined;
  const purge = async () => {
    const now = world.nowMs();
    try {
      await store.purge({ commitsMs: now - COMMITS_KEPT_MS, answersMs: now, outboxMs: now - OUTBOX_KEPT_MS });
    } catch (error) {
      log.warn("what was kept long enough could not be deleted; trying again later", { error });
    }
    cancel = world.after(PURGE_EVERY_MS, () => void purge());
  };
  cancel = world.after(PURGE_EVERY_MS, () => void purge());
  return () => cancel();
}

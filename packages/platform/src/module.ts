import type { Asker } from "@teilhabe/contracts/asker";
import type { Contract } from "@teilhabe/contracts/contract";
import type { CloudEvent, DataOf, EventDefinition } from "@teilhabe/contracts/event";
import type { InputOf, Operation, OutputOf, SentTo } from "@teilhabe/contracts/operation";
import type { Refusal } from "@teilhabe/contracts/refusal";
import type { Connection } from "mongoose";
import type { Bus } from "./bus/bus.ts";
import type { World } from "./clock.ts";
import type { Settings } from "./config.ts";
import type { Decide, Desk } from "./decide.ts";
import type { Health } from "./health.ts";
import type { Log } from "./log.ts";
import type { Asked, DocumentKind, Outcome, TaskDraft } from "./rule.ts";
import type { DeclaredCollection } from "./store/mongo-declared.ts";
import type { SqliteDatabase } from "./store/sqlite-database.ts";
import type { Store } from "./store/store.ts";
import type { Metrics } from "./telemetry/metrics.ts";

/** Answers one operation. What it throws is a bug or an outage, never a "no". */
export type Handler<O extends Operation> = (input: InputOf<O>, asked: Asked) => Promise<OutputOf<O> | Refusal> | OutputOf<O> | Refusal;

export type HandlersOf<C extends Contract> = { readonly [Name in keyof C["operations"]]: Handler<C["operations"][Name]> };

/** Asks another module's operation; its declared refusals come back as values. */
export type Ask = <O extends Operation>(operation: O, input: SentTo<O>, options?: AskOptions) => Promise<OutputOf<O> | Refusal>;
export type AskOptions = {
  /** On whose behalf; without it the module asks for itself. */
  readonly asker?: Asker;
  readonly timeoutMs?: number;
};

/**
 * Works off a task. What it returns is committed together with the task's completion; undefined completes it without more.
 * After a conflict it is called again. What it throws moves the task to later, with a growing delay, and at last makes it a dead letter.
 * @param asked nobody asks: `by` is undefined
 */
export type TaskHandler<Data = never> = (
  desk: Desk,
  data: Data,
  asked: Asked,
  task: { readonly id: string; readonly attempts: number },
) => Promise<Outcome<unknown> | undefined>;

/** What to do when an event is heard: the name goes into task ids and must never change. */
export type Reaction = {
  readonly event: EventDefinition;
  readonly name: string;
  /** Events of the same key are handled one after the other; the event's subject unless given. */
  key?(event: CloudEvent): string;
  handle(desk: Desk, event: CloudEvent, asked: Asked): Promise<Outcome<unknown> | undefined>;
};

/**
 * Takes whole pages of another service's events at once, in the commit that moves the position: for logs and projections that
 * must keep up with everything. Called again after a conflict, so it does nothing but decide.
 */
export type PageReaction = {
  readonly events: readonly EventDefinition[];
  /** @param events of one service, in the order of its stream, at least one */
  handle(desk: Desk, events: readonly CloudEvent[], asked: Asked): Promise<Outcome<unknown>>;
  /** Called after the commit. */
  committed?(): void;
};

/** Reacts to each event of this kind once, in the order of its subject. */
export function on<E extends EventDefinition>(
  event: E,
  name: string,
  handle: (desk: Desk, data: DataOf<E>, asked: Asked, event: CloudEvent) => Promise<Outcome<unknown> | undefined>,
  key?: (data: DataOf<E>, event: CloudEvent) => string,
): Reaction {
  return {
    event,
    name,
    ...(key && { key: (heard: CloudEvent) => key(heard.data as DataOf<E>, heard) }),
    handle: (desk, heard, asked) => handle(desk, event.data.parse(heard.data) as DataOf<E>, asked, heard),
  };
}

/** One database's side of a module's own ports, chosen by DATABASE_URL. */
export type PortsFor<Ports> = {
  sqlite(database: SqliteDatabase): Ports;
  mongodb(connection: Connection): Ports;
  /** What the MongoDB side needs beside documents: made by the provisioning, never by the service. */
  readonly collections?: readonly DeclaredCollection[];
};

export type ModuleContext<Ports> = {
  readonly name: string;
  readonly store: Store;
  readonly ports: Ports;
  readonly ask: Ask;
  /** Asks and hands the answer on as the text that came; only the gateway, which sets the asker itself, has a use for it. */
  readonly passOn: Bus["ask"];
  /** Makes handlers: load, decide purely, commit; decided again after a conflict, a bounded number of times. */
  readonly decide: Decide;
  readonly world: World;
  readonly log: Log;
  readonly settings: Settings;
  /** Hears that another module's stream, declared in `hears` or `listensTo`, has grown. */
  listen(service: string, heard: () => void): Promise<() => Promise<void>>;
  /** Hints to listeners of this module that something of its own has grown. */
  announce(): void;
  /** The process's own state, for whoever shows it over HTTP. */
  readonly health: Health;
  /** The process's own figures. */
  readonly metrics: Metrics;
};

export type StartedModule<C extends Contract> = {
  readonly operations: HandlersOf<C>;
  readonly reactions?: readonly Reaction[];
  readonly pages?: PageReaction;
  /** Handlers of tasks by kind. */
  readonly tasks?: Readonly<Record<string, TaskHandler>>;
  /** Tasks that must be there, such as the first one of a chain that repeats itself; added at start unless one with its id is unfinished. */
  readonly firstTasks?: readonly TaskDraft[];
  /** Called when the process drains, before the bus stops serving. */
  stop?(): Promise<void>;
  /** What it still waits for; undefined when ready. */
  waitsFor?(): string | undefined;
  /** What it does without for now, though it is ready: a server that only some of its work needs. */
  doesWithout?(): string | undefined;
};

/** The one shape of every service: independent of transport and database. */
export type ModuleDefinition<C extends Contract = Contract, Ports = unknown> = {
  readonly name: string;
  readonly contract: C;
  /** Operations that it asks of others; bus permissions are made from this list. */
  readonly asks?: readonly Operation[];
  /** Services whose hints it listens to without reacting to their events. */
  readonly listensTo?: readonly string[];
  /** Events that it reacts to; each needs a reaction. */
  readonly hears?: readonly EventDefinition[];
  /** True: keeps documents, tasks or positions and gets a store. */
  readonly documents?: readonly DocumentKind<unknown>[];
  readonly ports?: PortsFor<Ports>;
  start(context: ModuleContext<Ports>): Promise<StartedModule<C>> | StartedModule<C>;
};

export function defineModule<const C extends Contract, Ports = undefined>(definition: ModuleDefinition<C, Ports>): ModuleDefinition<C, Ports> {
  return definition;
}

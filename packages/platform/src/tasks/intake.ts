import type { CloudEvent } from "@teilhabe/contracts/event";
import type { Bus, StreamPage } from "../bus/bus.ts";
import type { World } from "../clock.ts";
import { commitOf, deskOn, type Origin } from "../committing.ts";
import type { Log } from "../log.ts";
import type { PageReaction, Reaction, TaskHandler } from "../module.ts";
import type { TaskDraft } from "../rule.ts";
import { askedBy } from "../serve.ts";
import type { Commit, Committed, Store, StreamPosition } from "../store/store.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** Events that are taken in with one commit. */
const PAGE_EVENTS = 500;
const LEASE_MS = 10_000;
/** Without a hint the streams are looked at so often. */
const LOOK_EVERY_MS = 2_000;
/** Events of no interest move the stored position only so often. */
const SKIPPED_EVENTS_MAX = 5_000;
const CONFLICTS_MAX = 20;
export const REACT = "react";

export type TakingIn = {
  readonly module: string;
  readonly replica: string;
  readonly bus: Bus;
  readonly store: Store;
  readonly world: World;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly origin: Origin;
  readonly reactions: readonly Reaction[];
  readonly pages: PageReaction | undefined;
  /** Called after each commit that brought tasks. */
  readonly tasksCommitted: () => void;
};

export interface Intake {
  start(): Promise<void>;
  /** Takes in what is there and returns how many events it saw; for tests. */
  pump(): Promise<number>;
  stop(): Promise<void>;
  /** A stream whose position means nothing any more; undefined when all is well. */
  broken(): string | undefined;
}

/** Takes the events of other modules' streams into tasks, each event and reaction once: the position moves in the same commit. */
export function intake(taking: TakingIn): Intake {
  const heard = [...taking.reactions.map((reaction) => reaction.event), ...(taking.pages?.events ?? [])];
  const services = [...new Set(heard.map((event) => serviceOf(event.type)))];
  const streams = services.map((service) => streamIntake(taking, service));
  return {
    async start() {
      await Promise.all(streams.map((stream) => stream.start()));
    },
    async pump() {
      let seen = 0;
      for (const stream of streams) seen += await stream.pump();
      return seen;
    },
    async stop() {
      await Promise.all(streams.map((stream) => stream.stop()));
    },
    broken: () => streams.map((stream) => stream.broken()).find((what) => what !== undefined),
  };
}

export function serviceOf(type: string): string {
  return type.slice(0, type.indexOf("."));
}

type StreamIntake = Intake;
type Taken = { readonly events: number; readonly more: boolean };
const NOTHING: Taken = { events: 0, more: false };

function streamIntake(taking: TakingIn, service: string): StreamIntake {
  /** How far we have read; may be ahead of the stored position by events of no interest. */
  let seen: StreamPosition | undefined;
  let stored: StreamPosition | undefined;
  let leasedUntilMs = 0;
  let brokenBecause: string | undefined;
  let stopped = false;
  let running: Promise<unknown> = Promise.resolve();
  let again = false;
  let busy = false;
  let cancelTimer: () => void = () => undefined;
  let stopListening: () => Promise<void> = async () => undefined;

  async function isMine(): Promise<boolean> {
    const now = taking.world.nowMs();
    if (now < leasedUntilMs - LEASE_MS / 2) return true;
    const mine = await taking.store.lease(`intake/${service}`, taking.replica, now, now + LEASE_MS);
    if (!mine) seen = undefined;
    leasedUntilMs = mine ? now + LEASE_MS : 0;
    return mine;
  }

  async function takePage(): Promise<Taken> {
    if (seen === undefined) {
      stored = await taking.store.position(service);
      seen = stored;
    }
    const page = await taking.bus.read(service, seen?.sequence ?? 0, PAGE_EVENTS);
    const moved = seen && placeIn(page, seen);
    if (moved !== undefined) {
      taking.log.info("a stream replaces a lost one: going on in it", { service, ...moved });
      seen = moved;
      return takePage();
    }
    const fault = faultOf(seen, page);
    if (fault !== undefined) {
      if (brokenBecause === undefined) taking.log.error("the position in a stream means nothing any more: intake stops", { service, fault });
      brokenBecause = `${service}: ${fault}`;
      return NOTHING;
    }
    brokenBecause = undefined;
    if (page.entries.length === 0) return NOTHING;
    await commitPage(page);
    // Whoever adds more gives a hint: then the loop looks again. A page that another replica took in is looked for again, too.
    const isEnd = seen !== undefined && seen.sequence >= page.lastSequence;
    return { events: page.entries.length, more: !isEnd };
  }

  async function commitPage(page: StreamPage): Promise<void> {
    const to = { epoch: page.epoch, sequence: page.entries.at(-1)?.sequence ?? 0 };
    const events = page.entries.map((entry) => entry.event);
    const skipped = to.sequence - (stored?.sequence ?? 0);
    const isOfInterest = events.some((event) => isHeard(taking, event));
    if (isOfInterest || skipped >= SKIPPED_EVENTS_MAX) {
      const committed = await commitEvents(taking, events, { stream: service, from: stored, to });
      if (!committed.committed) {
        seen = undefined; // another replica was faster: look again where it stands
        return;
      }
      stored = to;
      taking.tasksCommitted();
      taking.pages?.committed?.();
    }
    seen = to;
  }

  async function loop(): Promise<void> {
    if (busy || stopped) return;
    busy = true;
    try {
      do {
        again = false;
        while (!stopped && (await isMine()) && (await takePage()).more);
      } while (again && !stopped);
    } catch (error) {
      seen = undefined;
      if (!stopped) taking.log.warn("events could not be taken in; trying again", { service, error });
    } finally {
      busy = false;
      cancelTimer();
      if (!stopped) cancelTimer = taking.world.after(LOOK_EVERY_MS, wake);
    }
  }

  function wake(): void {
    again = true;
    if (!busy && !stopped) running = loop();
  }

  return {
    async start() {
      stopListening = await taking.bus.listen(service, wake);
      wake();
    },
    async pump() {
      await running;
      return (await isMine()) ? (await takePage()).events : 0;
    },
    async stop() {
      stopped = true;
      cancelTimer();
      await stopListening();
      await running;
    },
    broken: () => brokenBecause,
  };
}

function isHeard(taking: TakingIn, event: CloudEvent): boolean {
  return taking.reactions.some((reaction) => reaction.event.type === event.type) || isOnPage(taking.pages, event);
}

function isOnPage(pages: Pick<PageReaction, "events"> | undefined, event: CloudEvent): boolean {
  return pages?.events.some((heard) => heard.type === event.type) ?? false;
}

/** One commit: the tasks of the reactions, what the page reaction decides, and the position. */
async function commitEvents(taking: TakingIn, events: readonly CloudEvent[], position: NonNullable<Commit["position"]>): Promise<Committed> {
  const tasks = events.flatMap((event) => tasksFor(taking, event));
  const onPage = events.filter((event) => isOnPage(taking.pages, event));
  for (let round = 0; round < CONFLICTS_MAX; round++) {
    const asked = askedBy(taking.world, { by: undefined, grants: [] }, undefined, undefined);
    const desk = deskOn(taking.store);
    const outcome = taking.pages === undefined || onPage.length === 0 ? { answer: undefined } : await taking.pages.handle(desk, onPage, asked);
    const decided = commitOf(taking.origin, taking.world, desk, outcome, asked);
    const committed = await taking.store.commit({ ...decided, tasks: [...tasks, ...(decided.tasks ?? [])], position });
    if (committed.committed || "position" in committed.conflict) return committed;
  }
  throw new Error(`what a page of events writes changed ${CONFLICTS_MAX} times while it was decided`);
}

/** The same place in a stream that replaces the one that was read; what may have come in another order there is read again. */
function placeIn({ epoch, replaces = [] }: StreamPage, seen: StreamPosition): StreamPosition | undefined {
  const replaced = replaces.find((one) => one.epoch === seen.epoch);
  return replaced === undefined ? undefined : { epoch, sequence: Math.min(seen.sequence, replaced.sequence) };
}

function faultOf(seen: StreamPosition | undefined, page: StreamPage): string | undefined {
  if (page.epoch === "") return undefined; // not there: its module has not started yet
  if (seen === undefined) return undefined;
  if (page.epoch === seen.epoch) return gapBehind(seen.sequence, page);
  return `its epoch is ${page.epoch}, ours is ${seen.epoch}`;
}

function gapBehind(sequence: number, { lastSequence, entries }: StreamPage): string | undefined {
  if (lastSequence < sequence) return `it ends at ${lastSequence}, we had read up to ${sequence}`;
  const next = entries[0]?.sequence ?? sequence + 1;
  return next === sequence + 1 ? undefined : `we had read up to ${sequence}, and it goes on at ${next}: what was between is gone`;
}

function tasksFor(taking: TakingIn, event: CloudEvent): TaskDraft[] {
  const nowMs = taking.world.nowMs();
  const reactions = taking.reactions.filter((reaction) => reaction.event.type === event.type);
  if (isHeard(taking, event)) taking.metrics.eventTakenIn(taking.module, nowMs - Date.parse(event.time));
  return reactions.map((reaction) => ({
    kind: REACT,
    id: `${event.id}#${reaction.name}`,
    key: `${reaction.name}/${reaction.key?.(event) ?? event.subject}`,
    dueAtMs: nowMs,
    data: { reaction: reaction.name, event },
    ...(event.traceparent !== undefined && { traceparent: event.traceparent }),
  }));
}

/** The handler of the tasks that the intake makes. What was a reaction in the release before and is taken in by the page now is a page of one event. */
export function reactHandler(
  reactions: readonly Reaction[],
  pages?: Pick<PageReaction, "events" | "handle">,
): TaskHandler<{ reaction: string; event: CloudEvent }> {
  const byName = new Map(reactions.map((reaction) => [reaction.name, reaction]));
  return async (desk, { reaction, event }, asked) => {
    const known = byName.get(reaction);
    if (known !== undefined) return known.handle(desk, event, asked);
    if (pages !== undefined && isOnPage(pages, event)) return pages.handle(desk, [event], asked);
    throw new Error(`there is no reaction ${reaction} any more`);
  };
}

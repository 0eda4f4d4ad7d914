import type { CloudEvent } from "@teilhabe/contracts/event";
import type { Bus } from "../bus/bus.ts";
import { READ_EVENTS_MAX } from "../bus/bus.ts";
import { StaleSequence } from "../bus/errors.ts";
import type { World } from "../clock.ts";
import type { Log } from "../log.ts";
import type { MongoCollections } from "../store/mongo-collections.ts";
import type { Store } from "../store/store.ts";
import { pendingFacts } from "./pending-facts.ts";
import { markPublished } from "./published.ts";
import { type RelayPlace, relayPlace, rememberPlace } from "./relay-place.ts";

const LEASE_MS = 5_000;
/** Without a wake-up the outbox is looked at so often: facts of a replica whose hint was lost. */
const LOOK_EVERY_MS = 2_000;
const PAUSE_AFTER_FAILURE_MS = 200;
/** After a batch so long is waited for the next facts: a batch costs five round trips here, and a page of some thirty commands at each of its readers, whatever its size. */
const GATHERING_MS = 40;
/** Behind every sequence that a stream will ever have. */
const END = Number.MAX_SAFE_INTEGER - 1;

export type RelayNeeds = {
  readonly module: string;
  /** Names this replica. */
  readonly replica: string;
  readonly store: Store;
  readonly all: MongoCollections;
  readonly bus: Pick<Bus, "append" | "read">;
  readonly world: World;
  readonly log: Log;
  /** What the stream's server says is wrong with it. */
  readonly trouble?: () => Promise<string | undefined>;
};

export interface Relay {
  /** Facts may have been committed. */
  wake(): void;
  /** Why nothing is published; undefined when all is well. */
  broken(): string | undefined;
  /** Finishes the batch that it is at. */
  stop(): Promise<void>;
}

/**
 * Brings a module's facts from its outbox into its stream, each once, those of an aggregate in their order. The lease saves work; the
 * expected sequence makes it right: before it appends behind a sequence, a relay has marked every event up to there.
 */
export function startRelay(needs: RelayNeeds): Relay {
  const { world, log, module } = needs;
  let place: RelayPlace | undefined;
  /** The place is noted while the next batch is read and appended. */
  let noting: Promise<void> = Promise.resolve();
  let leasedUntilMs = 0;
  let fault: string | undefined;
  let trouble: string | undefined;
  let again = false;
  let running: Promise<void> | undefined;
  let stopped = false;
  let cancelTimer: () => void = () => undefined;

  async function isMine(): Promise<boolean> {
    const now = world.nowMs();
    if (now < leasedUntilMs - LEASE_MS / 2) return true;
    const mine = await needs.store.lease("relay", needs.replica, now, now + LEASE_MS);
    leasedUntilMs = mine ? now + LEASE_MS : 0;
    if (!mine) {
      place = undefined;
      fault = undefined; // the store answers again, and the facts are another replica's work
    }
    return mine;
  }

  async function work(): Promise<void> {
    do {
      again = false;
      while (!stopped && (await isMine()) && (await relayOnce())) await new Promise<void>((resolve) => world.after(GATHERING_MS, resolve));
    } while (again && !stopped);
  }

  /** Waits for the note before it: at most one batch that is marked is not noted. */
  async function notePlace(reached: RelayPlace): Promise<void> {
    await noting;
    noting = rememberPlace(needs.all, reached);
    noting.catch(() => undefined); // whoever waits for it hears of it
  }

  /** @returns true: there may be more */
  async function relayOnce(): Promise<boolean> {
    place ??= await catchUp(needs);
    const { rows, groups } = await pendingFacts(needs.all);
    if (rows.length === 0) {
      await noting;
      fault = undefined; // nothing waits any more, and both servers answer
      return false;
    }
    const events = rows.map(({ event }) => JSON.parse(event) as CloudEvent);
    try {
      const sequence = await needs.bus.append(events, place.sequence);
      const published = { ids: events.map(({ id }) => id), last: sequence, atMs: world.nowMs() };
      await markPublished(needs.all, published, groups);
      place = { ...place, sequence };
      await notePlace(place);
    } catch (error) {
      place = undefined; // refused, or unknown: the stream tells what is in it
      if (!(error instanceof StaleSequence)) throw error;
    }
    fault = undefined;
    return true;
  }

  async function explain(error: unknown): Promise<void> {
    const said = await needs.trouble?.();
    if (!stopped && (fault === undefined || said !== trouble)) log.warn("facts could not be published; trying again", { error, trouble: said });
    trouble = said;
    fault = [error instanceof Error ? error.message : String(error), said].filter(Boolean).join("; ");
  }

  async function loop(): Promise<void> {
    let pauseMs = LOOK_EVERY_MS;
    try {
      await work();
    } catch (error) {
      place = undefined;
      pauseMs = PAUSE_AFTER_FAILURE_MS;
      noting = Promise.resolve();
      await explain(error);
    }
    running = undefined;
    cancelTimer();
    if (!stopped) cancelTimer = world.after(pauseMs, wake);
  }

  function wake(): void {
    again = true;
    if (!stopped) running ??= loop();
  }

  wake();
  return {
    wake,
    broken: () => (fault === undefined ? undefined : `${module}'s facts wait for the stream: ${fault}`),
    async stop() {
      stopped = true;
      cancelTimer();
      await running;
      await noting.catch(() => undefined);
    },
  };
}

/**
 * Marks what is in the stream behind the place that is known.
 * @returns the end of the stream, everything up to which is marked
 * @throws Error when the stream is not the one that was published to
 */
async function catchUp({ module, all, bus, world }: RelayNeeds): Promise<RelayPlace> {
  const known = await relayPlace(all);
  const { epoch, lastSequence } = await bus.read(module, END, 1);
  if (epoch === "") throw new Error(`there is no stream of ${module}: run the provisioning`);
  if (known !== undefined && (known.epoch !== epoch || known.sequence > lastSequence)) {
    throw new Error(`the stream of ${module} is not the one that was published to: rebuild it from the outbox`);
  }
  let sequence = known?.sequence ?? 0;
  for (;;) {
    const page = await bus.read(module, sequence, READ_EVENTS_MAX);
    if (page.epoch !== epoch) throw new Error(`the stream of ${module} was made anew while it was read`);
    const ids = page.entries.map(({ event }) => event.id);
    await markPublished(all, { ids, last: page.entries.at(-1)?.sequence ?? 0, atMs: world.nowMs() });
    sequence = page.entries.at(-1)?.sequence ?? sequence;
    if (page.entries.length === 0 || sequence >= page.lastSequence) break;
  }
  const place = { ...known, epoch, sequence: Math.max(sequence, lastSequence) };
  if (known?.sequence !== place.sequence) await rememberPlace(all, place);
  return place;
}

import type { World } from "@teilhabe/platform/clock";
import type { Log } from "@teilhabe/platform/log";
import type { DocumentKind, Loaded } from "@teilhabe/platform/rule";
import type { Store } from "@teilhabe/platform/store/store";
import { HEAD_ID, headDocument } from "../domain/documents.ts";
import type { PartnerQueries } from "../queries/partner-queries.ts";
import { type EventTopics, fittingTogether } from "./event-topics.ts";

/** Everything up to this position of the log is in the topics. There is one, with the id `kafka`. */
export type Bridged = { readonly position: number };
export const bridgeDocument: DocumentKind<Bridged> = { name: "bridge", schema: 1 };
export const BRIDGE_ID = "kafka";

const EVENTS_AT_ONCE_MAX = 500;
/** Longer than a batch may take (connecting 5 s, sending 8 s): so long Kafka's readers wait when the bridge's replica dies. */
const LEASE_MS = 15_000;
/** Without a hint the log is looked at so often. */
const LOOK_EVERY_MS = 1_000;
/** After a failure it waits twice as long as the time before, at most so long, for as long as it takes. */
const PAUSE_MAX_MS = 10_000;
const FIRST_PAUSE_MS = 250;
/** A part of what a process may take to drain; the client itself would wait for a dead broker for longer. */
const STOP_WITHIN_MS = 2_000;
const UNSENT =
  "events cannot be sent to Kafka (KAFKA_URL); trying again until they can. If the broker has ended, its own log says why: a full disk ends it";

export type BridgeNeeds = {
  readonly store: Store;
  readonly queries: PartnerQueries;
  readonly topics: EventTopics;
  readonly world: World;
  readonly log: Log;
};

export type Bridge = {
  /** The log may have grown. */
  wake(): void;
  /** Events of the log that are not in the topics; for a metric. */
  behind(): Promise<number>;
  /** Why events do not reach the topics now; undefined when all is well. Nothing but the topics waits for it. */
  waitsFor(): string | undefined;
  /** Gives up what it is at after a short time: it is sent again by whoever comes next. */
  stop(): Promise<void>;
};

/**
 * Copies the log into the topics, as long as it takes, whatever becomes of the broker. The lease saves work; the position, saved after the broker's answer at its
 * expected version, makes it right: after a failure a batch is sent again, so an event may be there twice, never not at all.
 */
export function startBridge(needs: BridgeNeeds): Bridge {
  const { store, queries, topics, world, log } = needs;
  const replica = world.newId();
  let place: Loaded<Bridged> | undefined;
  let leasedUntilMs = 0;
  let failures = 0;
  let again = false;
  let stopped = false;
  let running: Promise<void> | undefined;
  let cancelTimer: () => void = () => undefined;

  async function isMine(): Promise<boolean> {
    const now = world.nowMs();
    if (now < leasedUntilMs - LEASE_MS / 2) return true;
    const mine = await store.lease("kafka", replica, now, now + LEASE_MS);
    leasedUntilMs = mine ? now + LEASE_MS : 0;
    if (!mine) place = undefined;
    return mine;
  }

  /** @returns true: there may be more */
  async function copyOnce(): Promise<boolean> {
    await topics.connect(); // also without events, so that a broker that is not there is told of early
    place ??= (await store.load(bridgeDocument, BRIDGE_ID)) ?? { id: BRIDGE_ID, version: 0, state: { position: 0 } };
    const entries = fittingTogether(await queries.entriesAfter(place.state.position, [], EVENTS_AT_ONCE_MAX));
    const last = entries.at(-1);
    if (last === undefined) return false;
    await topics.send(entries.map(({ event }) => event));
    place = await saved(place, last.position);
    return place !== undefined;
  }

  async function saved({ version }: Loaded<Bridged>, position: number): Promise<Loaded<Bridged> | undefined> {
    const kind: DocumentKind<unknown> = bridgeDocument;
    const write = { kind, id: BRIDGE_ID, expectedVersion: version, then: { put: { position } } };
    const { committed } = await store.commit({ id: world.newId(), writes: [write] });
    return committed ? { id: BRIDGE_ID, version: version + 1, state: { position } } : undefined;
  }

  async function work(): Promise<void> {
    do {
      again = false;
      while (!stopped && (await isMine()) && (await copyOnce())) failures = 0;
    } while (again && !stopped);
    failures = 0;
  }

  async function loop(): Promise<void> {
    let pauseMs = LOOK_EVERY_MS;
    try {
      await work();
    } catch (error) {
      place = undefined;
      if (failures === 0 && !stopped) log.warn(UNSENT, { error });
      pauseMs = Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
      failures += 1;
    }
    running = undefined;
    cancelTimer();
    if (!stopped) cancelTimer = world.after(pauseMs, run);
  }

  function run(): void {
    if (!stopped) running ??= loop();
  }

  run();
  return {
    wake() {
      again = true;
      if (failures === 0) run(); // a broker that is away is not asked at each event
    },
    async behind() {
      const head = (await store.load(headDocument, HEAD_ID))?.state.position ?? 0;
      return head - ((await store.load(bridgeDocument, BRIDGE_ID))?.state.position ?? 0);
    },
    waitsFor: () => (failures > 0 ? "Kafka (KAFKA_URL)" : undefined),
    async stop() {
      stopped = true;
      cancelTimer();
      const tooLong = Promise.withResolvers<void>();
      const cancel = world.after(STOP_WITHIN_MS, tooLong.resolve);
      const ended = Promise.resolve(running).then(() => topics.close()); // if too late, then by itself
      await Promise.race([ended, tooLong.promise]);
      cancel();
    },
  };
}

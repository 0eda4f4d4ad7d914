import { setTimeout as sleep } from "node:timers/promises";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { readEvents, streamEvents } from "@teilhabe/contracts/partners/operations";
import type { Town } from "./town.ts";

/** Someone who follows the public events, and keeps all that came, in the order in which it came. */
export type Reader = {
  readonly name: string;
  readonly events: readonly CloudEvent[];
  /** Ids of what came and was not taken, because its signature did not hold. */
  readonly refused?: readonly string[];
  stop(): Promise<void>;
};

const POLL_EVERY_MS = 400;
const PAGE = 100;

/** From the beginning, with `Last-Event-ID` after each break. */
export function sseReader(town: Town, n: number): Reader {
  const events: CloudEvent[] = [];
  const stopping = new AbortController();
  const following = (async () => {
    for await (const live of town.as("citizen", `listener-${n}`).live(streamEvents, {}, { signal: stopping.signal })) {
      if ("data" in live) events.push(live.data as CloudEvent);
    }
  })();
  return { name: `SSE ${n}`, events, stop: () => ended(stopping, following) };
}

/** From the beginning, page by page. */
export function pollingReader(town: Town): Reader {
  const events: CloudEvent[] = [];
  const stopping = new AbortController();
  const following = (async () => {
    for (let after: string | undefined; !stopping.signal.aborted; ) {
      const page = await town.nobody
        .ask(readEvents, { limit: PAGE, ...(after !== undefined && { after }) }, { signal: stopping.signal })
        .catch(() => undefined);
      events.push(...(page?.items.map(({ event }) => event as CloudEvent) ?? []));
      after = page?.next ?? after;
      if ((page?.items.length ?? 0) < PAGE) await sleep(POLL_EVERY_MS);
    }
  })();
  return { name: "polling", events, stop: () => ended(stopping, following) };
}

async function ended(stopping: AbortController, following: Promise<void>): Promise<void> {
  stopping.abort();
  await following.catch(() => undefined);
}

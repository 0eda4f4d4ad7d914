import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@teilhabe/client/client";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { createWebhook, readEvents, streamEvents } from "@teilhabe/contracts/partners/operations";
import type { Town } from "./town.ts";

/** Someone who follows the public events, and keeps all that came, in the order in which it came. */
export type Reader = { readonly name: string; readonly events: readonly CloudEvent[]; stop(): Promise<void> };

export type WebhookReader = Reader & {
  /** Once: the next delivery is received and not answered; `got` is called, and the connection hangs until its sender is gone. */
  onceReceived(got: () => void): () => void;
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

/** A partner's receiver, registered before anything else happens. */
export async function webhookReader(partner: Client): Promise<WebhookReader> {
  const events: CloudEvent[] = [];
  const traps = new Set<() => void>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      events.push(JSON.parse(Buffer.concat(parts).toString()) as CloudEvent);
      const [trap] = traps;
      if (trap === undefined) return void response.writeHead(204).end();
      traps.delete(trap);
      trap();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await partner.ask(createWebhook, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
  return {
    name: "webhook",
    events,
    onceReceived(got) {
      traps.add(got);
      return () => traps.delete(got);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

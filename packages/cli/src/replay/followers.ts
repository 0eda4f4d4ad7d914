import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Client } from "@teilhabe/client/client";
import { Problem } from "@teilhabe/client/problem";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { createWebhook, deleteWebhook, readEvents, streamEvents } from "@teilhabe/contracts/partners/operations";
import { Webhook } from "standardwebhooks";

/** The public events that have reached a reader, each id once. */
export type Follower = {
  readonly seen: ReadonlySet<string>;
  /** Has an event of this type about this subject come? */
  has(type: string, subject: string): boolean;
  stop(): Promise<void>;
};

function counter() {
  const seen = new Set<string>();
  const types = new Set<string>();
  return {
    note(event: CloudEvent) {
      seen.add(event.id);
      types.add(`${event.type} ${event.subject}`);
    },
    seen,
    has: (type: string, subject: string) => types.has(`${type} ${subject}`),
  };
}

/** Where the public log ends now. */
async function endOfLog(client: Client): Promise<string> {
  const none = ["replay.nothing.v1"]; // a type that no event has: the answer is the end alone
  return (await client.ask(readEvents, { types: none })).next;
}

/** Follows the public log by SSE from where it ends now, through disconnections. */
export async function followBySse(client: Client): Promise<Follower> {
  const after = await endOfLog(client);
  const counted = counter();
  const stopping = new AbortController();
  const following = (async () => {
    for await (const live of client.live(streamEvents, {}, { signal: stopping.signal, after })) {
      if ("data" in live) counted.note(live.data as CloudEvent);
    }
  })();
  following.catch(() => undefined);
  return {
    ...counted,
    async stop() {
      stopping.abort();
      await following.catch(() => undefined);
    },
  };
}

/**
 * Registers a webhook of a partner that listens here, and counts the events whose signature holds.
 * @returns why not, as text, when the platform sends nothing to private addresses
 */
export async function followByWebhook(partner: Client): Promise<Follower | string> {
  const counted = counter();
  let secret: Webhook | undefined;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      response.writeHead(received(secret, Buffer.concat(parts).toString(), request.headers as Record<string, string>, counted.note)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const webhook = await partner.ask(createWebhook, { url, description: "teilhabe replay" });
    secret = new Webhook(webhook.secret);
    return {
      ...counted,
      async stop() {
        await partner.ask(deleteWebhook, { webhook: webhook.id }).catch(() => undefined);
        server.closeAllConnections();
        await close();
      },
    };
  } catch (error) {
    await close();
    if (error instanceof Problem && error.code === "forbidden-address")
      return "the platform sends nothing to private addresses (WEBHOOKS_TO_PRIVATE_ADDRESSES)";
    throw error;
  }
}

function received(secret: Webhook | undefined, body: string, headers: Record<string, string>, note: (event: CloudEvent) => void): number {
  if (secret === undefined) return 503; // the answer with the secret is still on its way: come again
  try {
    note(secret.verify(body, headers) as CloudEvent);
    return 204;
  } catch {
    return 400;
  }
}

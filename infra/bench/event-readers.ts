import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { createWebhook, deleteWebhook, streamEvents } from "@teilhabe/contracts/partners/operations";
import { clientAs, type Target } from "./bench-platform.ts";

/** Follows the public events of a platform in one of the ways that partners have, from now on. */
export type EventReader = {
  readonly name: string;
  /** @param seen hears each event; @returns once it follows, how to stop */
  follow(target: Target, seen: (event: CloudEvent) => void): Promise<() => Promise<void>>;
};

export const sseReader: EventReader = {
  name: "SSE client",
  async follow(target, seen) {
    const stopping = new AbortController();
    const following = (async () => {
      for await (const live of clientAs(target, "citizen", "reader").live(streamEvents, {}, { signal: stopping.signal })) {
        if ("data" in live) seen(live.data as CloudEvent);
      }
    })();
    return async () => {
      stopping.abort();
      await following;
    };
  },
};

/** A receiver that believes whoever sends: the signature is the sender's cost, checking it is not part of the way. */
export const webhookReader: EventReader = {
  name: "webhook receiver",
  async follow(target, seen) {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        response.writeHead(204).end();
        seen(JSON.parse(Buffer.concat(parts).toString()) as CloudEvent);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const partner = clientAs(target, "partner", "reader");
    const { id } = await partner.ask(createWebhook, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
    return async () => {
      await partner.ask(deleteWebhook, { webhook: id });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
  },
};

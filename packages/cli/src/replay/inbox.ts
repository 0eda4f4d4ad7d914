import type { Client } from "@teilhabe/client/client";
import { listNotices, subscribe } from "@teilhabe/contracts/notifications/operations";

const WITHIN_MS = 60_000;

export type Inbox = {
  /** Waits for a notice about an event of this type, and says how many notices there are. */
  delivered(about: string): Promise<number>;
};

/** Subscribes a citizen to the ballot and watches the inbox. */
export async function inboxOf(citizen: Client, ballot: string): Promise<Inbox> {
  await citizen.ask(subscribe, { topic: { kind: "ballot", id: ballot } });
  return {
    async delivered(about) {
      const untilMs = Date.now() + WITHIN_MS;
      for (;;) {
        const notices = await Array.fromAsync(citizen.all(listNotices, { limit: 100 }));
        if (notices.some((notice) => notice.about === about) || Date.now() > untilMs) return notices.length;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
}

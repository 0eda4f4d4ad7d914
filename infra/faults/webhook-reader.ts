import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Client } from "@teilhabe/client/client";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { createWebhook, rotateSecret } from "@teilhabe/contracts/partners/operations";
import type { Reader } from "./readers.ts";

export type WebhookReader = Reader & {
  /** Once: the next delivery is received and not answered; `got` is called, and the connection hangs until its sender is gone. */
  onceReceived(got: () => void): () => void;
  /** Asks for a new secret. */
  renewSecret(): Promise<void>;
  /** Deliveries since the secret is the one it is now, by what they were signed with. */
  signed(): { readonly both: number; readonly newAlone: number; readonly oldAlone: number };
};

/** So long after a change a delivery may be signed with the old secret alone: its sender had read that before, and a round of deliveries takes up to 30 s. */
const OLD_ALONE_MS = 31_000;

/** A partner's receiver, registered before anything else happens. It takes what is signed (Standard Webhooks 1.0), and refuses everything else. */
export async function webhookReader(partner: Client): Promise<WebhookReader> {
  const events: CloudEvent[] = [];
  const refused: string[] = [];
  const traps = new Set<() => void>();
  let secrets: readonly string[] = [];
  let renewedMs = 0;
  let counts = { both: 0, newAlone: 0, oldAlone: 0 };

  function isTaken(headers: IncomingHttpHeaders, body: string): boolean {
    const [underNew, underOld] = secrets.map((secret) => isSigned(secret, headers, body));
    if (underNew === true) counts[underOld === true ? "both" : "newAlone"] += 1;
    else if (underOld === true && Date.now() < renewedMs + OLD_ALONE_MS) counts.oldAlone += 1;
    else return false;
    return true;
  }

  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts).toString();
      if (!isTaken(request.headers, body)) {
        refused.push(String(request.headers["webhook-id"]));
        return void response.writeHead(401).end();
      }
      events.push(JSON.parse(body) as CloudEvent);
      const [trap] = traps;
      if (trap === undefined) return void response.writeHead(204).end();
      traps.delete(trap);
      trap();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { id, secret } = await partner.ask(createWebhook, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
  secrets = [secret];
  return {
    name: "webhook",
    events,
    refused,
    onceReceived(got) {
      traps.add(got);
      return () => traps.delete(got);
    },
    async renewSecret() {
      const renewed = await partner.ask(rotateSecret, { webhook: id });
      secrets = [renewed.secret, ...secrets.slice(0, 1)];
      renewedMs = Date.now();
      counts = { both: 0, newAlone: 0, oldAlone: 0 };
    },
    signed: () => counts,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isSigned(secret: string, headers: IncomingHttpHeaders, body: string): boolean {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signature = createHmac("sha256", key).update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`).digest("base64");
  return String(headers["webhook-signature"]).split(" ").includes(`v1,${signature}`);
}

import type { CloudEvent } from "@teilhabe/contracts/event";
import { Webhook } from "standardwebhooks";
import type { Agent } from "undici";
import { request } from "undici";
import type { DeliveryState, Secrets } from "../domain/documents.ts";
import { ForbiddenAddress } from "./guarded-agent.ts";

export type Posted = Pick<DeliveryState, "outcome" | "status"> & { readonly retryAfterMs?: number };

/** Posts one event, signed (Standard Webhooks 1.0). Only 2xx is success; redirects are not followed. Never throws for what the receiver does. */
export async function postEvent(
  agent: Agent,
  to: { readonly url: string; readonly secrets: Secrets },
  event: CloudEvent,
  nowMs: number,
): Promise<Posted> {
  const body = JSON.stringify(event);
  try {
    const {
      statusCode,
      headers,
      body: answer,
    } = await request(to.url, {
      dispatcher: agent,
      method: "POST",
      headers: { "content-type": "application/cloudevents+json", "user-agent": "teilhabe-webhooks", ...signed(to.secrets, event.id, nowMs, body) },
      body,
    });
    await answer.dump({ limit: 64 * 1024 });
    if (statusCode >= 200 && statusCode < 300) return { outcome: "delivered", status: statusCode };
    return { outcome: "refused", status: statusCode, ...retryAfter(headers["retry-after"], nowMs) };
  } catch (error) {
    return { outcome: isForbidden(error) ? "forbidden-address" : "no-answer" };
  }
}

function signed(secrets: Secrets, id: string, nowMs: number, body: string): Record<string, string> {
  const at = new Date(nowMs);
  const keys = secrets.old !== undefined && secrets.old.untilMs > nowMs ? [secrets.current, secrets.old.secret] : [secrets.current];
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(nowMs / 1_000)),
    "webhook-signature": keys.map((key) => new Webhook(key).sign(id, at, body)).join(" "),
  };
}

function retryAfter(header: string | string[] | undefined, nowMs: number): { retryAfterMs?: number } {
  if (typeof header !== "string") return {};
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? { retryAfterMs: ms } : {};
}

function isForbidden(error: unknown): boolean {
  return error instanceof ForbiddenAddress || (error instanceof Error && error.cause instanceof ForbiddenAddress);
}

import { readFileSync } from "node:fs";
import { type Platform, startPlatform } from "@teilhabe/cli/replay/own-platform";
import { type Client, teilhabeClient } from "@teilhabe/client/client";
import { mintToken } from "@teilhabe/platform/http/local-issuer";

/** Where to send things, and the folder with the key that makes tokens for it. */
export type Target = Pick<Platform, "url" | "data">;

/** Limits of requests are out of the way: one address sends everything. */
export const UNLIMITED = {
  RATE_LIMIT_PER_MINUTE: "100000000",
  RATE_LIMIT_ANONYMOUS_PER_MINUTE: "100000000",
  WEBHOOKS_TO_PRIVATE_ADDRESSES: "yes",
} as const;

/** A platform as a process of its own, as `npm start` runs it. */
export async function benchPlatform(data?: string, port?: number): Promise<Platform> {
  return startPlatform({ settings: UNLIMITED, ...(data !== undefined && { data }), ...(port !== undefined && { port }) });
}

export function tokenFor(platform: Target, as: "citizen" | "staff" | "partner" | "operator", name: string): string {
  return mintToken(platform.data, { as, name, ttlSeconds: 7_200 });
}

export function clientAs(platform: Target, as: "citizen" | "staff" | "partner" | "operator", name: string): Client {
  return teilhabeClient({ url: platform.url, token: tokenFor(platform, as, name), patienceMs: 30_000 });
}

/** Resident memory of a process in MiB. */
export function memoryMiB(pid: number): number {
  const line = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Math.round(Number(line?.[1] ?? 0) / 1024);
}

import { readFileSync } from "node:fs";
import { type Platform, startPlatform } from "@teilhabe/cli/replay/own-platform";
import { type Client, teilhabeClient } from "@teilhabe/client/client";
import { createConsultation, movePhase, publishConsultation } from "@teilhabe/contracts/ideas/consultation-operations";
import { mintToken } from "@teilhabe/platform/http/local-issuer";

/** A platform as a process of its own, as `npm start` runs it; only the limits of requests are out of the way. */
export async function benchPlatform(data?: string, port?: number): Promise<Platform> {
  const settings = { RATE_LIMIT_PER_MINUTE: "100000000", RATE_LIMIT_ANONYMOUS_PER_MINUTE: "100000000", WEBHOOKS_TO_PRIVATE_ADDRESSES: "yes" };
  return startPlatform({ settings, ...(data !== undefined && { data }), ...(port !== undefined && { port }) });
}

export function tokenFor(platform: Platform, as: "citizen" | "staff" | "partner" | "operator", name: string): string {
  return mintToken(platform.data, { as, name, ttlSeconds: 7_200 });
}

export function clientAs(platform: Platform, as: "citizen" | "staff" | "partner" | "operator", name: string): Client {
  return teilhabeClient({ url: platform.url, token: tokenFor(platform, as, name), patienceMs: 30_000 });
}

/** Resident memory of a process in MiB. */
export function memoryMiB(pid: number): number {
  const line = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Math.round(Number(line?.[1] ?? 0) / 1024);
}

/** A public consultation in the phase for ideas. */
export async function openConsultation(staff: Client): Promise<string> {
  const { consultation } = await staff.ask(createConsultation, { title: "Benchmark", description: "Made up for measuring." });
  await staff.ask(publishConsultation, { consultation });
  await staff.ask(movePhase, { consultation, phase: "ideas" });
  return consultation;
}

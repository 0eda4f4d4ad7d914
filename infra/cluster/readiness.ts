import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceProcess } from "./service-process.ts";

const READY_WITHIN_MS = 170_000;
const POLL_MS = 200;
const ASK_MS = 2_000;

/** @throws Error when one ends, takes too long, or is stopped meanwhile */
export async function untilReady(services: readonly ServiceProcess[], signal: AbortSignal | undefined): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  for (const service of services) {
    for (let waitsFor = "an answer"; ; await sleep(POLL_MS)) {
      const answer = await readiness(service.opsPort);
      if (answer === undefined) break;
      waitsFor = answer;
      if (service.hasEnded()) throw new Error(`${service.name} ended while starting; see its log`);
      if (signal?.aborted) throw new Error("stopped while starting");
      if (Date.now() > giveUpAt) throw new Error(`${service.name} was not ready after ${READY_WITHIN_MS / 1000} s: it waits for ${waitsFor}`);
    }
  }
}

/** @returns what it waits for; undefined when it is ready */
export async function readiness(opsPort: number): Promise<string | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${opsPort}/readyz`, { signal: AbortSignal.timeout(ASK_MS) });
    return response.ok ? undefined : await response.text();
  } catch {
    return "its ops server";
  }
}

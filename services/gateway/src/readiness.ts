import type { Contract } from "@teilhabe/contracts/contract";
import type { Bus } from "@teilhabe/platform/bus/bus";
import { NoAnswer } from "@teilhabe/platform/bus/errors";
import type { World } from "@teilhabe/platform/clock";
import { OPERATORS } from "./api/route.ts";

const AGAIN_MS = 250;
const ASK_TIMEOUT_MS = 2_000;

export type Readiness = { waitsFor(): string | undefined; stop(): void };

/**
 * Asks every service until it has answered once; what is not there later is told by each answer, and the gateway stays ready.
 * The question is one that every module with a store answers, and a refusal is an answer too.
 */
export function watchServices(contracts: readonly Contract[], passOn: Bus["ask"], world: World): Readiness {
  const asked = contracts.filter(({ service, operations }) => service !== OPERATORS && Object.keys(operations).length > 0);
  const missing = new Set(asked.map(({ service }) => service));
  const cancels = new Map<string, () => void>();
  let stopped = false;
  const look = async (service: string): Promise<void> => {
    if (await answers(service, passOn)) missing.delete(service);
    else if (!stopped)
      cancels.set(
        service,
        world.after(AGAIN_MS, () => void look(service)),
      );
  };
  for (const service of missing)
    cancels.set(
      service,
      world.after(0, () => void look(service)),
    );
  return {
    waitsFor: () => (missing.size === 0 ? undefined : `an answer of ${[...missing].join(", ")}`),
    stop() {
      stopped = true;
      for (const cancel of cancels.values()) cancel();
    },
  };
}

async function answers(service: string, passOn: Bus["ask"]): Promise<boolean> {
  try {
    const body = JSON.stringify({ module: service, limit: 1 });
    await passOn({ operation: `${service}.list-dead-letters`, asker: { by: undefined, grants: [] }, body }, { timeoutMs: ASK_TIMEOUT_MS });
    return true;
  } catch (error) {
    if (error instanceof NoAnswer) return false;
    throw error;
  }
}

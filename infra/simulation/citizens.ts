import { createHash } from "node:crypto";
import type { Asker } from "@teilhabe/contracts/asker";
import type { Operation, OutputOf, SentTo } from "@teilhabe/contracts/operation";
import type { Refusal } from "@teilhabe/contracts/refusal";
import type { Random } from "./random.ts";
import type { SimulatedPlatform } from "./simulated-platform.ts";
import type { SimulatedWorld } from "./simulated-world.ts";

/** A command is repeated so often; more would mean that the platform never answers. */
const ATTEMPTS_MAX = 200;
const PAUSE_MS = 200;

export type Persistent = {
  /** Asks until there is an answer, with one Idempotency-Key for all repetitions, as the client does. */
  ask<O extends Operation>(operation: O, input: SentTo<O>, asker: Asker): Promise<OutputOf<O> | Refusal>;
  pause(ms: number): Promise<void>;
};

export function persistent(platform: SimulatedPlatform, world: SimulatedWorld, random: Random): Persistent {
  const pause = (ms: number) => new Promise<void>((resolve) => world.after(ms, resolve));
  return {
    pause,
    async ask(operation, input, asker) {
      const body = JSON.stringify(input);
      const keyed = operation.http?.method === "POST" && operation.http.idempotent !== true;
      const idempotency = { key: Buffer.from(random.bytes(16)).toString("hex"), fingerprint: createHash("sha256").update(body).digest("hex") };
      for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
        try {
          const answer = await Promise.race([
            platform.ask()(operation, input, { asker: keyed ? { ...asker, idempotency } : asker }),
            platform.lost(),
          ]);
          if (!isTransient(answer)) return answer as never;
        } catch (error) {
          if (!(error instanceof Error) || error.name !== "NoAnswer") throw error;
        }
        await pause(PAUSE_MS + random.below(PAUSE_MS));
      }
      throw new Error(`${operation.name} was not answered in ${ATTEMPTS_MAX} attempts`);
    },
  };
}

function isTransient(answer: unknown): boolean {
  return typeof answer === "object" && answer !== null && "refused" in answer && answer.refused === "too-many-conflicts";
}

import type { World } from "@teilhabe/platform/clock";

/** Callers that are counted each on their own; those beyond share one counter until the next window. */
const COUNTED_MAX = 200_000;
export const WINDOW_S = 60;
const WINDOW_MS = WINDOW_S * 1_000;

export type Quota = {
  readonly exceeded: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly resetS: number;
};

export interface Quotas {
  /** Counts one request of the caller. */
  spend(caller: string, limit: number): Quota;
}

/** Counts requests in windows of a minute that are the same for all callers, in memory, for this process alone. */
export function makeQuotas(world: World): Quotas {
  let window = 0;
  let spent = new Map<string, number>();
  return {
    spend(caller, limit) {
      const nowMs = world.nowMs();
      const current = Math.floor(nowMs / WINDOW_MS);
      if (current !== window) {
        window = current;
        spent = new Map();
      }
      const counted = spent.size < COUNTED_MAX || spent.has(caller) ? caller : "";
      const used = (spent.get(counted) ?? 0) + 1;
      spent.set(counted, used);
      const resetS = Math.max(1, Math.ceil(((current + 1) * WINDOW_MS - nowMs) / 1_000));
      return { exceeded: used > limit, limit, remaining: Math.max(0, limit - used), resetS };
    },
  };
}

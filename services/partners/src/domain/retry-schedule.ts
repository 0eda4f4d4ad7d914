const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Pauses between attempts, as Standard Webhooks 1.0 recommends; the last one repeats until the webhook is disabled. */
const PAUSES_MS = [5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS];
/** A receiver may ask for a longer pause by Retry-After, but not for more than this. */
const LONGEST_MS = 24 * HOUR_MS;

/**
 * @param failures since the last success, the one just seen included
 * @param chance 0 to 255: up to a tenth more, so that what failed together does not come back together
 */
export function pauseMs(failures: number, retryAfterMs: number | undefined, chance: number): number {
  const planned = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? SECOND_MS;
  const asked = Math.min(retryAfterMs ?? 0, LONGEST_MS);
  return Math.round(Math.max(planned, asked) * (1 + chance / 2_560));
}

import { setTimeout as sleep } from "node:timers/promises";

const WITHIN_MS = 60_000;
const POLL_MS = 50;

/** Waits as long as a busy machine may need; who gives no answer is asked again. Throws what stood in the way at last. */
export async function patiently(condition: () => Promise<boolean> | boolean): Promise<void> {
  const giveUpAt = Date.now() + WITHIN_MS;
  for (let failure: unknown; ; await sleep(POLL_MS)) {
    try {
      if (await condition()) return;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > giveUpAt) throw new Error(`it did not become true within ${WITHIN_MS / 1000} s`, { cause: failure });
  }
}

import { Worker } from "node:worker_threads";
import { type CountRequest, count } from "@teilhabe/counting/methods";
import type { Outcome } from "@teilhabe/counting/outcome";

/** Counts that look at fewer marks than this are done at once: starting a thread takes longer. */
const MARKS_AT_ONCE_MAX = 20_000;
/** A count that takes longer is given up and tried again; shorter than the lease of its task. */
export const COUNT_TIMEOUT_MS = 100_000;

/**
 * Counts on a thread of its own when there is much to count, so that nobody waits for it.
 * @throws Error after COUNT_TIMEOUT_MS, and whatever the count throws
 */
export async function countElsewhere(request: CountRequest, marksAtOnceMax = MARKS_AT_ONCE_MAX): Promise<Outcome> {
  const { ballots, options } = request.election;
  const papers = "papers" in ballots ? ballots.papers.length : 0;
  if (papers * options.length <= marksAtOnceMax) return count(request);
  return onThread(request);
}

function onThread(request: CountRequest): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const worker = new Worker(new URL("./count-worker.ts", import.meta.url), { workerData: request });
  const late = setTimeout(() => reject(new Error(`the count took longer than ${COUNT_TIMEOUT_MS} ms`)), COUNT_TIMEOUT_MS);
  worker.once("message", (outcome: Outcome) => resolve(outcome));
  worker.once("error", reject);
  worker.once("exit", (code) => reject(new Error(`the counting thread ended with code ${code}`)));
  return promise.finally(() => {
    clearTimeout(late);
    void worker.terminate();
  });
}

import { Worker } from "node:worker_threads";
import { type Counted, type CountJob, type Tally, tallyHere } from "./tally.ts";
import type { FromThread, ToThread } from "./tally-thread.ts";

/** Fewer votes are counted at once: starting a thread takes longer. */
const VOTES_HERE_MAX = 2_000;
/** What takes the thread longer is given up and tried again; shorter than the lease of its task. */
export const THREAD_TIMEOUT_MS = 100_000;

/** Where so many votes are counted: on a thread of its own when there are many, so that nobody waits for it. */
export function startTally(job: CountJob, voters: number): Tally {
  return voters <= VOTES_HERE_MAX ? tallyHere(job) : tallyElsewhere(job);
}

/** Counts on a thread of its own, which works on one page while the next is read. What fails there is thrown here. */
export function tallyElsewhere(job: CountJob): Tally {
  const worker = new Worker(new URL("./tally-thread.ts", import.meta.url), { workerData: job });
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  worker.once("error", failed.reject).once("exit", (code) => failed.reject(new Error(`the counting thread ended with code ${code}`)));
  let taken: Promise<unknown> = Promise.resolve();

  async function told(message: ToThread): Promise<FromThread> {
    const answer = Promise.withResolvers<FromThread>();
    const late = setTimeout(() => answer.reject(new Error(`the counting thread took longer than ${THREAD_TIMEOUT_MS} ms`)), THREAD_TIMEOUT_MS);
    worker.once("message", answer.resolve);
    worker.postMessage(message);
    try {
      return await Promise.race([answer.promise, failed.promise]);
    } finally {
      clearTimeout(late);
      worker.off("message", answer.resolve);
    }
  }

  const stop = async () => void (await worker.terminate());
  return {
    async add(choices) {
      await taken;
      taken = told({ choices });
      taken.catch(() => undefined);
    },
    async finish() {
      await taken;
      const counted = await told("finish");
      await stop();
      return counted as Counted;
    },
    stop,
  };
}

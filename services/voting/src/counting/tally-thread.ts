import { parentPort, workerData } from "node:worker_threads";
import { type Counted, type CountJob, tallyHere } from "./tally.ts";

/** To the thread: a page of votes, or the end of them. */
export type ToThread = { readonly choices: readonly string[] } | "finish";
/** From the thread: it has taken a page, or this is the result. */
export type FromThread = "taken" | Counted;

const tally = tallyHere(workerData as CountJob);
const answer = (message: FromThread) => parentPort?.postMessage(message);

parentPort?.on("message", (message: ToThread) => {
  const answered = message === "finish" ? tally.finish().then(answer) : tally.add(message.choices).then(() => answer("taken"));
  answered.catch((error: unknown) => {
    // Outside of the promise, so that it ends the thread and reaches whoever started it.
    setImmediate(() => {
      throw error;
    });
  });
});

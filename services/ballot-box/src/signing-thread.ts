import { parentPort } from "node:worker_threads";
import { signHere, type ToSign } from "./signing.ts";

/** To the thread: texts to be signed. */
export type ToThread = readonly ToSign[];
/** From the thread: their signatures, in the same order. */
export type FromThread = readonly string[];

parentPort?.on("message", (items: ToThread) => {
  const signatures: FromThread = items.map(signHere);
  parentPort?.postMessage(signatures);
});

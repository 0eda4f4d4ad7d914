/** The command was told to stop. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/**
 * What `work` gives, or `Stopped` at once when the signal says so. The work itself is not told: whoever asks then ends the servers that it
 * works with, and exits.
 */
export async function unlessStopped<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = () => reject(new Stopped("stopped before it was done"));
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await (signal.aborted ? stopped : Promise.race([work(), stopped]));
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

import { Problem } from "./problem.ts";
import { sentEvents } from "./sent-events.ts";

/** One event of a live stream, or a `reset`: the cursor was too old, and what came before `after` must be read anew. */
export type LiveEvent = { readonly cursor: string; readonly data: unknown } | { readonly reset: Readonly<Record<string, unknown>> };

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

export type OpenStream = (after: string | undefined, signal: AbortSignal) => Promise<Response>;

/** Reads a stream and opens it again from the last cursor when it breaks; ends when the signal says so or the gateway refuses. */
export async function* liveEvents(open: OpenStream, options: { readonly signal: AbortSignal; readonly after?: string }): AsyncGenerator<LiveEvent> {
  let after = options.after;
  let failures = 0;
  while (!options.signal.aborted) {
    try {
      const response = await open(after, options.signal);
      failures = 0;
      for await (const sent of sentEvents(response.body ?? emptyBody())) {
        if (sent.type === "reset") {
          const facts = JSON.parse(sent.data) as Record<string, unknown>;
          after = typeof facts["after"] === "string" ? facts["after"] : undefined;
          yield { reset: facts };
          continue;
        }
        if (sent.id === undefined) continue;
        after = sent.id;
        yield { cursor: sent.id, data: JSON.parse(sent.data) };
      }
    } catch (error) {
      if (options.signal.aborted) return;
      if (error instanceof Problem && error.status < 500 && error.status !== 429) throw error;
      failures += 1;
    }
    await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10)), options.signal);
  }
}

function emptyBody(): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({ start: (controller) => controller.close() });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", done);
      resolve();
    }, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}

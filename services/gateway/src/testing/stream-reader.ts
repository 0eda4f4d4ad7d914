/** One frame of a live stream. */
export type SeenFrame = { readonly id?: string; readonly event?: string; readonly data?: unknown };

export type StreamReader = {
  /** Waits until so many frames with data have been seen. */
  seen(count: number): Promise<readonly SeenFrame[]>;
  /** Done when the server has ended the stream. */
  readonly ended: Promise<void>;
  readonly bytes: () => number;
  close(): void;
};

/** Reads server-sent events as a client does. */
export function readStream(response: Response, abort: AbortController): StreamReader {
  const frames: SeenFrame[] = [];
  let rest = "";
  let bytes = 0;
  let waiting: (() => void)[] = [];
  const take = (text: string) => {
    const parts = (rest + text).split("\n\n");
    rest = parts.pop() ?? "";
    bytes += text.length;
    frames.push(...parts.map(parsed).filter((frame) => "data" in frame));
    for (const wake of waiting.splice(0)) wake();
  };
  let over = false;
  const read = async () => {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? []) take(decoder.decode(chunk, { stream: true }));
    } catch {
      // Closed, by the test or the server.
    }
    over = true;
    for (const wake of waiting.splice(0)) wake();
  };
  const ended = read();
  return {
    async seen(count) {
      while (frames.length < count) {
        if (over) throw new Error(`the stream ended after ${frames.length} of ${count} frames`);
        await new Promise<void>((resolve) => {
          waiting = [...waiting, resolve];
        });
      }
      return frames;
    },
    ended,
    bytes: () => bytes,
    close: () => abort.abort(),
  };
}

function parsed(frame: string): SeenFrame {
  const fields = frame.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]);
  const { id, event, data } = Object.fromEntries(fields) as Record<string, string | undefined>;
  return { ...(id !== undefined && { id }), ...(event !== undefined && { event }), ...(data !== undefined && { data: JSON.parse(data) }) };
}

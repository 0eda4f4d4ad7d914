import type { CloudEvent } from "@teilhabe/contracts/event";
import type { Answer, Bus, BusFor, Question, StreamEntry } from "./bus.ts";

/** A bus for one test, with nothing on it at first. */
export type BusHarness = {
  readonly busFor: BusFor;
  /** Makes the streams of these services, as a service's start or the provisioning does. */
  provide(...services: readonly string[]): Promise<void>;
  /** Ends what carries the bus as a crash does, and starts it again. Opened buses are worth nothing afterwards; what was appended stays. */
  restart(): Promise<void>;
  /** Makes the stream anew, as after its loss: its positions mean nothing any more. */
  rebuild(service: string): Promise<void>;
  /** Undefined where nothing between asker and answerer can break. */
  readonly line?: { cut(): Promise<void>; mend(): Promise<void> };
  /** Closes everything and removes the data. */
  dispose(): Promise<void>;
};

export type OpenBusHarness = () => Promise<BusHarness>;

/** Opens a bus for a module that may ask and hear what is named. */
export type Opening = (module: string, may?: { readonly asks?: readonly string[]; readonly hears?: readonly string[] }) => Promise<Bus>;
export type BusProbe = { readonly harness: BusHarness; readonly bus: Opening };

/** Runs a test against a harness of its own. */
export function probing(open: OpenBusHarness, body: (probe: BusProbe) => Promise<void>): () => Promise<void> {
  return async () => {
    const harness = await open();
    try {
      await body({ harness, bus: (module, { asks = [], hears = [] } = {}) => harness.busFor({ module, asks, hears }) });
    } finally {
      await harness.dispose();
    }
  };
}

export function question(operation: string, body: unknown = {}): Question {
  return { operation, asker: { by: undefined, grants: [] }, body: JSON.stringify(body) };
}

export function bodyOf(answer: Answer): unknown {
  return "body" in answer ? JSON.parse(answer.body) : answer;
}

/** A promise and how to keep it. */
export function gate<Value = void>(): { readonly opened: Promise<Value>; open(value: Value): void } {
  const { promise, resolve } = Promise.withResolvers<Value>();
  return { opened: promise, open: resolve };
}

export function event(id: string, data: Readonly<Record<string, unknown>> = {}): CloudEvent {
  return {
    specversion: "1.0",
    id,
    source: "http://localhost/ideas",
    type: "ideas.idea-submitted.v1",
    subject: id,
    time: "2026-11-23T10:00:00.000Z",
    datacontenttype: "application/json",
    dataschema: "http://localhost/schemas/ideas.idea-submitted.v1.json",
    data,
  };
}

export function events(first: number, count: number): readonly CloudEvent[] {
  return Array.from({ length: count }, (_, index) => event(`e${first + index}`));
}

/** The whole stream, page by page. */
export async function readAll(bus: Bus, service: string, limit = 1_000): Promise<readonly StreamEntry[]> {
  const all: StreamEntry[] = [];
  for (;;) {
    const after = all.at(-1)?.sequence ?? 0;
    const { entries, lastSequence } = await bus.read(service, after, limit);
    all.push(...entries);
    if (entries.length === 0 || entries.at(-1)?.sequence === lastSequence) return all;
  }
}

/** Looks until it is true. @throws Error when it does not become so within 5 s */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (const endsAt = Date.now() + 5_000; Date.now() < endsAt; ) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("it did not become true within 5 s");
}

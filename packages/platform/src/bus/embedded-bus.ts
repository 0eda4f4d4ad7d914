import type { World } from "../clock.ts";
import type { SqliteStream } from "../store/sqlite-stream.ts";
import type { Bus, BusFor, BusIdentity } from "./bus.ts";
import { READ_EVENTS_MAX } from "./bus.ts";
import { type Desks, embeddedDesks } from "./embedded-desks.ts";
import { embeddedHints, type Hints } from "./embedded-hints.ts";
import { AskForbidden } from "./errors.ts";

export type EmbeddedHub = {
  readonly busFor: BusFor;
  /** The stream of a module: what its store's commits append to. It can be read until the returned function is called. */
  addStream(service: string, stream: SqliteStream): () => void;
};

type Shared = { readonly desks: Desks; readonly hints: Hints; readonly streams: ReadonlyMap<string, SqliteStream> };

/** One process's bus. By value, with the same limits and permissions as between processes, so that nothing works here only. */
export function embeddedHub(options: { readonly after?: World["after"] } = {}): EmbeddedHub {
  const streams = new Map<string, SqliteStream>();
  const shared = { desks: embeddedDesks(options.after), hints: embeddedHints(), streams };
  return {
    busFor: async (identity) => embeddedBus(shared, identity),
    addStream(service, stream) {
      streams.set(service, stream);
      const stop = stream.onGrown(() => shared.hints.give(service));
      shared.hints.give(service); // whoever looked before it was there looks again
      return () => {
        stop();
        if (streams.get(service) === stream) streams.delete(service);
      };
    },
  };
}

function embeddedBus({ desks, hints, streams }: Shared, identity: BusIdentity): Bus {
  const { module } = identity;
  const stops = new Set<() => Promise<void>>();
  let closed = false;

  const mayAsk = permission(identity.asks);
  const mayHear = permission([module, ...identity.hears]);
  function checkHears(service: string): void {
    if (!mayHear(service)) throw new AskForbidden(module, service);
  }
  function stoppable(stop: () => Promise<void> | void): () => Promise<void> {
    const once = async () => {
      if (stops.delete(once)) await stop();
    };
    stops.add(once);
    return once;
  }

  return {
    async ask(question, { timeoutMs } = {}) {
      if (!mayAsk(question.operation)) throw new AskForbidden(module, question.operation);
      return desks.ask(question, timeoutMs, closed);
    },
    serve: async (answer) => stoppable(desks.open(module, answer)),
    async append(batch, expectedLastSequence) {
      const stream = streams.get(module);
      if (stream === undefined) throw new Error(`${module} has no stream: a module that appends needs a store`);
      return stream.append(batch, expectedLastSequence);
    },
    async read(service, afterSequence, limit) {
      checkHears(service);
      if (!(limit >= 1 && limit <= READ_EVENTS_MAX)) throw new RangeError(`1 to ${READ_EVENTS_MAX} events are read at once, not ${limit}`);
      return streams.get(service)?.read(afterSequence, limit) ?? { epoch: "", lastSequence: 0, entries: [] };
    },
    async listen(service, heard) {
      checkHears(service);
      return stoppable(hints.take(service, heard));
    },
    announce: () => hints.give(module),
    isConnected: () => !closed,
    async close() {
      closed = true;
      await Promise.all([...stops].map((stop) => stop()));
    },
  };
}

/** `*` permits everything: for tests and tools. */
function permission(names: readonly string[]): (name: string) => boolean {
  const permitted = new Set(names);
  return (name) => permitted.has(name) || permitted.has("*");
}

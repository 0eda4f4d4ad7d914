import type { CloudEvent } from "@teilhabe/contracts/event";
import { BATCH_EVENTS_MAX, type StreamPage } from "../bus/bus.ts";
import { StaleSequence } from "../bus/errors.ts";
import { eventText } from "./commit-limits.ts";
import { StoreUnavailable } from "./errors.ts";
import type { SqliteFile } from "./sqlite-file.ts";
import type { GroupWriter } from "./sqlite-group.ts";
import { metaOf, setMeta } from "./sqlite-layout.ts";

/** A page ends early once its events are so long together, in UTF-16 code units. */
const PAGE_LENGTH_MAX = 4 * 1024 * 1024;

const LAST = "SELECT coalesce(max(sequence), 0) AS sequence FROM _outbox";

/** A module's stream, which is its outbox: what is committed is in it, in the same transaction. */
export type SqliteStream = {
  /** Changed by `newEpoch` only. */
  epoch(): string;
  lastSequence(): number;
  /** Like `Bus.read`. @throws StoreUnavailable once the store is closed */
  read(afterSequence: number, limit: number): StreamPage;
  /** Like `Bus.append`. */
  append(batch: readonly CloudEvent[], expectedLastSequence: number): Promise<number>;
  /** Calls after each group of commits that made it longer and is durable. */
  onGrown(call: () => void): () => void;
  /** Says that positions of before mean nothing any more: after a restore. */
  newEpoch(): Promise<string>;
};

/**
 * Puts an event at the end, inside a transaction; sequences have no gaps, for nothing is ever deleted.
 * @throws Error when an event with this id is there: a bug of the module
 */
export function appendText({ prepare }: Pick<SqliteFile, "prepare">, id: string, text: string): void {
  const { changes } = prepare("INSERT INTO _outbox (id, event) VALUES (?, ?) ON CONFLICT (id) DO NOTHING").run(id, text);
  if (changes === 0) throw new Error(`the event ${id} is in the stream already: an id that has had facts must not be used again`);
}

export function sqliteStream(file: SqliteFile, group: GroupWriter, module: string, newId: () => string): SqliteStream {
  const listeners = new Set<() => void>();
  const last = () => file.prepare(LAST).get()?.["sequence"] as number;
  let epoch = metaOf(file, "epoch") ?? startEpoch(file, newId());
  let durable = last();

  group.afterGroup(() => {
    const now = last();
    if (now === durable) return;
    durable = now;
    for (const call of listeners) queueMicrotask(call);
  });

  return {
    epoch: () => epoch,
    lastSequence: () => durable,
    read(after, limit) {
      if (!file.raw.isOpen) throw new StoreUnavailable(module, "closed");
      return { epoch, lastSequence: durable, entries: entriesOf(file, { after, upTo: durable }, limit) };
    },
    async append(batch, expected) {
      if (batch.length < 1 || batch.length > BATCH_EVENTS_MAX)
        throw new RangeError(`a batch has 1 to ${BATCH_EVENTS_MAX} events, not ${batch.length}`);
      const texts = batch.map((event) => ({ id: event.id, text: eventText(event) }));
      return group.write(() => {
        if (last() !== expected) throw new StaleSequence(module, expected, last());
        for (const { id, text } of texts) appendText(file, id, text);
        return expected + texts.length;
      });
    },
    onGrown(call) {
      listeners.add(call);
      return () => listeners.delete(call);
    },
    async newEpoch() {
      epoch = await group.write(() => startEpoch(file, newId()));
      return epoch;
    },
  };
}

function startEpoch(file: SqliteFile, epoch: string): string {
  setMeta(file, "epoch", epoch);
  return epoch;
}

function entriesOf(
  { prepare }: SqliteFile,
  { after, upTo }: { readonly after: number; readonly upTo: number },
  limit: number,
): StreamPage["entries"] {
  const rows = prepare("SELECT sequence, event FROM _outbox WHERE sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?").iterate(
    after,
    upTo,
    limit,
  );
  const entries: { sequence: number; event: CloudEvent }[] = [];
  let length = 0;
  for (const row of rows as Iterable<{ sequence: number; event: string }>) {
    entries.push({ sequence: row.sequence, event: JSON.parse(row.event) });
    length += row.event.length;
    if (length >= PAGE_LENGTH_MAX) break;
  }
  return entries;
}

import type { CloudEvent } from "@teilhabe/contracts/event";
import type { DocumentKind, TaskDraft } from "../rule.ts";
import type { TestWorld } from "../testing/test-world.ts";
import type { Commit, Committed, DocumentWrite, OutboxRow, Store, Task } from "./store.ts";

/** Where databases differ on purpose. Each is tested as it is declared. */
export type StoreTraits = {
  /** True: a committed fact is in the stream at once, figures say nothing about an outbox, and purging keeps it. */
  readonly outboxIsStream: boolean;
  /** False: leases end with the process that took them. */
  readonly leasesOutliveRestart: boolean;
};

/** One module's data for one test, empty at first. */
export type StoreHarness = {
  readonly traits: StoreTraits;
  readonly world: TestWorld;
  /** Opens a replica. Where only one process can have the data, every call until `shut` gives the same store. */
  open(documents: readonly DocumentKind<unknown>[]): Promise<Store>;
  /** Closes every opened store; what was committed stays. */
  shut(): Promise<void>;
  /** The events of all facts, in the order in which they are or will be in the stream. */
  events(): Promise<readonly CloudEvent[]>;
  /** Closes everything and removes the data. */
  dispose(): Promise<void>;
};

export type OpenStoreHarness = () => Promise<StoreHarness>;

export type Note = { readonly text: string; readonly slug?: string; readonly tags?: readonly string[] };

/** The document that the tests keep. */
export const note: DocumentKind<Note> = {
  name: "test-note",
  schema: 1,
  fields: {
    scalars: ["slug", "length"],
    lists: ["tags"],
    of: (state) => ({ slug: state.slug ?? null, length: state.text.length, tags: state.tags ?? [] }),
  },
  indexes: [["length", "id"]],
  unique: ["slug"],
};

/** What a test has at hand. */
export type Probe = {
  readonly harness: StoreHarness;
  readonly store: Store;
  readonly world: TestWorld;
  /** Commits under a fresh id. */
  commit(parts: Omit<Commit, "id">): Promise<Committed>;
  /** Everything that is due now, on a lease of LEASE_MS. */
  take(limit?: number): Promise<readonly Task[]>;
  textOf(id: string): Promise<string | undefined>;
};

export const LEASE_MS = 30_000;

/** Runs a test against a harness of its own. */
export function probing(open: OpenStoreHarness, body: (probe: Probe) => Promise<void>): () => Promise<void> {
  return async () => {
    const harness = await open();
    try {
      await body(await probeOf(harness));
    } finally {
      await harness.dispose();
    }
  };
}

/** Another replica, or the same data after a restart. */
export async function probeOf(harness: StoreHarness, documents: readonly DocumentKind<unknown>[] = [note]): Promise<Probe> {
  const { world } = harness;
  const store = await harness.open(documents);
  return {
    harness,
    store,
    world,
    commit: (parts) => store.commit({ id: world.newId(), ...parts }),
    take: (limit = 100) => store.takeTasks({ nowMs: world.nowMs(), limit, leaseMs: LEASE_MS }),
    textOf: async (id) => (await store.load(note, id))?.state.text,
  };
}

export function write(id: string, expectedVersion: number, state: Note): DocumentWrite {
  return { kind: note as DocumentKind<unknown>, id, expectedVersion, then: { put: state } };
}

export function removal(id: string, expectedVersion: number): DocumentWrite {
  return { kind: note as DocumentKind<unknown>, id, expectedVersion, then: "remove" };
}

export function check(id: string, expectedVersion: number): DocumentWrite {
  return { kind: note as DocumentKind<unknown>, id, expectedVersion, then: "check" };
}

export function fact(aggregate: string, version: number, n = 0, data: Readonly<Record<string, unknown>> = {}): OutboxRow {
  const event = {
    specversion: "1.0",
    id: `${aggregate}:${version}:${n}`,
    source: "http://localhost/test",
    type: "test.note-changed.v1",
    subject: aggregate,
    time: "2026-11-23T10:00:00.000Z",
    datacontenttype: "application/json",
    dataschema: "http://localhost/schemas/test.note-changed.v1.json",
    data,
  } as const;
  return { aggregate, version, n, event };
}

/** @param dueAtMs 0: long due */
export function task(id: string, key = id, dueAtMs = 0): TaskDraft {
  return { kind: "test", id, key, dueAtMs, data: { of: id } };
}

export function done(taken: Task): NonNullable<Commit["task"]> {
  return { id: taken.id, lease: taken.lease, then: "done" };
}

export function idsOf(all: readonly { readonly id: string }[]): readonly string[] {
  return all.map(({ id }) => id);
}

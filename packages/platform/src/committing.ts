import type { CloudEvent, Fact } from "@teilhabe/contracts/event";
import type { World } from "./clock.ts";
import type { Desk } from "./decide.ts";
import type { Asked, DocumentKind, Loaded, Outcome, Write } from "./rule.ts";
import type { Commit, DocumentWrite, OutboxRow, Store } from "./store/store.ts";

/** Where the facts of a module come from, as CloudEvents name it. */
export type Origin = {
  readonly module: string;
  readonly publicUrl: string;
  /** Of the module's data: what happens after a restore has other ids than what the restore took away. */
  readonly epoch: string;
};

const EPOCH_LETTERS = 8;

/** A desk that remembers the version of everything that was loaded from it. */
export type RememberingDesk = Desk & {
  versionOf(kind: DocumentKind<unknown>, id: string): number;
  /** Of the first document that was asked for; undefined: nothing was, or it does not exist. */
  firstVersion(): number | undefined;
};

export function deskOn(store: Store): RememberingDesk {
  const versions = new Map<string, number>();
  const remember = (kind: { readonly name: string }, id: string, loaded: Loaded<unknown> | undefined) =>
    versions.set(keyOf(kind, id), loaded?.version ?? 0);
  return {
    async load(kind, id) {
      const loaded = await store.load(kind, id);
      remember(kind, id, loaded);
      return loaded;
    },
    async loadMany(kind, ids) {
      const all = await store.loadMany(kind, ids);
      ids.forEach((id, index) => {
        remember(kind, id, all[index]);
      });
      return all;
    },
    versionOf: (kind, id) => versions.get(keyOf(kind, id)) ?? 0,
    firstVersion: () => versions.values().next().value || undefined,
  };
}

function keyOf(kind: { readonly name: string }, id: string): string {
  return `${kind.name}/${id}`;
}

/** The outcome of a decision as a commit: expected versions from the desk, events from the facts. */
export function commitOf(origin: Origin, world: World, desk: RememberingDesk, outcome: Outcome<unknown>, asked: Asked): Commit {
  const id = world.newId();
  const writes = (outcome.writes ?? []).map((write) => documentWrite(desk, write));
  const traced = asked.traceparent === undefined ? {} : { traceparent: asked.traceparent };
  return {
    id,
    writes,
    facts: outboxRows(origin, id, writes, outcome.facts ?? [], asked),
    tasks: (outcome.tasks ?? []).map((task) => ({ ...task, ...traced })),
  };
}

function documentWrite(desk: RememberingDesk, write: Write): DocumentWrite {
  if ("put" in write) return { kind: write.put, id: write.id, expectedVersion: desk.versionOf(write.put, write.id), then: { put: write.state } };
  if ("remove" in write) return { kind: write.remove, id: write.id, expectedVersion: desk.versionOf(write.remove, write.id), then: "remove" };
  return { kind: write.unchanged, id: write.id, expectedVersion: desk.versionOf(write.unchanged, write.id), then: "check" };
}

/** A fact takes its place in the order of the document it is about, else of the first one written, else it stands alone. */
function outboxRows(origin: Origin, commitId: string, writes: readonly DocumentWrite[], facts: readonly Fact[], asked: Asked): OutboxRow[] {
  const puts = writes.filter((write) => typeof write.then === "object");
  const taken = new Map<string, number>();
  return facts.map((fact) => {
    const about = puts.find((write) => write.id === fact.subject) ?? puts[0];
    const aggregate = about === undefined ? `commit/${commitId}` : keyOf(about.kind, about.id);
    const version = about === undefined ? 1 : about.expectedVersion + 1;
    const n = taken.get(aggregate) ?? 0;
    taken.set(aggregate, n + 1);
    return { aggregate, version, n, event: eventOf(origin, `${aggregate}:${version}:${n}~${origin.epoch.slice(-EPOCH_LETTERS)}`, fact, asked) };
  });
}

function eventOf(origin: Origin, id: string, fact: Fact, asked: Asked): CloudEvent {
  return {
    specversion: "1.0",
    id,
    source: `${origin.publicUrl}/${origin.module}`,
    type: fact.type,
    subject: fact.subject,
    time: asked.at,
    datacontenttype: "application/json",
    dataschema: `${origin.publicUrl}/schemas/${fact.type}.json`,
    ...(asked.traceparent !== undefined && { traceparent: asked.traceparent }),
    data: fact.data,
  };
}

import type { Asker } from "@teilhabe/contracts/asker";
import type { Fact } from "@teilhabe/contracts/event";
import type { Refusal } from "@teilhabe/contracts/refusal";
import type { Id, Instant } from "@teilhabe/contracts/shapes";

/** Who asks, when, and new ids: everything that a rule may know of the world. */
export type Asked = Asker & {
  /** Name of the operation that is being answered; undefined in tasks and reactions. */
  readonly operation?: string;
  /** The serving module's clock. */
  readonly at: Instant;
  /** The same time in milliseconds since 1970. */
  readonly atMs: number;
  /** A fresh UUIDv7. */
  newId(): Id;
};

/** A kind of document that a module keeps; also its name in the database. */
export type DocumentKind<State> = {
  readonly name: string;
  /** The schema that today's code writes; `upcasters[n]` makes schema n + 1 out of schema n. */
  readonly schema: number;
  readonly upcasters?: Readonly<Record<number, (old: unknown) => unknown>>;
  /**
   * Values beside the state that queries select and sort by, under the same names in both databases.
   * SQLite: table `<name>` (hyphens become underscores) with columns `id, version, schema, state` (JSON) and one for each scalar; each list has
   * a table `<name>_<list>(value, id)`. MongoDB: collection `<name>` with `_id, version, schema, state` and one field for each scalar and list.
   * What is stored is computed again when the names or `schema` change: raise `schema` when `of` computes something else.
   */
  readonly fields?: {
    readonly scalars?: readonly string[];
    readonly lists?: readonly string[];
    of(state: State, id: string): Readonly<Record<string, string | number | null | readonly string[]>>;
  };
  /** Each a list of scalar names, `id` allowed; lists have an index each without being named here. */
  readonly indexes?: readonly (readonly string[])[];
  /**
   * Scalars that many documents lack: null, else a text that is not empty. An index with one of them before its `id` holds only the documents that have it,
   * so the others cost nothing; queries that name a value of it use the index all the same.
   */
  readonly sparse?: readonly string[];
  /** Names of scalar fields whose value must be unique among the documents of this kind. */
  readonly unique?: readonly string[];
  /** Only carries the type. */
  readonly state?: State;
};

/** The sparse scalars that a document must have to stand in this index. */
export function neededBy({ sparse = [] }: DocumentKind<unknown>, index: readonly string[]): readonly string[] {
  const end = index.indexOf("id");
  return sparse.filter((name) => index.slice(0, end === -1 ? index.length : end).includes(name));
}

export type Loaded<State> = { readonly id: string; readonly version: number; readonly state: State };

/** One document to write. What it writes over is known from loading: never loaded or absent means new. */
export type Write<State = unknown> =
  | { readonly put: DocumentKind<State>; readonly id: string; readonly state: State }
  | { readonly remove: DocumentKind<State>; readonly id: string }
  /** Not written, but the commit fails when it has changed since it was loaded. */
  | { readonly unchanged: DocumentKind<State>; readonly id: string };

/** Work that follows: once, at a time, in the order of its key. */
export type TaskDraft = {
  /** Names the handler in the module's `tasks`. */
  readonly kind: string;
  /** A task with a known unfinished id is not added again. A task ends before those that follow it are added, so it may follow itself. */
  readonly id: string;
  /**
   * One at a time of each key, in the order of their times; those that were due when they were added, in the order of adding. A task
   * that has been tried keeps its place and holds back the others; one that is far in the future holds back nobody.
   */
  readonly key: string;
  readonly dueAtMs: number;
  readonly data: Readonly<Record<string, unknown>>;
  /** The trace that it belongs to: of the event behind it, where a page of them is taken in. That of who asks unless given. */
  readonly traceparent?: string;
};

/** What a rule decided: all of it is committed, or nothing. */
export type Outcome<Answer> = {
  readonly writes?: readonly Write[];
  readonly facts?: readonly Fact[];
  readonly tasks?: readonly TaskDraft[];
  readonly answer: Answer;
};

/** A decision about citizens: pure, no clock, no I/O, no randomness. */
export type Rule<State, Input, Answer> = (state: State, input: Input, asked: Asked) => Refusal | Outcome<Answer>;

/** @param state typed by the kind */
export function put<State>(kind: DocumentKind<State>, id: string, state: State): Write {
  return { put: kind as DocumentKind<unknown>, id, state };
}

/** An id that has had facts must not be used again after its removal, for its versions begin again: keep a state that says "withdrawn" instead. */
export function remove<State>(kind: DocumentKind<State>, id: string): Write {
  return { remove: kind as DocumentKind<unknown>, id };
}

export function unchanged<State>(kind: DocumentKind<State>, id: string): Write {
  return { unchanged: kind as DocumentKind<unknown>, id };
}

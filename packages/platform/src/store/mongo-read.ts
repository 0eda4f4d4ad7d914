import type { DocumentKind } from "../rule.ts";
import { MAJORITY, type MongoCollections, NEWEST, type TaskRow } from "./mongo-collections.ts";
import type { Work } from "./mongo-work.ts";
import type { StreamPosition } from "./store.ts";

/** What the database says of everything that a group of commits depends on. */
export type Snapshot = {
  /** Commits that have happened. */
  readonly known: ReadonlySet<string>;
  /** By `kind/id`; absent: there is none. */
  readonly versions: ReadonlyMap<string, number>;
  /** By `kind.field=value`. */
  readonly holders: ReadonlyMap<string, string>;
  readonly positions: ReadonlyMap<string, StreamPosition>;
  /** When the answers of these scopes expire. */
  readonly answers: ReadonlyMap<string, number>;
  readonly letters: ReadonlySet<string>;
  readonly tasks: readonly TaskRow[];
};

/** Ids in bulk, before anything is written. Only what is known for good comes as committed; all else is checked again when it is written. */
export async function readFor(all: MongoCollections, group: readonly Work[]): Promise<Snapshot> {
  const commits = group.map(({ commit }) => commit);
  const streams = commits.flatMap(({ position }) => (position === undefined ? [] : [position.stream]));
  const scopes = commits.flatMap(({ answer }) => (answer === undefined ? [] : [answer.scope]));
  const unburied = group.flatMap(({ unburies }) => unburies ?? []);
  const [known, versions, holders, positions, answers, letters, tasks] = await Promise.all([
    all.commits.find({ ids: { $in: [...new Set(commits.map(({ id }) => id))] } }, { ...MAJORITY, hint: "of_ids" }).toArray(),
    readVersions(all, group),
    readHolders(all, group),
    streams.length === 0 ? [] : all.positions.find(within(streams), NEWEST).toArray(),
    scopes.length === 0 ? [] : all.answers.find(within(scopes), { ...NEWEST, projection: { expiresAtMs: 1 } }).toArray(),
    unburied.length === 0 ? [] : all.letters.find(within(unburied), { ...NEWEST, projection: { _id: 1 } }).toArray(),
    readTasks(all, group),
  ]);
  return {
    known: new Set(known.flatMap(({ ids }) => ids)),
    versions,
    holders,
    positions: new Map(positions.map(({ _id, epoch, sequence }) => [_id, { epoch, sequence }])),
    answers: new Map(answers.map(({ _id, expiresAtMs }) => [_id, expiresAtMs])),
    letters: new Set(letters.map(({ _id }) => _id)),
    tasks,
  };
}

function within(ids: readonly string[]) {
  return { _id: { $in: [...new Set(ids)] } };
}

async function readVersions(all: MongoCollections, group: readonly Work[]): Promise<ReadonlyMap<string, number>> {
  const ids = new Map<string, Set<string>>();
  for (const { kind, id } of group.flatMap(({ writes }) => writes)) ids.set(kind.name, (ids.get(kind.name) ?? new Set()).add(id));
  const read = [...ids].map(async ([name, wanted]) => {
    const rows = await all
      .documents({ name })
      .find(within([...wanted]), { ...NEWEST, projection: { version: 1 } })
      .toArray();
    return rows.map(({ _id, version }) => [`${name}/${_id}`, version] as const);
  });
  return new Map((await Promise.all(read)).flat());
}

async function readHolders(all: MongoCollections, group: readonly Work[]): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, { kind: DocumentKind<unknown>; field: string; wanted: (string | number)[] }>();
  for (const { kind, unique } of group.flatMap(({ writes }) => writes)) {
    for (const { field, value } of unique) {
      const name = `${kind.name}.${field}`;
      const entry = values.get(name) ?? { kind, field, wanted: [] };
      entry.wanted.push(value);
      values.set(name, entry);
    }
  }
  const read = [...values].map(async ([name, { kind, field, wanted }]) => {
    // The type is named so that the partial index can be used.
    const filter = { [field]: { $in: wanted, $type: ["string", "number"] } };
    const rows = await all
      .documents(kind)
      .find(filter as object, { ...NEWEST, projection: { [field]: 1 } })
      .toArray();
    return rows.map((row) => [`${name}=${(row as unknown as Record<string, string>)[field]}`, row._id] as const);
  });
  return new Map((await Promise.all(read)).flat());
}

async function readTasks(all: MongoCollections, group: readonly Work[]): Promise<readonly TaskRow[]> {
  const added = group.flatMap(({ commit }) => commit.tasks ?? []);
  const finished = group.flatMap(({ commit }) => (commit.task === undefined ? [] : [commit.task]));
  if (added.length + finished.length === 0) return [];
  const ids = [...added, ...finished].map(({ id }) => id);
  const keys = [...new Set(added.map(({ key }) => key))];
  const [byId, firsts] = await Promise.all([
    all.tasks.find(within(ids), NEWEST).toArray(),
    keys.length === 0 ? [] : all.tasks.find({ key: { $in: keys }, nextMs: { $exists: true } }, { ...NEWEST, hint: "first_of_key" }).toArray(),
  ]);
  const ending = new Set(finished.filter(({ then }) => then === "done" || "buryWith" in then).map(({ id }) => id));
  const found = new Map([...firsts, ...byId].map((row) => [row._id, row]));
  const withOthers = [...found.values()].filter(({ _id, waiting }) => ending.has(_id) && (waiting ?? 0) > 0);
  for (const next of await Promise.all(withOthers.map(({ key }) => nextBehind(all, key)))) {
    if (next !== null && !found.has(next._id)) found.set(next._id, next);
  }
  return [...found.values()];
}

function nextBehind(all: MongoCollections, key: string): Promise<TaskRow | null> {
  return all.tasks.findOne({ key, nextMs: { $exists: false } }, { ...NEWEST, sort: { orderMs: 1, n: 1 }, hint: "behind" });
}

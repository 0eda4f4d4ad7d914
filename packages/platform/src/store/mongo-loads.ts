import { gathering, type HandIn } from "../gather.ts";
import { StoreOverloaded } from "./errors.ts";
import { type DocumentRow, MAJORITY, type MongoCollections } from "./mongo-collections.ts";

/** Few, so that what is asked for while they are on their way goes together. */
const QUERIES_AT_ONCE_MAX = 2;

/** A document's row, read after it was asked for; each asker gets a copy of its own. */
export type LoadOne = (kind: { readonly name: string }, id: string) => Promise<DocumentRow | undefined>;

/** Loads one by one, as decisions do, cost a query each: those of one kind that meet become one query. */
export function gatheredLoads(module: string, all: MongoCollections): LoadOne {
  const kinds = new Map<string, HandIn<string, DocumentRow | undefined>>();

  function ofKind(kind: { readonly name: string }): HandIn<string, DocumentRow | undefined> {
    const known = kinds.get(kind.name);
    if (known !== undefined) return known;
    const made = gathering((ids: readonly string[]) => readRows(all, kind, ids), QUERIES_AT_ONCE_MAX);
    kinds.set(kind.name, made);
    return made;
  }

  return (kind, id) => ofKind(kind)(id) ?? Promise.reject(new StoreOverloaded(module));
}

async function readRows(
  all: MongoCollections,
  kind: { readonly name: string },
  ids: readonly string[],
): Promise<readonly (DocumentRow | undefined)[]> {
  const wanted = [...new Set(ids)];
  const rows = await all
    .documents(kind)
    .find({ _id: { $in: wanted } }, MAJORITY)
    .toArray();
  const found = new Map(rows.map((row) => [row._id, row]));
  if (wanted.length === ids.length) return ids.map((id) => found.get(id));
  return ids.map((id) => structuredClone(found.get(id)));
}

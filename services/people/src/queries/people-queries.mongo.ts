import type { DocumentKind } from "@teilhabe/platform/rule";
import { upcast } from "@teilhabe/platform/store/upcast";
import type { Connection } from "mongoose";
import { actDocument, erasureDocument, grantDocument } from "../domain/documents.ts";
import type { ActFilter, NewestFirst, PeopleQueries } from "./people-queries.ts";

type Stored = { _id: string; schema: number; state: unknown };
type Filter = Record<string, unknown>;

export function mongoPeopleQueries(connection: Connection): PeopleQueries {
  async function newest(kind: DocumentKind<unknown>, filter: Filter, time: string, { before, limit }: NewestFirst): Promise<Stored[]> {
    const earlier = before === undefined ? {} : { $or: [{ [time]: { $lt: before.at } }, { [time]: before.at, _id: { $lt: before.id } }] };
    return connection
      .collection<Stored>(kind.name)
      .find({ $and: [filter, earlier] } as object)
      .sort({ [time]: -1, _id: -1 })
      .limit(limit)
      .project<Stored>({ schema: 1, state: 1 })
      .toArray();
  }

  return {
    async listGrants({ person, grant, after, limit }) {
      const filter = { ...is("person", person), ...is("named", grant), ...(after !== undefined && { _id: { $gt: after } }) };
      const found = await connection.collection<Stored>(grantDocument.name).find(filter).sort({ _id: 1 }).limit(limit).toArray();
      return found.map((stored) => ({ id: stored._id, ...stateOf(grantDocument, stored) }));
    },
    async listErasures({ stage, ...page }) {
      const found = await newest(erasureDocument, is("stage", stage), "requestedAt", page);
      return found.map((stored) => ({ id: stored._id, erasure: stateOf(erasureDocument, stored) }));
    },
    async listActs({ before, limit, ...filter }) {
      const found = await newest(actDocument, actFilter(filter), "at", { before, limit });
      return found.map((stored) => ({ id: stored._id, ...stateOf(actDocument, stored) }));
    },
    async oldActs(before, limit) {
      const found = connection.collection<Stored>(actDocument.name).find({ at: { $lt: before } } as object);
      const ids = await found.sort({ at: 1, _id: 1 }).limit(limit).project<Stored>({ _id: 1 }).toArray();
      return ids.map(({ _id }) => _id);
    },
  };
}

function stateOf<State>(kind: DocumentKind<State>, { schema, state }: Stored): State {
  return upcast(kind, schema, state);
}

function is(field: string, value: string | undefined): Filter {
  return value === undefined ? {} : { [field]: value };
}

function actFilter({ person, service, operation, object, from, until }: ActFilter): Filter {
  const at = { ...(from !== undefined && { $gte: from }), ...(until !== undefined && { $lt: until }) };
  return {
    ...is("person", person),
    ...is("service", service),
    ...is("operation", operation),
    ...is("objects", object),
    ...(Object.keys(at).length > 0 && { at }),
  };
}

import type { DocumentKind, Loaded } from "@teilhabe/platform/rule";
import { upcast } from "@teilhabe/platform/store/upcast";
import type { Connection } from "mongoose";
import { listingDocument, observationDocument, providerDocument, regionDocument, regionObservationDocument } from "../domain/documents.ts";
import type { CapacityQueries } from "./capacity-queries.ts";
import { mongoOfferSearch } from "./offer-search.mongo.ts";

type Stored = { _id: string; version: number; schema: number; state: unknown; name: string };
type Filter = Record<string, unknown>;
type Sort = Record<string, 1 | -1>;

const NEWEST: Sort = { validAtMs: -1, _id: -1 };

export function mongoCapacityQueries(connection: Connection): CapacityQueries {
  const rows = ({ name }: DocumentKind<unknown>, filter: Filter, sort: Sort, limit: number) =>
    connection
      .collection<Stored>(name)
      .find(filter as object)
      .sort(sort)
      .limit(limit)
      .project<Stored>({ version: 1, schema: 1, state: 1, name: 1 })
      .toArray();
  const find = async <State>(kind: DocumentKind<State>, filter: Filter, sort: Sort, limit: number) =>
    (await rows(kind as DocumentKind<unknown>, filter, sort, limit)).map((stored) => loaded(kind, stored));

  return {
    ...mongoOfferSearch(connection),
    async providersByName({ kind, after, limit }) {
      const behind = after === undefined ? {} : { $or: [{ name: { $gt: after.name } }, { name: after.name, _id: { $gt: after.id } }] };
      const filter = { ...(kind !== undefined && { kind }), ...behind };
      const found = await rows(providerDocument as DocumentKind<unknown>, filter, { name: 1, _id: 1 }, limit);
      return found.map((stored) => ({ ...loaded(providerDocument, stored), sortName: stored.name }));
    },
    listingsOf: (provider, after, limit) => find(listingDocument, { provider, _id: { $gt: after ?? "" } }, { _id: 1 }, limit),
    observationsOf: (offer, before, limit) => find(observationDocument, { offer, ...earlier(before) }, NEWEST, limit),
    async observationsBefore(validAtMs, limit) {
      const found = await rows(observationDocument as DocumentKind<unknown>, { validAtMs: { $lt: validAtMs } }, { validAtMs: 1 }, limit);
      return found.map(({ _id }) => _id);
    },
    regions: (after, limit) => find(regionDocument, { _id: { $gt: after ?? "" } }, { _id: 1 }, limit),
    regionObservations: ({ region, unit, before, limit }) =>
      find(regionObservationDocument, { region, ...(unit !== undefined && { unit }), ...earlier(before) }, NEWEST, limit),
  };
}

function earlier(before: { readonly validAtMs: number; readonly id: string } | undefined): Filter {
  if (before === undefined) return {};
  const { validAtMs, id } = before;
  return { $or: [{ validAtMs: { $lt: validAtMs } }, { validAtMs, _id: { $lt: id } }] };
}

function loaded<State>(kind: DocumentKind<State>, { _id, version, schema, state }: Stored): Loaded<State> {
  return { id: _id, version, state: upcast(kind, schema, state) };
}

import type { DocumentKind, Loaded } from "@teilhabe/platform/rule";
import type { SqliteDatabase } from "@teilhabe/platform/store/sqlite-database";
import { upcast } from "@teilhabe/platform/store/upcast";
import { listingDocument, observationDocument, providerDocument, regionDocument, regionObservationDocument } from "../domain/documents.ts";
import type { CapacityQueries } from "./capacity-queries.ts";
import { sqliteOfferSearch } from "./offer-search.sqlite.ts";

type Row = { id: string; version: number; schema: number; state: string; name: string };
type Value = string | number;

export function sqliteCapacityQueries(database: SqliteDatabase): CapacityQueries {
  const rows = (sql: string, ...values: Value[]) => database.read(() => database.prepare(sql).all(...values) as unknown as readonly Row[]);
  return {
    ...sqliteOfferSearch(database),
    async providersByName({ kind, after, limit }) {
      const sql = `SELECT id, version, schema, state, name FROM provider WHERE ${kind === undefined ? "" : "kind = ? AND"} (name, id) > (?, ?)
        ORDER BY name, id LIMIT ?`;
      const values = [...(kind === undefined ? [] : [kind]), after?.name ?? "", after?.id ?? "", limit];
      return (await rows(sql, ...values)).map((row) => ({ ...loaded(providerDocument, row), sortName: row.name }));
    },
    async listingsOf(provider, after, limit) {
      const sql = "SELECT id, version, schema, state FROM listing WHERE provider = ? AND +id > ? ORDER BY id LIMIT ?";
      return (await rows(sql, provider, after ?? "", limit)).map((row) => loaded(listingDocument, row));
    },
    async observationsOf(offer, before, limit) {
      const earlier = before === undefined ? "" : "AND (validAtMs, id) < (?, ?)";
      const sql = `SELECT id, version, schema, state FROM observation WHERE offer = ? ${earlier} ORDER BY validAtMs DESC, id DESC LIMIT ?`;
      const values = before === undefined ? [offer, limit] : [offer, before.validAtMs, before.id, limit];
      return (await rows(sql, ...values)).map((row) => loaded(observationDocument, row));
    },
    async observationsBefore(validAtMs, limit) {
      const old = await rows("SELECT id FROM observation WHERE validAtMs < ? ORDER BY validAtMs LIMIT ?", validAtMs, limit);
      return old.map(({ id }) => id);
    },
    async regions(after, limit) {
      const sql = "SELECT id, version, schema, state FROM region WHERE id > ? ORDER BY id LIMIT ?";
      return (await rows(sql, after ?? "", limit)).map((row) => loaded(regionDocument, row));
    },
    async regionObservations({ region, unit, before, limit }) {
      const ofUnit = unit === undefined ? "" : "AND unit = ?";
      const earlier = before === undefined ? "" : "AND (validAtMs, id) < (?, ?)";
      const sql = `SELECT id, version, schema, state FROM region_observation WHERE region = ? ${ofUnit} ${earlier}
        ORDER BY validAtMs DESC, id DESC LIMIT ?`;
      const values = [region, ...(unit === undefined ? [] : [unit]), ...(before === undefined ? [] : [before.validAtMs, before.id]), limit];
      return (await rows(sql, ...values)).map((row) => loaded(regionObservationDocument, row));
    },
  };
}

function loaded<State>(kind: DocumentKind<State>, { id, version, schema, state }: Row): Loaded<State> {
  return { id, version, state: upcast(kind, schema, JSON.parse(state)) };
}

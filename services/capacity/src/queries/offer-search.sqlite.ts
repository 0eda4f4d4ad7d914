import type { SqliteDatabase } from "@teilhabe/platform/store/sqlite-database";
import { upcast } from "@teilhabe/platform/store/upcast";
import { behindPrefix } from "@teilhabe/platform/words";
import { listingDocument } from "../domain/documents.ts";
import { boxAround, EARTH_METERS } from "../domain/geometry.ts";
import type { PublishedListing } from "../domain/offer.ts";
import type { ByName, CapacityQueries, Nearest, OfferFilter } from "./capacity-queries.ts";

type Value = string | number;
/** SQL with the values of its question marks. */
type Sql = { readonly sql: string; readonly values: readonly Value[] };
type Row = { id: string; schema: number; state: string; sortedBy: Value };

/** A word that so few offers have is looked up first, and decides. */
const RARE_MAX = 500;
/** The offers of a word that so many have are listed once; of one that more have, each offer is asked. */
const LISTED_MAX = 5_000;

/** A word of a search, and how many offers have it, at most LISTED_MAX + 1. */
type Counted = { readonly word: string; readonly offers: number };

/** The haversine formula, as in `domain/geometry.ts`; its question marks: latitude, latitude, longitude of the centre. */
const METERS = `CAST(round(${2 * EARTH_METERS} * asin(sqrt(min(1, pow(sin(radians(i.latitude - ?) / 2), 2)
  + cos(radians(?)) * cos(radians(i.latitude)) * pow(sin(radians(i.longitude - ?) / 2), 2))))) AS INTEGER)`;

export function sqliteOfferSearch({ prepare, read }: SqliteDatabase): Pick<CapacityQueries, "nearest" | "byName"> {
  const rows = ({ sql, values }: Sql) => prepare(sql).all(...values) as unknown as readonly Row[];
  const counted = (words: readonly string[]): Counted[] =>
    words.map((word) => {
      const sql = "SELECT count(*) AS n FROM (SELECT 1 FROM listing_words WHERE value >= ? AND value < ? LIMIT ?)";
      return { word, offers: Number(prepare(sql).get(...range(word), LISTED_MAX + 1)?.["n"]) };
    });

  return {
    async nearest(search) {
      const found = await read(() => rows(nearestSql(search, counted(search.words))));
      return found.map((row) => ({ id: row.id, listing: listingIn(row), meters: Number(row.sortedBy) }));
    },
    async byName(search) {
      const found = await read(() => rows(byNameSql(search, counted(search.words))));
      return found.map((row) => ({ id: row.id, listing: listingIn(row), name: String(row.sortedBy) }));
    },
  };
}

function listingIn({ schema, state }: Row): PublishedListing {
  return upcast(listingDocument, schema, JSON.parse(state)) as PublishedListing;
}

function nearestSql({ centre, withinMeters, after, limit, ...filter }: Nearest, words: readonly Counted[]): Sql {
  const rare = rareOf(words);
  const { rows, west, east } = boxAround(centre, withinMeters);
  // A plus keeps a column out of the choice of an index: rows and longitudes are looked up, within one specialty if it is given.
  const free = rare === undefined ? "" : "+";
  const place: Sql = {
    sql: `${free}i.row IN (SELECT value FROM json_each(?)) AND ${free}i.longitude BETWEEN ? AND ?`,
    values: [JSON.stringify(rows), west, east],
  };
  const from = fromSql(rare);
  const where = joined([place, ...filterSql(filter, rare === undefined ? "specialty" : undefined), ...wordSql(words, rare)]);
  const behind: Sql = after === undefined ? { sql: "TRUE", values: [] } : { sql: "(meters, id) > (?, ?)", values: [after.meters, after.id] };
  return {
    sql: `WITH page AS MATERIALIZED (SELECT id, meters FROM (SELECT i.id AS id, ${METERS} AS meters FROM ${from.sql} WHERE ${where.sql})
        WHERE meters <= ? AND ${behind.sql} ORDER BY meters, id LIMIT ?)
      SELECT l.id, l.schema, l.state, page.meters AS sortedBy FROM page CROSS JOIN listing l ON l.id = page.id ORDER BY page.meters, page.id`,
    values: [...[centre.latitude, centre.latitude, centre.longitude], ...from.values, ...where.values, withinMeters, ...behind.values, limit],
  };
}

function byNameSql({ after, limit, ...filter }: ByName, words: readonly Counted[]): Sql {
  const rare = rareOf(words);
  const lookedUp = rare === undefined ? narrowest(filter) : undefined;
  const free = rare === undefined && lookedUp !== "specialty" ? "" : "+";
  const from = fromSql(rare);
  const behind: Sql =
    after === undefined
      ? { sql: `${free}i.name >= ''`, values: [] }
      : { sql: `(${free}i.name, ${free}i.id) > (?, ?)`, values: [after.name, after.id] };
  const where = joined([behind, ...filterSql(filter, lookedUp), ...wordSql(words, rare)]);
  return {
    sql: `WITH page AS MATERIALIZED (SELECT i.id AS id, i.name AS name FROM ${from.sql} WHERE ${where.sql} ORDER BY i.name, i.id LIMIT ?)
      SELECT l.id, l.schema, l.state, page.name AS sortedBy FROM page CROSS JOIN listing l ON l.id = page.id ORDER BY page.name, page.id`,
    values: [...from.values, ...where.values, limit],
  };
}

type LookedUp = "provider" | "postalCode" | "specialty";

function narrowest({ provider, postalCode, specialties }: OfferFilter): LookedUp | undefined {
  if (provider !== undefined) return "provider";
  if (postalCode !== undefined) return "postalCode";
  return specialties === undefined ? undefined : "specialty";
}

/** From all listings, or from those that have a rare word. */
function fromSql(rare: string | undefined): Sql {
  if (rare === undefined) return { sql: "listing i", values: [] };
  return {
    sql: "(SELECT DISTINCT id FROM listing_words WHERE value >= ? AND value < ?) found CROSS JOIN listing i ON i.id = found.id",
    values: range(rare),
  };
}

/** @param lookedUp the column that an index begins with */
function filterSql({ kind, specialties, facets, freeAtMs, provider, postalCode }: OfferFilter, lookedUp: LookedUp | undefined): Sql[] {
  const column = (name: LookedUp) => `${name === lookedUp ? "" : "+"}i.${name}`;
  const is = (name: string, value: Value | undefined): Sql[] => (value === undefined ? [] : [{ sql: `${name} = ?`, values: [value] }]);
  return [
    ...is("+i.kind", kind),
    ...is(column("provider"), provider),
    ...is(column("postalCode"), postalCode),
    ...(specialties === undefined
      ? []
      : [{ sql: `${column("specialty")} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(specialties)] }]),
    ...facets.map((some) => ({ sql: `(${some.map(() => "instr(i.facets, ?)").join(" OR ")})`, values: some })),
    ...(freeAtMs === undefined ? [] : [{ sql: "+i.freeUntilMs > ?", values: [freeAtMs] }]),
  ];
}

function rareOf(words: readonly Counted[]): string | undefined {
  return words.find(({ offers }) => offers <= RARE_MAX)?.word;
}

/** @param rare is looked up already */
function wordSql(words: readonly Counted[], rare: string | undefined): Sql[] {
  return words
    .filter(({ word }) => word !== rare)
    .map(({ word, offers }) => ({
      sql:
        offers <= LISTED_MAX
          ? "+i.id IN (SELECT id FROM listing_words WHERE value >= ? AND value < ?)"
          : "EXISTS (SELECT 1 FROM listing_words w WHERE w.id = i.id AND w.value >= ? AND w.value < ?)",
      values: range(word),
    }));
}

function joined(parts: readonly Sql[]): Sql {
  return { sql: parts.map(({ sql }) => sql).join(" AND "), values: parts.flatMap(({ values }) => values) };
}

function range(word: string): [string, string] {
  return [word, behindPrefix(word)];
}

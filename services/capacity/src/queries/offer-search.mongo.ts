import { upcast } from "@teilhabe/platform/store/upcast";
import type { Connection } from "mongoose";
import { listingDocument } from "../domain/documents.ts";
import { boxAround, EARTH_METERS } from "../domain/geometry.ts";
import type { PublishedListing } from "../domain/offer.ts";
import type { ByName, CapacityQueries, Nearest, OfferFilter } from "./capacity-queries.ts";

type Stored = { _id: string; schema: number; state: unknown; meters: number; name: string };
type Filter = Record<string, unknown>;

export function mongoOfferSearch(connection: Connection): Pick<CapacityQueries, "nearest" | "byName"> {
  const listings = () => connection.collection<Stored>(listingDocument.name);
  return {
    async nearest(search) {
      const found = await listings().aggregate<Stored>(nearestPipeline(search)).toArray();
      return found.map((stored) => ({ id: stored._id, listing: listingIn(stored), meters: stored.meters }));
    },
    async byName({ after, limit, ...filter }) {
      const found = await listings()
        .find({ $and: [behindName(after), ...filtersOf(filter)] } as object)
        .sort({ name: 1, _id: 1 })
        .limit(limit)
        .project<Stored>({ schema: 1, state: 1, name: 1 })
        .toArray();
      return found.map((stored) => ({ id: stored._id, listing: listingIn(stored), name: stored.name }));
    },
  };
}

function listingIn({ schema, state }: Stored): PublishedListing {
  return upcast(listingDocument, schema, state) as PublishedListing;
}

function behindName(after: ByName["after"]): Filter {
  if (after === undefined) return { name: { $gte: "" } };
  return { $or: [{ name: { $gt: after.name } }, { name: after.name, _id: { $gt: after.id } }] };
}

function nearestPipeline({ centre, withinMeters, after, limit, ...filter }: Nearest): Record<string, unknown>[] {
  const { rows, west, east } = boxAround(centre, withinMeters);
  const behind = after === undefined ? {} : { $or: [{ meters: { $gt: after.meters } }, { meters: after.meters, _id: { $gt: after.id } }] };
  return [
    { $match: { row: { $in: [...rows] }, longitude: { $gte: west, $lte: east }, $and: [{}, ...filtersOf(filter)] } },
    { $project: { meters: metersTo(centre) } },
    { $match: { meters: { $lte: withinMeters }, ...behind } },
    { $sort: { meters: 1, _id: 1 } },
    { $limit: limit },
    { $lookup: { from: listingDocument.name, localField: "_id", foreignField: "_id", as: "whole" } },
    { $project: { meters: 1, schema: { $first: "$whole.schema" }, state: { $first: "$whole.state" } } },
  ];
}

/** The haversine formula, as in `domain/geometry.ts`. */
function metersTo({ latitude, longitude }: Nearest["centre"]): object {
  const half = (field: string, centre: number) => ({ $pow: [{ $sin: { $divide: [{ $degreesToRadians: { $subtract: [field, centre] } }, 2] } }, 2] });
  const cosines = { $multiply: [{ $cos: { $degreesToRadians: latitude } }, { $cos: { $degreesToRadians: "$latitude" } }] };
  const h = { $add: [half("$latitude", latitude), { $multiply: [cosines, half("$longitude", longitude)] }] };
  // Rounded as everywhere else, up from the half; $round goes to the even one.
  return { $floor: { $add: [{ $multiply: [2 * EARTH_METERS, { $asin: { $sqrt: { $min: [1, h] } } }] }, 0.5] } };
}

/** Words, codes and languages have letters, digits, dots and hyphens only; stars and bars stand for themselves. */
function filtersOf({ kind, specialties, facets, freeAtMs, provider, postalCode, words }: OfferFilter): Filter[] {
  const is = (field: string, value: unknown): Filter[] => (value === undefined ? [] : [{ [field]: value }]);
  return [
    ...is("kind", kind),
    ...is("provider", provider),
    ...is("postalCode", postalCode),
    ...is("specialty", specialties && { $in: [...specialties] }),
    ...facets.map((some) => ({ facets: { $regex: some.map(literal).join("|") } })),
    ...is("freeUntilMs", freeAtMs === undefined ? undefined : { $gt: freeAtMs }),
    ...words.map((word) => ({ words: { $regex: `^${word}` } })),
  ];
}

function literal(text: string): string {
  return text.replace(/[.*|]/g, "\\$&");
}

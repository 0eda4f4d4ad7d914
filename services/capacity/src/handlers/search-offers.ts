import type { searchOffers as operation } from "@teilhabe/contracts/capacity/offer-operations";
import { WITHIN_METERS_DEFAULT } from "@teilhabe/contracts/capacity/shapes";
import type { InputOf, OutputOf } from "@teilhabe/contracts/operation";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Position } from "@teilhabe/contracts/shapes";
import { cursorOf, pageFrom, readCursor } from "@teilhabe/platform/paging";
import type { Asked } from "@teilhabe/platform/rule";
import { queryWordsOf } from "@teilhabe/platform/words";
import { facet, summaryShown } from "../domain/offer.ts";
import type { Lookups } from "../lookups.ts";
import type { CapacityQueries, Nearest, NearOffer, OfferFilter } from "../queries/capacity-queries.ts";
import { badCursor } from "./bad-cursor.ts";

type Input = InputOf<typeof operation>;
type Answer = OutputOf<typeof operation>;

/** The nearest are looked for in growing circles, so that a full page in a dense town looks at few offers. */
const FIRST_CIRCLE_METERS = 500;
const GROWTH_MAX = 4;
/** The next circle is made for so many times what is wanted, as densely as it was found in the one before. */
const SPARE = 1.5;

export function searchOffers(queries: CapacityQueries, lookups: Lookups) {
  async function byDistance(input: Input, centre: Position, filter: OfferFilter, asked: Asked): Promise<Answer | Refusal> {
    const from = input.after === undefined ? [undefined] : readCursor(input.after, ["number", "string"]);
    if (from === undefined) return badCursor();
    const [meters, id = ""] = from;
    const after = meters === undefined ? undefined : { meters, id };
    const withinMeters = input.withinMeters ?? WITHIN_METERS_DEFAULT;
    const found = await inCircles(queries, { ...filter, centre, withinMeters, after, limit: input.limit + 1 });
    const page = pageFrom(found, input.limit, (last) => cursorOf([last.meters, last.id]));
    return { ...page, items: page.items.map((one) => summaryShown(one.id, one.listing, asked.atMs, one.meters)) };
  }

  async function byName(input: Input, filter: OfferFilter, asked: Asked): Promise<Answer | Refusal> {
    const from = input.after === undefined ? [undefined] : readCursor(input.after, ["string", "string"]);
    if (from === undefined) return badCursor();
    const [name, id = ""] = from;
    const found = await queries.byName({ ...filter, after: name === undefined ? undefined : { name, id }, limit: input.limit + 1 });
    const page = pageFrom(found, input.limit, (last) => cursorOf([last.name, last.id]));
    return { ...page, items: page.items.map((one) => summaryShown(one.id, one.listing, asked.atMs)) };
  }

  return async (input: Input, asked: Asked): Promise<Answer | Refusal> => {
    const place = placeOf(input, lookups);
    if (isRefusal(place)) return place;
    const words = input.q === undefined ? [] : queryWordsOf(input.q);
    if (input.q !== undefined && words.length === 0) return { items: [] };
    const filter = { ...filterOf(input, lookups, asked), words, postalCode: place.postalCode };
    if (place.centre !== undefined && input.sort !== "name") return byDistance(input, place.centre, filter, asked);
    return byName(input, filter, asked);
  };
}

/** A circle that holds a full page holds the nearest ones. */
async function inCircles(queries: CapacityQueries, search: Nearest): Promise<readonly NearOffer[]> {
  for (let meters = FIRST_CIRCLE_METERS + (search.after?.meters ?? 0); meters < search.withinMeters; ) {
    const found = await queries.nearest({ ...search, withinMeters: meters });
    if (found.length === search.limit) return found;
    meters *= Math.min(GROWTH_MAX, Math.sqrt((SPARE * search.limit) / Math.max(found.length, 1)));
  }
  return queries.nearest(search);
}

function filterOf({ kind, specialty, language, accessibility = [], targetGroup, freeOnly, provider }: Input, lookups: Lookups, asked: Asked) {
  return {
    kind,
    specialties: specialty === undefined ? undefined : lookups.under(specialty),
    facets: [
      ...(language === undefined ? [] : [[facet.language(language)]]),
      ...accessibility.map((code) => [facet.accessibility(code)]),
      ...(targetGroup === undefined ? [] : [[facet.targetGroup(targetGroup), facet.everyone]]),
    ],
    freeAtMs: freeOnly === true ? asked.atMs : undefined,
    provider,
  };
}

/** Around which point, or in which postal code, is looked. */
function placeOf(input: Input, { positionOf }: Lookups): { centre?: Position; postalCode?: string } | Refusal {
  const { latitude, longitude, postalCode, withinMeters, sort } = input;
  if ((latitude === undefined) !== (longitude === undefined)) {
    return invalid(latitude === undefined ? "latitude" : "longitude", "Give `latitude` and `longitude` together.");
  }
  if (latitude !== undefined && longitude !== undefined) {
    if (postalCode !== undefined) return invalid("postalCode", "Give a position or a postal code, not both.");
    return sort === "name" ? invalid("sort", "What is near a place is sorted by distance.") : { centre: { latitude, longitude } };
  }
  if (postalCode === undefined) {
    if (withinMeters !== undefined) return invalid("withinMeters", "Within this of what? Give `latitude` and `longitude`, or `postalCode`.");
    return sort === "distance" ? invalid("sort", "The distance from what? Give `latitude` and `longitude`, or `postalCode`.") : {};
  }
  const centre = positionOf(postalCode);
  return centre === undefined ? { postalCode } : { centre };
}

function invalid(field: string, detail: string): Refusal {
  return refuse("invalid-input", detail, { errors: [{ pointer: `/${field}`, message: detail }] });
}

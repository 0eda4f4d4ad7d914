import { WITHIN_METERS_DEFAULT } from "@teilhabe/contracts/capacity/shapes";
import type { SearchCriteria } from "@teilhabe/contracts/notifications/shapes";
import { metersBetween } from "./geometry.ts";
import type { PublishedListing } from "./offer.ts";
import type { SpecialtyTree } from "./specialty-tree.ts";

type Lookups = { readonly positionOf: (postalCode: string) => { latitude: number; longitude: number } | undefined; readonly under: SpecialtyTree };

/** Would the search show this offer? Whether it has free places is another question. */
export function matchesSearch(listing: PublishedListing, criteria: SearchCriteria, lookups: Lookups): boolean {
  const { details } = listing;
  const { kind, specialty, language, accessibility = [], targetGroup } = criteria;
  if (kind !== undefined && kind !== details.kind) return false;
  if (specialty !== undefined && (details.specialty === undefined || !lookups.under(specialty).includes(details.specialty))) return false;
  if (language !== undefined && !details.languages.includes(language)) return false;
  if (accessibility.some((code) => !details.accessibility.includes(code))) return false;
  if (targetGroup !== undefined && details.targetGroups.length > 0 && !details.targetGroups.includes(targetGroup)) return false;
  return isNear(listing, criteria, lookups);
}

function isNear({ place, details }: PublishedListing, { near, postalCode, withinMeters }: SearchCriteria, { positionOf }: Lookups): boolean {
  const centre = near ?? (postalCode === undefined ? undefined : positionOf(postalCode));
  if (centre === undefined) return postalCode === undefined || details.postalCode === postalCode;
  return place !== undefined && metersBetween(centre, place) <= (withinMeters ?? WITHIN_METERS_DEFAULT);
}

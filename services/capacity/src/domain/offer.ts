import type { Offer, OfferKind, OfferSummary, ProviderKind } from "@teilhabe/contracts/capacity/shapes";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Position } from "@teilhabe/contracts/shapes";
import { wordsOf } from "@teilhabe/platform/words";
import { capacityAt, type SourceState, sourceShown } from "./freshness.ts";

/** What an offer is, as its provider says it. */
export type OfferDetails = {
  readonly title: string;
  readonly description?: string;
  readonly kind: OfferKind;
  readonly specialty?: string;
  readonly targetGroups: readonly string[];
  readonly languages: readonly string[];
  readonly accessibility: readonly string[];
  readonly address?: string;
  readonly postalCode?: string;
  readonly position?: Position;
  readonly website?: string;
  readonly reportEveryMinutes: number;
};

export type OfferState = { readonly stage: "published" | "withdrawn"; readonly provider: string; readonly kind: OfferKind };

export type Place = Position & { readonly from: "offer" | "postal-code" };
export type ProviderOfListing = { readonly id: string; readonly name: string; readonly kind: ProviderKind };

export type PublishedListing = {
  readonly stage: "published";
  readonly provider: ProviderOfListing;
  readonly details: OfferDetails;
  /** Absent: nobody knows where it is. */
  readonly place?: Place;
  readonly specialtyLabel?: string;
  readonly sources: readonly SourceState[];
};
export type ListingState = PublishedListing | { readonly stage: "withdrawn" };

/** What is known of postal codes and specialties. */
export type Tables = {
  positionOf(postalCode: string): Position | undefined;
  /** Undefined: there is no such specialty. */
  labelOf(specialty: string): string | undefined;
};

type Given<T> = { readonly [Key in keyof T]?: T[Key] | null | undefined };

/** Keeps what is there, in one order of its parts, so that equal details are equal as JSON. */
export function detailsOf(given: Given<OfferDetails> & Pick<OfferDetails, "title" | "kind" | "reportEveryMinutes">): OfferDetails {
  const { title, description, kind, specialty, address, postalCode, position, website, reportEveryMinutes } = given;
  return {
    title,
    ...present({ description }),
    kind,
    ...present({ specialty }),
    targetGroups: sorted(given.targetGroups),
    languages: sorted(given.languages),
    accessibility: sorted(given.accessibility),
    ...present({ address }),
    ...present({ postalCode }),
    ...(position !== undefined && position !== null && { position: { latitude: position.latitude, longitude: position.longitude } }),
    ...present({ website }),
    reportEveryMinutes,
  };
}

function present<T extends object>(part: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined && value !== null)) as never;
}

function sorted(codes: readonly string[] | null | undefined): readonly string[] {
  return [...new Set(codes ?? [])].sort();
}

/** A medical offer has a specialty, and only such a one. */
export function specialtyFault({ kind, specialty }: OfferDetails, tables: Tables): Refusal | undefined {
  const errors = (message: string) => ({ errors: [{ pointer: "/specialty", message }] });
  if (kind === "medical" && specialty === undefined)
    return refuse("specialty-not-fitting", "A medical offer needs a specialty.", errors("is missing"));
  if (specialty === undefined) return undefined;
  if (kind !== "medical") return refuse("specialty-not-fitting", "Only medical offers have a specialty.", errors("does not go with this kind"));
  if (tables.labelOf(specialty) !== undefined) return undefined;
  return refuse("specialty-unknown", `There is no specialty ${specialty}. GET /v1/specialties lists them.`, errors("is not in the list"));
}

/** Its own position, else the middle of its postal code's area, where one is known. */
export function listingOf(provider: ProviderOfListing, details: OfferDetails, tables: Tables, sources: readonly SourceState[]): PublishedListing {
  const { position, postalCode, specialty } = details;
  const middle = position === undefined && postalCode !== undefined ? tables.positionOf(postalCode) : undefined;
  const label = specialty === undefined ? undefined : tables.labelOf(specialty);
  return {
    stage: "published",
    provider: { id: provider.id, name: provider.name, kind: provider.kind },
    details,
    ...(position !== undefined && { place: { ...position, from: "offer" } }),
    ...(middle !== undefined && { place: { ...middle, from: "postal-code" } }),
    ...(label !== undefined && { specialtyLabel: label }),
    sources,
  };
}

export function everyMs({ reportEveryMinutes }: Pick<OfferDetails, "reportEveryMinutes">): number {
  return reportEveryMinutes * 60_000;
}

const NAME_LENGTH_MAX = 100;

/** What lists are sorted by: the name as search compares it. */
export function sortNameOf(name: string): string {
  return wordsOf(name).join(" ").slice(0, NAME_LENGTH_MAX);
}

export function wordsOfListing({ details, provider, specialtyLabel }: PublishedListing): string[] {
  return wordsOf([details.title, provider.name, specialtyLabel ?? "", details.description ?? ""].join(" "));
}

export const facet = {
  language: (code: string) => `|l:${code}|`,
  accessibility: (code: string) => `|a:${code}|`,
  targetGroup: (code: string) => `|t:${code}|`,
  everyone: "|t:*|",
} as const;

/** Languages, accessibility and target groups in one text that holds `facet`s; decided on within an index. */
export function facetsOf({ languages, accessibility, targetGroups }: OfferDetails): string {
  const groups = targetGroups.length === 0 ? [facet.everyone] : targetGroups.map(facet.targetGroup);
  return [...languages.map(facet.language), ...accessibility.map(facet.accessibility), ...groups].join("");
}

export function summaryShown(id: string, listing: PublishedListing, atMs: number, distanceMeters?: number): OfferSummary {
  const { provider, details, place, sources } = listing;
  const { title, kind, specialty, targetGroups, languages, accessibility, address, postalCode, website } = details;
  return {
    id,
    provider,
    title,
    kind,
    ...present({ specialty }),
    targetGroups: [...targetGroups],
    languages: [...languages],
    accessibility: [...accessibility],
    ...present({ address, postalCode }),
    ...(place !== undefined && { position: { latitude: place.latitude, longitude: place.longitude }, positionFrom: place.from }),
    ...present({ website }),
    capacity: capacityAt(sources, everyMs(details), atMs),
    ...present({ distanceMeters }),
  };
}

export function offerShown(id: string, version: number, listing: PublishedListing, atMs: number): Offer {
  const { details, sources } = listing;
  const newestFirst = sources.toSorted((a, b) => b.validAtMs - a.validAtMs);
  return {
    ...summaryShown(id, listing, atMs),
    ...present({ description: details.description }),
    reportEveryMinutes: details.reportEveryMinutes,
    sources: newestFirst.map((source) => sourceShown(source, everyMs(details), atMs)),
    version,
  };
}

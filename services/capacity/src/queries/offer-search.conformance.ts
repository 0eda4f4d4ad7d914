import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Commit, Store } from "@teilhabe/platform/store/store";
import { queryWordsOf } from "@teilhabe/platform/words";
import { listingDocument } from "../domain/documents.ts";
import { metersBetween } from "../domain/geometry.ts";
import { detailsOf, facet, type ListingState, listingOf, type OfferDetails } from "../domain/offer.ts";
import type { OpenedQueries } from "./capacity-queries.conformance.ts";
import type { ByName, CapacityQueries, Nearest } from "./capacity-queries.ts";

const HOUR_MS = 3_600_000;
const centre = { latitude: 48.137, longitude: 11.575 };
const north = (meters: number) => ({ latitude: centre.latitude + meters / 111_195, longitude: centre.longitude });

/** A word that so many offers share is looked up in another way than a rare one. */
const CROWD = 5_600;

/** How offers are found, in every database alike. */
export function offerSearchConformance(database: string, open: () => Promise<OpenedQueries>): void {
  describe(`search for offers on ${database}`, () => {
    let opened: OpenedQueries;
    beforeAll(async () => {
      opened = await open();
      await fill(opened.store);
    }, 120_000);
    afterAll(() => opened.close());

    const nearest = async (search: Partial<Nearest> = {}) =>
      (await opened.queries.nearest({ facets: [], words: [], centre, withinMeters: 5_000, limit: 20, ...search })).map(({ id }) => id);
    const byName = async (search: Partial<ByName> = {}) =>
      (await opened.queries.byName({ facets: [], words: ["anbieter"], limit: 20, ...search })).map(({ id }) => id);

    test("near a place, the nearest come first, and nothing farther than asked", async () => {
      expect(await nearest()).toEqual(["course", "kard", "allg", "twin-a", "twin-b"]);
      expect(await nearest({ withinMeters: 1_000 })).toEqual(["course", "kard"]);
      expect(await nearest({ withinMeters: 100_000 })).toEqual(["course", "kard", "allg", "twin-a", "twin-b", "far"]);
    });

    test("distances are whole meters, as everywhere else", async () => {
      const found = await opened.queries.nearest({ facets: [], words: [], centre, withinMeters: 100_000, limit: 20 });
      for (const { listing, meters } of found) expect(meters).toBe(metersBetween(centre, listing.place!));
    });

    test("pages go on behind a distance and an id", async () => {
      const [, , , { meters } = { meters: 0 }] = await opened.queries.nearest({ facets: [], words: [], centre, withinMeters: 5_000, limit: 4 });
      expect(await nearest({ after: { meters, id: "twin-a" } })).toEqual(["twin-b"]);
      expect(await nearest({ limit: 2 })).toEqual(["course", "kard"]);
    });

    test("every filter narrows, alone and together", async () => {
      expect(await nearest({ kind: "course" })).toEqual(["course"]);
      expect(await nearest({ specialties: ["kard", "angi"] })).toEqual(["kard"]);
      expect(await nearest({ specialties: ["kard", "allg"] })).toEqual(["kard", "allg"]);
      expect(await nearest({ facets: [[facet.language("tr")]] })).toEqual(["course", "allg"]);
      expect(await nearest({ facets: [[facet.language("tr")], [facet.accessibility("step-free")]] })).toEqual(["allg"]);
      expect(await nearest({ facets: [[facet.language("t")]] })).toEqual([]);
      expect(await nearest({ facets: [[facet.targetGroup("children"), facet.everyone]] })).toEqual(["course", "kard", "twin-a", "twin-b"]);
      expect(await nearest({ provider: "p2" })).toEqual(["twin-a", "twin-b"]);
      expect(await nearest({ kind: "medical", specialties: ["allg"], facets: [[facet.language("tr")]], freeAtMs: 0 })).toEqual(["allg"]);
    });

    test("free places end when their report is stale", async () => {
      expect(await nearest({ freeAtMs: 0 })).toEqual(["course", "allg"]);
      expect(await nearest({ freeAtMs: 2 * HOUR_MS - 1 })).toEqual(["course", "allg"]);
      expect(await nearest({ freeAtMs: 2 * HOUR_MS })).toEqual(["allg"]);
    });

    test("by name they come in the order of their words, page by page, wherever they are", async () => {
      expect(await byName()).toEqual(["nowhere", "allg", "far", "kard", "course", "twin-a", "twin-b"]);
      expect(await byName({ after: { name: "naehen", id: "course" } })).toEqual(["twin-a", "twin-b"]);
      expect(await byName({ after: { name: "zwilling", id: "twin-a" } })).toEqual(["twin-b"]);
      expect(await byName({ limit: 2 })).toEqual(["nowhere", "allg"]);
    });

    test("by name with every way to look them up", async () => {
      expect(await byName({ words: [], provider: "p2" })).toEqual(["twin-a", "twin-b"]);
      expect(await byName({ words: [], postalCode: "81475" })).toEqual(["nowhere"]);
      expect(await byName({ words: [], specialties: ["kard", "allg"] })).toEqual(["allg", "far", "kard"]);
      expect(await byName({ words: [], kind: "course", facets: [[facet.language("tr")]] })).toEqual(["course"]);
      expect(await byName({ words: [], specialties: ["allg"], limit: 1, after: { name: "beratung", id: "allg" } })).toEqual(["far"]);
    });

    test("words are found by their beginnings, in title, provider, specialty and description", async () => {
      const found = (q: string, more: Partial<Nearest> = {}) => nearest({ words: queryWordsOf(q), ...more });
      expect(await found("nähen")).toEqual(["course"]);
      expect(await found("NAEH")).toEqual(["course"]);
      expect(await found("kardio anbieter")).toEqual(["kard"]);
      expect(await found("herzschrittmacher")).toEqual(["kard"]);
      expect(await found("zwilling", { kind: "course" })).toEqual([]);
      expect(await found("nichts")).toEqual([]);
    });

    test("words that many offers have are found as well", async () => {
      const there = { centre: { latitude: 50, longitude: 10 }, words: ["gemeinsam"], limit: 3 };
      expect(await nearest(there)).toEqual(["crowd-0000", "crowd-0001", "crowd-0002"]);
      expect(await nearest({ ...there, words: ["gemeinsam", "crowd"] })).toEqual([]);
      expect(await nearest({ ...there, words: ["gemeinsam", "nummer7"] })).toEqual(["crowd-0007", "crowd-0070", "crowd-0071"]);
      expect(await byName({ words: ["gemeinsam"], limit: 2, after: { name: "gemeinsam nummer7", id: "crowd-0007" } })).toEqual([
        "crowd-0070",
        "crowd-0700",
      ]);
    });

    test("a provider's listings come by id, page by page; withdrawn ones belong to nobody", async () => {
      const ids = async (...page: Parameters<CapacityQueries["listingsOf"]>) => (await opened.queries.listingsOf(...page)).map(({ id }) => id);
      expect(await ids("p2", undefined, 10)).toEqual(["twin-a", "twin-b"]);
      expect(await ids("p2", "twin-a", 10)).toEqual(["twin-b"]);
      expect(await ids("p3", undefined, 10)).toEqual([]);
    });
  });
}

const labels: Readonly<Record<string, string>> = { kard: "Kardiologie", allg: "Allgemeinmedizin" };
const tables = { positionOf: () => undefined, labelOf: (code: string) => labels[code] };

function listing(provider: string, details: Partial<OfferDetails> & Pick<OfferDetails, "title">, free?: number): ListingState {
  const whole = detailsOf({ kind: "counselling", reportEveryMinutes: 60, ...details });
  const said = { source: "provider", total: null, checkedAtMs: 0, validAtMs: 0, changedAtMs: 0 };
  const shown = { id: provider, name: "Der Anbieter", kind: "practice" as const };
  return listingOf(shown, whole, tables, free === undefined ? [] : [{ ...said, free }]);
}

const offers: readonly (readonly [string, ListingState])[] = [
  [
    "allg",
    listing(
      "p1",
      {
        title: "Beratung",
        kind: "medical",
        specialty: "allg",
        position: north(1_500),
        languages: ["de", "tr"],
        accessibility: ["step-free"],
        targetGroups: ["adults"],
        reportEveryMinutes: 1_440,
      },
      3,
    ),
  ],
  [
    "kard",
    listing(
      "p1",
      { title: "Herz", kind: "medical", specialty: "kard", position: north(-900), languages: ["de"], description: "Auch Herzschrittmacher." },
      0,
    ),
  ],
  ["course", listing("p1", { title: "Nähen", kind: "course", position: north(300), languages: ["tr"], targetGroups: ["children"] }, 1)],
  ["far", listing("p1", { title: "Fern", kind: "medical", specialty: "allg", position: north(30_000) })],
  ["nowhere", listing("p1", { title: "Anderswo", postalCode: "81475" })],
  ["twin-b", listing("p2", { title: "Zwilling", position: north(2_000) })],
  ["twin-a", listing("p2", { title: "Zwilling", position: north(2_000) })],
  ["gone", { stage: "withdrawn" }],
];

async function fill(store: Store): Promise<void> {
  const crowd = Array.from({ length: CROWD }, (_, n) => {
    const position = { latitude: 50 + n / 1_000_000, longitude: 10 };
    return [`crowd-${String(n).padStart(4, "0")}`, listing("crowd", { title: `Gemeinsam Nummer${n}`, position })] as const;
  });
  const nameless = crowd.map(([id, state]) => [
    id,
    state.stage === "published" ? { ...state, provider: { ...state.provider, name: "Verein" } } : state,
  ]);
  const all = [...offers, ...nameless];
  for (let from = 0; from < all.length; from += 1_000) {
    const writes = all.slice(from, from + 1_000).map(([id, state]) => ({ kind: listingDocument, id, expectedVersion: 0, then: { put: state } }));
    expect(await store.commit({ id: `fill-${from}`, writes } as Commit)).toEqual({ committed: true });
  }
}

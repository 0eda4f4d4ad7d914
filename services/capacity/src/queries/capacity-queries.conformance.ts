import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Commit, Store } from "@teilhabe/platform/store/store";
import { observationDocument, observationId, providerDocument, regionDocument, regionObservationDocument } from "../domain/documents.ts";
import type { CapacityQueries } from "./capacity-queries.ts";
import { offerSearchConformance } from "./offer-search.conformance.ts";

export type OpenedQueries = { readonly store: Store; readonly queries: CapacityQueries; close(): Promise<void> };

/** What every database's adapter of CapacityQueries keeps. */
export function capacityQueriesConformance(database: string, open: () => Promise<OpenedQueries>): void {
  offerSearchConformance(database, open);

  describe(`capacity's lists on ${database}`, () => {
    let opened: OpenedQueries;
    beforeAll(async () => {
      opened = await open();
      expect(await opened.store.commit({ id: "fill", writes: [...providers, ...observations, ...regions] } as Commit)).toEqual({ committed: true });
    });
    afterAll(() => opened.close());

    test("providers come by the words of their names, of one kind or all, page by page", async () => {
      const { queries } = opened;
      const names = async (page: Parameters<CapacityQueries["providersByName"]>[0]) => (await queries.providersByName(page)).map(({ id }) => id);
      expect(await names({ limit: 10 })).toEqual(["p2", "p3", "p1", "p4"]);
      expect(await names({ kind: "lab", limit: 10 })).toEqual(["p3", "p4"]);
      expect(await names({ limit: 1, after: { name: "aerzte", id: "p2" } })).toEqual(["p3"]);
      expect((await queries.providersByName({ limit: 1 }))[0]).toMatchObject({ version: 1, sortName: "aerzte", state: { name: "Ärzte" } });
    });

    test("observations of an offer come newest first, page by page", async () => {
      const { queries } = opened;
      const found = await queries.observationsOf("o1", undefined, 10);
      expect(found.map(({ state }) => [state.validAtMs, state.source])).toEqual([
        [3_000, "feed"],
        [2_000, "staff"],
        [2_000, "feed"],
        [1_000, "feed"],
      ]);
      const rest = await queries.observationsOf("o1", { validAtMs: 2_000, id: "o1/staff/2000" }, 1);
      expect(rest.map(({ id }) => id)).toEqual(["o1/feed/2000"]);
    });

    test("observations that are old enough to go are found, oldest first", async () => {
      expect(await opened.queries.observationsBefore(2_000, 10)).toEqual(["o2/feed/500", "o1/feed/1000"]);
      expect(await opened.queries.observationsBefore(2_000, 1)).toEqual(["o2/feed/500"]);
    });

    test("regions come by id, page by page", async () => {
      expect((await opened.queries.regions(undefined, 10)).map(({ id }) => id)).toEqual(["de", "de-09"]);
      expect((await opened.queries.regions("de", 10)).map(({ id }) => id)).toEqual(["de-09"]);
    });

    test("observations of a region come newest first, of one unit or all, page by page", async () => {
      const ids = async (page: Parameters<CapacityQueries["regionObservations"]>[0]) =>
        (await opened.queries.regionObservations(page)).map(({ id }) => id);
      expect(await ids({ region: "de", limit: 10 })).toEqual(["de/b/2", "de/a/2", "de/a/1"]);
      expect(await ids({ region: "de", unit: "a", limit: 10 })).toEqual(["de/a/2", "de/a/1"]);
      expect(await ids({ region: "de", limit: 10, before: { validAtMs: 2, id: "de/b/2" } })).toEqual(["de/a/2", "de/a/1"]);
      expect(await ids({ region: "de-09", limit: 10 })).toEqual([]);
    });
  });
}

const put = (kind: object, id: string, state: unknown) => ({ kind, id, expectedVersion: 0, then: { put: state } });

const providers = [
  put(providerDocument, "p1", { name: "Zentrum", kind: "clinic" }),
  put(providerDocument, "p2", { name: "Ärzte", kind: "practice" }),
  put(providerDocument, "p3", { name: "Labor", kind: "lab" }),
  put(providerDocument, "p4", { name: "Zentrum", kind: "lab" }),
];

const observations = (
  [
    ["o1", "feed", 1_000],
    ["o1", "feed", 2_000],
    ["o1", "staff", 2_000],
    ["o1", "feed", 3_000],
    ["o2", "feed", 500],
  ] as const
).map(([offer, source, validAtMs]) =>
  put(observationDocument, observationId(offer, { source, validAtMs }), { offer, source, free: 1, total: null, checkedAtMs: validAtMs, validAtMs }),
);

const regions = [
  ...["de", "de-09"].map((id) => put(regionDocument, id, { name: id, level: "state", reportEveryMinutes: 60, latest: [] })),
  ...(
    [
      ["a", 1],
      ["a", 2],
      ["b", 2],
    ] as const
  ).map(([unit, validAtMs]) =>
    put(regionObservationDocument, `de/${unit}/${validAtMs}`, { region: "de", unit, source: "s", free: 1, total: 2, reporters: 3, validAtMs }),
  ),
];

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { capacityContract } from "@teilhabe/contracts/capacity/contract";
import type { Offer, Provider } from "@teilhabe/contracts/capacity/shapes";
import type { SentTo } from "@teilhabe/contracts/operation";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { citizen, nobody, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { capacity } from "./module.ts";

const { operations } = capacityContract;
const HOUR_MS = 3_600_000;
const missing = "0198c5a0-0000-7000-8000-0000000000ff";

let platform: Started;
let provider: Provider;

beforeEach(async () => {
  platform = await started([capacity]);
  provider = await platform.done(operations.createProvider, { name: "Praxis am Platz", kind: "practice" }, staff());
});
afterEach(() => platform.stop());

const own = () => citizen("doctor", { grants: [`provider:${provider.id}`] });

function publish(more: Partial<SentTo<typeof operations.publishOffer>> = {}): Promise<Offer> {
  const offer = {
    provider: provider.id,
    title: "Sprechstunde",
    kind: "medical",
    specialty: "kard",
    postalCode: "80331",
    reportEveryMinutes: 1_440,
  } as const;
  return platform.done(operations.publishOffer, { ...offer, ...more }, own());
}

async function told(...types: string[]): Promise<Record<string, unknown>[]> {
  const events = await platform.events("capacity");
  return events.filter(({ type }) => types.includes(type)).map(({ data }) => data);
}

const search = async (input: SentTo<typeof operations.searchOffers>) => (await platform.done(operations.searchOffers, input, nobody)).items;

describe("a provider", () => {
  test("is registered by staff only", async () => {
    expect(await platform.ask(operations.createProvider, { name: "Praxis", kind: "practice" }, own())).toMatchObject({ refused: "grant-needed" });
    expect(await platform.done(operations.readProvider, { provider: provider.id }, nobody)).toEqual(provider);
    expect(await told("capacity.provider-registered.v1")).toEqual([{ provider: provider.id, kind: "practice" }]);
  });

  test("changes itself, and no other", async () => {
    const changed = await platform.done(operations.changeProvider, { provider: provider.id, phone: "+49 89 1234567" }, own());
    expect(changed).toEqual({ ...provider, phone: "+49 89 1234567", version: 2 });
    const other = await platform.done(operations.createProvider, { name: "Andere", kind: "lab" }, staff());
    expect(await platform.ask(operations.changeProvider, { provider: other.id, phone: null }, own())).toMatchObject({ refused: "grant-needed" });
    expect(await platform.ask(operations.changeProvider, { provider: missing, phone: null }, staff())).toMatchObject({
      refused: "provider-not-found",
    });
  });

  test("is not changed by whoever has read an older version", async () => {
    await platform.done(operations.changeProvider, { provider: provider.id, phone: "+49 89 1234567" }, own());
    const late = { ...own(), ifMatch: 1 };
    expect(await platform.ask(operations.changeProvider, { provider: provider.id, phone: null }, late)).toMatchObject({
      refused: "version-mismatch",
    });
  });

  test("shows its new name with every offer", async () => {
    for (let n = 0; n < 3; n++) await publish();
    await platform.done(operations.changeProvider, { provider: provider.id, name: "Neue Praxis" }, own());
    await platform.settle();
    expect((await search({ q: "neue" })).map((offer) => offer.provider.name)).toEqual(["Neue Praxis", "Neue Praxis", "Neue Praxis"]);
    expect(await search({ q: "platz" })).toEqual([]);
  });

  test("is listed by name, page by page", async () => {
    await platform.done(operations.createProvider, { name: "Ärzte", kind: "clinic" }, staff());
    const first = await platform.done(operations.listProviders, { limit: 1 }, nobody);
    const second = await platform.done(operations.listProviders, { limit: 1, after: first.next }, nobody);
    expect([first, second].map(({ items }) => items[0]?.name)).toEqual(["Ärzte", "Praxis am Platz"]);
    expect(second.next).toBeUndefined();
    expect(await platform.ask(operations.listProviders, { after: "bm9wZQ" }, nobody)).toMatchObject({ refused: "bad-cursor" });
  });
});

describe("an offer", () => {
  test("is published by its provider, with the position of its postal code, and nothing known of its capacity", async () => {
    const offer = await publish({ languages: ["tr", "de", "tr"] });
    expect(offer).toMatchObject({
      provider: { id: provider.id, name: "Praxis am Platz", kind: "practice" },
      languages: ["de", "tr"],
      positionFrom: "postal-code",
      capacity: { freshness: "unknown" },
      sources: [],
      version: 1,
    });
    expect(await platform.done(operations.readOffer, { offer: offer.id }, nobody)).toEqual(offer);
    expect(await told("capacity.offer-published.v1")).toEqual([{ offer: offer.id, provider: provider.id, kind: "medical", specialty: "kard" }]);
  });

  test("needs a specialty when it is medical, and has none otherwise", async () => {
    const base = { provider: provider.id, title: "Angebot", reportEveryMinutes: 60 };
    const ask = (more: object) => platform.ask(operations.publishOffer, { ...base, ...more } as never, staff());
    expect(await ask({ kind: "medical" })).toMatchObject({ refused: "specialty-not-fitting" });
    expect(await ask({ kind: "course", specialty: "kard" })).toMatchObject({ refused: "specialty-not-fitting" });
    expect(await ask({ kind: "medical", specialty: "nonsense" })).toMatchObject({ refused: "specialty-unknown" });
    expect(await ask({ kind: "course", provider: missing })).toMatchObject({ refused: "provider-not-found" });
  });

  test("is changed with what is given; null takes away", async () => {
    const offer = await publish({ address: "Platz 1", position: { latitude: 48.1, longitude: 11.5 } });
    const changed = await platform.done(operations.changeOffer, { offer: offer.id, address: null, position: null, title: "Neu" }, own());
    expect(changed).toMatchObject({ title: "Neu", specialty: "kard", positionFrom: "postal-code", version: 2 });
    expect(changed.address).toBeUndefined();
    expect(await platform.done(operations.changeOffer, { offer: offer.id, title: "Neu" }, own())).toEqual(changed);
    expect(await told("capacity.offer-changed.v1")).toHaveLength(1);
  });

  test("that is withdrawn is gone from every list, and keeps nothing", async () => {
    const offer = await publish();
    for (let n = 0; n < 2; n++) await platform.done(operations.withdrawOffer, { offer: offer.id }, own());
    for (const operation of [operations.readOffer, operations.listObservations])
      expect(await platform.ask(operation, { offer: offer.id } as never, nobody)).toMatchObject({ refused: "offer-withdrawn" });
    expect(await platform.ask(operations.reportCapacity, { offer: offer.id, free: 1 }, own())).toMatchObject({ refused: "offer-withdrawn" });
    expect(await search({})).toEqual([]);
    expect(await told("capacity.offer-withdrawn.v1")).toEqual([{ offer: offer.id, provider: provider.id, kind: "medical" }]);
  });

  test("of another provider is not touched", async () => {
    const offer = await publish();
    const stranger = citizen("stranger", { grants: [`provider:${missing}`] });
    for (const [operation, input] of [
      [operations.changeOffer, { title: "Meins" }],
      [operations.withdrawOffer, {}],
      [operations.reportCapacity, { free: 1 }],
    ] as const)
      expect(await platform.ask(operation as never, { offer: offer.id, ...input } as never, stranger)).toMatchObject({ refused: "grant-needed" });
    expect(await platform.ask(operations.publishOffer, { ...operations.publishOffer.examples![0]!, provider: provider.id }, stranger)).toMatchObject({
      refused: "grant-needed",
    });
  });
});

describe("a report", () => {
  test("is shown with its time until it is stale; then nothing is shown, not even 0", async () => {
    const { id } = await publish();
    const report = await platform.done(operations.reportCapacity, { offer: id, free: 0, total: 8 }, own());
    expect(report).toMatchObject({ taken: "changed", capacity: { free: 0, total: 8, freshness: "fresh", source: "provider" } });
    await platform.advance(30 * HOUR_MS);
    expect((await platform.done(operations.readOffer, { offer: id }, nobody)).capacity).toMatchObject({ free: 0, freshness: "ageing" });
    await platform.advance(20 * HOUR_MS);
    const { capacity: stale, sources } = await platform.done(operations.readOffer, { offer: id }, nobody);
    expect(stale).toEqual({ freshness: "stale", asOf: report.capacity.asOf, validUntil: report.capacity.validUntil, source: "provider" });
    expect(sources[0]).not.toHaveProperty("free");
  });

  test("that arrives late never overwrites a newer one", async () => {
    const { id } = await publish();
    const feed = { offer: id, source: "feed" };
    await platform.done(operations.reportCapacity, { ...feed, free: 2, validAt: "2026-11-23T09:00:00Z" }, staff());
    const late = await platform.done(operations.reportCapacity, { ...feed, free: 9, validAt: "2026-11-23T08:00:00Z" }, staff());
    expect(late).toMatchObject({ taken: "outdated", capacity: { free: 2, asOf: "2026-11-23T09:00:00.000Z" } });
  });

  test("of another source stands beside it, and the newer one is shown", async () => {
    const { id } = await publish();
    await platform.done(operations.reportCapacity, { offer: id, source: "feed", free: 2, validAt: "2026-11-23T09:00:00Z" }, staff());
    await platform.done(operations.reportCapacity, { offer: id, free: 1 }, own());
    const offer = await platform.done(operations.readOffer, { offer: id }, nobody);
    expect(offer.capacity).toMatchObject({ free: 1, source: "provider" });
    expect(offer.sources.map(({ source, free }) => [source, free])).toEqual([
      ["provider", 1],
      ["feed", 2],
    ]);
    expect(offer.version).toBe(1);
  });

  test("in another's name is for staff", async () => {
    const { id } = await publish();
    expect(await platform.ask(operations.reportCapacity, { offer: id, source: "feed", free: 2 }, own())).toMatchObject({
      refused: "source-not-yours",
    });
    expect(await platform.ask(operations.reportCapacity, { offer: id, free: 3, total: 2 }, own())).toMatchObject({ refused: "free-exceeds-total" });
    expect(await platform.ask(operations.reportCapacity, { offer: missing, free: 3 }, staff())).toMatchObject({ refused: "offer-not-found" });
  });

  test("is kept in the history when it says something new, corrections in place", async () => {
    const { id } = await publish();
    const report = (free: number | null, minute: string) =>
      platform.done(operations.reportCapacity, { offer: id, free, validAt: `2026-11-23T09:${minute}:00Z` }, own());
    await report(1, "00");
    await report(1, "10");
    await report(null, "20");
    await report(4, "30");
    await report(3, "30");
    const first = await platform.done(operations.listObservations, { offer: id, limit: 2 }, nobody);
    const rest = await platform.done(operations.listObservations, { offer: id, after: first.next }, nobody);
    expect([...first.items, ...rest.items].map(({ free, validAt }) => [free, validAt.slice(11, 16)])).toEqual([
      [3, "09:30"],
      [null, "09:20"],
      [1, "09:00"],
    ]);
  });

  test("is told in public when something changed: numbers, or that they are fresh again", async () => {
    const { id } = await publish();
    const report = (free: number | null) => platform.done(operations.reportCapacity, { offer: id, free }, own());
    await report(2);
    await platform.advance(HOUR_MS);
    await report(2);
    await platform.advance(30 * HOUR_MS);
    await report(2);
    await report(null);
    expect((await told("capacity.capacity-changed.v1")).map(({ free, freshness }) => [free, freshness])).toEqual([
      [2, "fresh"],
      [2, "fresh"],
      [undefined, "unknown"],
    ]);
  });

  test("lets places appear on the edge only: from none, unknown or stale to some", async () => {
    const { id } = await publish();
    const report = async (free: number | null) => {
      await platform.advance(60_000);
      await platform.done(operations.reportCapacity, { offer: id, free }, own());
      return (await told("capacity.places-appeared.v1")).length;
    };
    expect(await report(0)).toBe(0);
    expect(await report(2)).toBe(1);
    expect(await report(5)).toBe(1);
    expect(await report(0)).toBe(1);
    expect(await report(1)).toBe(2);
    expect(await report(null)).toBe(2);
    expect(await report(1)).toBe(3);
    await platform.advance(72 * HOUR_MS);
    expect(await report(1)).toBe(4);
  });

  test("given twice with one Idempotency-Key counts once", async () => {
    const { id } = await publish();
    const asker = { ...own(), idempotency: { key: "k", fingerprint: "f" } };
    const first = await platform.done(operations.reportCapacity, { offer: id, free: 2 }, asker);
    await platform.advance(1_000);
    expect(await platform.done(operations.reportCapacity, { offer: id, free: 2 }, asker)).toEqual(first);
  });

  test("by fifty at once loses nothing", async () => {
    const { id } = await publish();
    const validAt = (n: number) => `2026-11-23T09:${String(n).padStart(2, "0")}:00Z`;
    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        platform.done(operations.reportCapacity, { offer: id, source: "feed", free: n, validAt: validAt(n) }, staff()),
      ),
    );
    expect((await platform.done(operations.readOffer, { offer: id }, nobody)).capacity).toMatchObject({ free: 49, asOf: "2026-11-23T09:49:00.000Z" });
  });
});

describe("a search", () => {
  const marienplatz = { latitude: 48.1372, longitude: 11.5756 };

  test("by position, postal code or neither finds what fits, with distances", async () => {
    const near = await publish({ position: { latitude: 48.14, longitude: 11.5756 }, languages: ["tr"] });
    const far = await publish({ position: { latitude: 48.3, longitude: 11.5756 } });
    expect((await search(marienplatz)).map(({ id, distanceMeters }) => [id, distanceMeters])).toEqual([[near.id, 311]]);
    expect((await search({ ...marienplatz, withinMeters: 50_000 })).map(({ id }) => id)).toEqual([near.id, far.id]);
    expect((await search({ postalCode: "80331", language: "tr" })).map(({ id }) => id)).toEqual([near.id]);
    expect((await search({ specialty: "inne" })).length).toBe(2);
    expect((await search({ specialty: "inne", kind: "course" })).length).toBe(0);
    expect((await search({ q: "Kardiologie" })).length).toBe(2);
  });

  test("in a postal code whose position is not known finds what has that postal code", async () => {
    const offer = await publish({ postalCode: "81475" });
    expect(offer.position).toBeUndefined();
    expect((await search({ postalCode: "81475" })).map(({ id }) => id)).toEqual([offer.id]);
  });

  test("for free places leaves out none, unknown and stale", async () => {
    const [free, none] = [await publish(), await publish()];
    await publish();
    await platform.done(operations.reportCapacity, { offer: free.id, free: 1 }, own());
    await platform.done(operations.reportCapacity, { offer: none.id, free: 0 }, own());
    expect((await search({ freeOnly: true })).map(({ id }) => id)).toEqual([free.id]);
    await platform.advance(48 * HOUR_MS);
    expect(await search({ freeOnly: true })).toEqual([]);
  });

  test("pages are whole and stable, near and by name", async () => {
    const ids = new Set<string>();
    for (let n = 0; n < 7; n++) ids.add((await publish({ position: { latitude: 48.14 + Math.floor(n / 3) / 100, longitude: 11.5756 } })).id);
    for (const input of [marienplatz, {}]) {
      const seen: string[] = [];
      for (let after: string | undefined, page = 0; page < 10; page++) {
        const found = await platform.done(operations.searchOffers, { ...input, limit: 3, ...(after !== undefined && { after }) }, nobody);
        seen.push(...found.items.map(({ id }) => id));
        if (found.next === undefined) break;
        after = found.next;
      }
      expect(seen).toHaveLength(7);
      expect(new Set(seen)).toEqual(ids);
    }
  });

  test.each([
    [{ latitude: 48 }],
    [{ latitude: 48, longitude: 11, postalCode: "80331" }],
    [{ withinMeters: 500 }],
    [{ sort: "distance" as const }],
    [{ latitude: 48, longitude: 11, sort: "name" as const }],
  ])("of %j says what is missing or too much", async (input) => {
    expect(await platform.ask(operations.searchOffers, input, nobody)).toMatchObject({
      refused: "invalid-input",
      errors: [{ pointer: expect.any(String) }],
    });
  });

  test("is matched for those who subscribed to it", async () => {
    const offer = await publish({ languages: ["tr"] });
    const criteria = [{ language: "tr" }, { kind: "course" as const }, { near: marienplatz, specialty: "inne" }];
    expect(await platform.done(operations.findMatching, { offer: offer.id, criteria })).toEqual({ matches: [0, 2] });
    await platform.done(operations.withdrawOffer, { offer: offer.id }, own());
    expect(await platform.done(operations.findMatching, { offer: offer.id, criteria })).toEqual({ matches: [] });
  });
});

describe("a feed", () => {
  const line = operations.takeInProvider.examples![0]!;
  const [fedOffer] = line.offers!;
  const takeIn = (more: Partial<typeof line> = {}) => platform.done(operations.takeInProvider, { ...line, ...more }, staff());

  test("brings a provider with its offers, and brought again changes nothing", async () => {
    const offers = [{ ...fedOffer!, capacity: { free: 3, validAt: "2026-11-23T09:00:00Z" } }];
    const first = await takeIn({ offers });
    expect(first).toMatchObject({ changed: true, offers: [{ reference: "hausarzt", offerChanged: true, capacity: "changed" }], withdrawn: 0 });
    const events = await platform.events("capacity");
    await platform.advance(HOUR_MS);
    const again = await takeIn({ offers });
    expect(again).toMatchObject({ ...first, changed: false, offers: [{ offerChanged: false, capacity: "unchanged" }] });
    expect(await platform.events("capacity")).toEqual(events);
    const { id } = (await search({ language: "tr" }))[0]!;
    expect(await platform.done(operations.readOffer, { offer: id }, nobody)).toMatchObject({ capacity: { free: 3, source: "city-directory" } });
    expect(await platform.done(operations.readProvider, { provider: first.provider }, nobody)).toMatchObject({
      feed: { feed: "city-directory", reference: "praxis-4711" },
    });
  });

  test("changes what it says differently, withdraws what it no longer names, and leaves what was made by hand", async () => {
    const { provider: fed } = await takeIn({ offers: [fedOffer!, { ...fedOffer!, reference: "impfung", title: "Impfung" }] });
    const byHand = await platform.done(operations.publishOffer, { ...fedOffer!, provider: fed }, staff());
    const second = await takeIn({ name: "Umbenannt", offers: [{ ...fedOffer!, title: "Neu" }] });
    await platform.settle();
    expect(second).toMatchObject({ changed: true, withdrawn: 1, offers: [{ offerChanged: true }] });
    const found = await search({ provider: fed });
    expect(found.map(({ title, provider: { name } }) => [title, name]).sort()).toEqual([
      [byHand.title, "Umbenannt"],
      ["Neu", "Umbenannt"],
    ]);
    const third = await takeIn({ name: "Umbenannt", offers: [{ ...fedOffer!, reference: "impfung", title: "Impfung" }] });
    expect(third).toMatchObject({ withdrawn: 1, offers: [{ reference: "impfung", offerChanged: true }] });
    expect((await search({ provider: fed })).map(({ title }) => title).sort()).toEqual([byHand.title, "Impfung"].sort());
  });

  test("is taken in whole or not at all, and says what is wrong where", async () => {
    const wrong = { ...fedOffer!, reference: "b", capacity: { free: 3, total: 1, validAt: "2026-11-23T09:00:00Z" } };
    expect(await platform.ask(operations.takeInProvider, { ...line, offers: [fedOffer!, wrong] }, staff())).toMatchObject({
      refused: "free-exceeds-total",
      errors: [{ pointer: "/offers/1/capacity/free" }],
    });
    expect(await platform.ask(operations.takeInProvider, { ...line, offers: [fedOffer!, fedOffer!] }, staff())).toMatchObject({
      refused: "reference-twice",
    });
    expect(await search({ q: "Beispielplatz" })).toEqual([]);
  });
});

describe("a region", () => {
  const region = "de-09";
  const day = (n: number, free: number | null, reporters: number | null = 12) => ({
    unit: "icu-adults",
    free,
    total: free === null ? null : 100,
    reporters,
    validAt: `2026-11-${n}T11:00:00Z`,
  });
  const report = (...observations: ReturnType<typeof day>[]) =>
    platform.done(operations.reportRegion, { region, source: "divi", observations }, staff());

  beforeEach(async () => {
    await platform.done(operations.putRegion, { region, name: "Bayern", level: "state", reportEveryMinutes: 1_440 }, staff());
  });

  test("shows the newest numbers with their reporters, and keeps all", async () => {
    expect(await report(day(21, 5), day(22, 7), day(20, null, null))).toEqual({ imported: 3, unchanged: 0 });
    expect(await report(day(21, 5), day(22, 8))).toEqual({ imported: 1, unchanged: 1 });
    expect((await platform.done(operations.readRegion, { region }, nobody)).capacities).toEqual([
      {
        unit: "icu-adults",
        source: "divi",
        free: 8,
        total: 100,
        freshness: "fresh",
        reporters: 12,
        validAt: "2026-11-22T11:00:00.000Z",
        validUntil: "2026-11-24T11:00:00.000Z",
      },
    ]);
    const { items } = await platform.done(operations.listRegionObservations, { region, unit: "icu-adults" }, nobody);
    expect(items.map(({ free, reporters }) => [free, reporters])).toEqual([
      [8, 12],
      [5, 12],
      [null, null],
    ]);
    expect((await told("capacity.region-capacity-changed.v1")).map(({ free }) => free)).toEqual([7, 8]);
  });

  test("that is old shows no numbers", async () => {
    await report(day(20, 5));
    const [shown] = (await platform.done(operations.listRegions, {}, nobody)).items;
    expect(shown!.capacities[0]).toMatchObject({ freshness: "stale" });
    expect(shown!.capacities[0]).not.toHaveProperty("free");
  });

  test("that nobody registered, or numbers that cannot be, are refused", async () => {
    const ask = (input: object) =>
      platform.ask(operations.reportRegion, { region, source: "divi", observations: [day(22, 5)], ...input } as never, staff());
    expect(await ask({ region: "de-10" })).toMatchObject({ refused: "region-not-found" });
    expect(await ask({ observations: [day(22, 101)] })).toMatchObject({ refused: "free-exceeds-total" });
    expect(await ask({ observations: [day(24, 1)] })).toMatchObject({ refused: "time-in-the-future" });
    expect(await platform.ask(operations.listRegionObservations, { region: "de-10" }, nobody)).toMatchObject({ refused: "region-not-found" });
  });
});

test("earlier observations go after two years, what is shown stays", async () => {
  const { id } = await publish({ reportEveryMinutes: 366 * 24 * 60 });
  await platform.done(operations.reportCapacity, { offer: id, free: 2 }, own());
  await platform.advance(731 * 24 * HOUR_MS);
  await platform.advance(24 * HOUR_MS);
  expect((await platform.done(operations.listObservations, { offer: id }, nobody)).items).toEqual([]);
  expect((await platform.done(operations.readOffer, { offer: id }, nobody)).sources).toHaveLength(1);
});

test("nothing that is kept or told in public names who reported", async () => {
  const { id } = await publish();
  await platform.done(operations.reportCapacity, { offer: id, free: 2 }, own());
  const publicEvents = (await platform.events("capacity")).filter(({ type }) => type !== "capacity.act-recorded.v1");
  expect(JSON.stringify(publicEvents)).not.toContain(own().by);
  const acts = await told("capacity.act-recorded.v1");
  expect(acts.at(-1)).toMatchObject({ operation: "capacity.report-capacity", object: { offer: id } });
  expect(isRefusal(await platform.ask(operations.readOffer, { offer: id }, nobody))).toBe(false);
});
